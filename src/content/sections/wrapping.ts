import { bodyStart } from '../detect/sample.ts';

/** Lines (0-based, `end` exclusive) that a client puts around the output of a tool. They stay as they are. */
export type Wrapping = { readonly start: number; readonly end: number };

/** The codes of the characters with which the words of `cut` may begin. */
const opens = new Set(Array.from('….[<(*+0123456789oOrRtThHsSpP', (sign) => sign.charCodeAt(0)));
const opening = '<system-reminder>';
const closing = '</system-reminder>';
/** A client's note in place of output that it cut itself. */
const cut =
  /^(?:[\s.…[<(*]{0,8}(?:\d[\d,]* (?:more )?(?:lines?|characters|chars|bytes|tokens) (?:\w+ )?(?:truncated|omitted|hidden|clipped|not shown)|(?:omitted|truncated|hidden|skipped) \d[\d,]* (?:of \d[\d,]* )?(?:lines|characters|bytes|tokens)\b|(?:output |response )?(?:truncated|clipped)\b|\.\.\. ?\d+ (?:more )?lines|[….+ ]{0,5}\+\d[\d,]* (?:more )?(?:lines|characters|chars|tokens|bytes)\b)|Total output lines: \d+$|<\/?(?:response|output|result|results|stdout|stderr|persisted-output|returncode|exit_code|bash_metadata|shell_metadata)\b[^>]{0,40}>(?:-?\d+<\/\w+>)?$|Output too large \(|Preview \(first |\[Showing results with )/i;
/** The middle of a line, taken out by a client: the remains on both sides are not a line of the output. */
const cutInside = /(?:…|\.\.\.)\[?\d[\d,]* (?:tokens|chars|characters|bytes|lines) truncated\]?(?:…|\.\.\.)/;
/** The end of a shell is reported in the last lines. */
const tail =
  /^\[?(?:The command completed with exit code -?\d+\.?|Command finished with exit code -?\d+|(?:Current working directory|Python interpreter|Jupyter current working directory): .{0,200}|Command exited with code -?\d+|Shell cwd was reset to .{0,200}|<exited with exit code -?\d+>)\]?$/;
const tailLines = 4;

/**
 * The runs of lines that a client put around a tool's output or into it: fields before it, reminders, and notes in
 * place of what it cut. In order, without overlap.
 */
export function findWrappings(text: string, lines: readonly string[]): readonly Wrapping[] {
  const found: Wrapping[] = [];
  const add = (start: number, end: number) => {
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) found[found.length - 1] = { start: last.start, end };
    else found.push({ start, end });
  };
  // A reminder that is never closed is a line of its own.
  const lastClosing = text.includes(closing) ? lines.findLastIndex((line) => line.includes(closing)) : -1;
  const body = bodyStart(text);
  let at = 0;
  for (let character = 0; character < body && at < lines.length; at++) character += (lines[at] as string).length + 1;
  if (at > 0) add(0, at);
  for (let index = at; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.startsWith(opening)) {
      const end = index <= lastClosing ? endOfReminder(lines, index) : index + 1;
      add(index, end);
      index = end - 1;
    } else if (isCut(line) || (index >= lines.length - tailLines && tail.test(line))) add(index, index + 1);
  }
  return found;
}

/** A line of few characters whose first can begin such words, or one in whose middle a client cut. */
function isCut(line: string): boolean {
  if (line.length < 300 && opens.has(line.charCodeAt(0)) && cut.test(line)) return true;
  return line.includes('truncated') && cutInside.test(line);
}

/** The end (exclusive) of the line that closes a reminder. */
function endOfReminder(lines: readonly string[], start: number): number {
  for (let index = start; index < lines.length; index++) {
    if ((lines[index] as string).includes(closing)) return index + 1;
  }
  return start + 1;
}
