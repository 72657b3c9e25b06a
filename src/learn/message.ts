/** One parsed line of an output. */
export type Message = {
  /** The line without colours and without the blanks at its end. */
  readonly line: string;
  /** What the line says, without the names of programs, tasks and levels before it. */
  readonly text: string;
  /** The words before the first colon, where a program may have put its name. */
  readonly program?: string;
};

const colour = /\u001b\[[\d;?]*[A-Za-z]/g;
/** `[lint:go] `, `[error] `: task runners put names before the output of tasks. */
const task = /^\[[\w:./-]{1,40}\] +/;
/** A prefix that only says that a message follows. */
const level =
  /^(?:(?:fatal|error|failed|panic|\w{0,40}Error)(?: \[\w{1,60}\]| TS\d{1,6})?: +|(?:npm|pnpm) (?:error|ERR!)(?: code)? +|[\w-]{1,30} (?:ERROR|FATAL):? +|error +(?=Command |"|An |\w{1,60}@)|E: +|ERR_PNPM_\w{1,60} +|[×✗✘✖●] +)/i;
/** One word, or two or three of those that are usual; errno names and words that begin a remark do not count. */
const name =
  /^((?!(?:E[A-Z]{3,}|usage|hint|warning|note|remote|tip|help):)(?:(?:[\w./-]{0,200}python[\d.]{0,6} -m |go |git )?[\w.@/+~-]{1,200})): +/;
/** The meter that curl prints before its message if no line ends in between. */
const meter = /^[\s\d:.kMG%-]{10,400}(?=curl: )/;
const maxLine = 2000;
const maxLevels = 4;

/** Parses a line. Only the beginning of a very long line is read. */
export function messageOf(raw: string): Message {
  const line = raw.slice(0, maxLine).replace(colour, '').replace(meter, '').trimEnd();
  let text = line.replace(task, '').replace(/^(?:\s(?=\S)| {2}(?=[×✗✘✖●] ))/, '');
  let program: string | undefined;
  for (let at = 0; at < maxLevels; at++) {
    const shorter = text.replace(level, '');
    const named = shorter === text && program === undefined ? name.exec(text) : null;
    if (named !== null) program = named[1];
    else if (shorter === text) break;
    text = named === null ? shorter : text.slice(named[0].length);
  }
  return { line, text, ...(program === undefined ? {} : { program }) };
}
