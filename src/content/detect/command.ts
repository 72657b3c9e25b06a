/** One program of a command line with its words, quotes undone. */
export type SimpleCommand = {
  readonly program: string;
  readonly words: readonly string[];
  /** It reads what the program before it prints. */
  readonly piped: boolean;
  /** What it prints goes into a file. */
  readonly redirected: boolean;
};

const skipped = new Set([
  'sudo',
  'command',
  'time',
  'nohup',
  'env',
  'do',
  'then',
  'else',
  '(',
  '{',
  '!',
  'builtin',
  'exec',
]);
const shells = new Set(['bash', 'sh', 'zsh', 'dash']);
const assignment = /^\w+=/;
const wordPattern =
  /\s*(?:(\|\||&&|\|&?|;;?|\n|&(?!>)|\)|\()|(\d?>>?&?|&>>?|\d?<<?<?)|((?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s|&;()<>'"\\]|['"])+))/y;
const maxLength = 20_000;
const maxUnwrapped = 3;

/**
 * The programs that a shell command line runs, in order: lists, pipes, quotes, variables in front and `bash -c "…"`
 * are understood, the rest of the shell's grammar is not needed to tell what a command prints.
 */
export function parseCommand(line: string, depth = 0): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let piped = false;
  let redirected = false;
  let skipNext = false;
  const finish = (nextPiped: boolean) => {
    commands.push(...commandOf(words, piped, redirected, depth));
    words = [];
    piped = nextPiped;
    redirected = false;
    skipNext = false;
  };
  const source = line.slice(0, maxLength).replace(/^[ \t]*#.*$/gm, '');
  wordPattern.lastIndex = 0;
  for (;;) {
    const match = wordPattern.exec(source);
    if (match === null) break;
    const [, operator, redirection, word] = match;
    if (operator !== undefined) {
      finish(operator === '|' || operator === '|&');
    } else if (redirection !== undefined) {
      if (/^1?>>?$|^&>/.test(redirection)) redirected = true;
      skipNext = true;
    } else if (skipNext) {
      skipNext = false;
    } else {
      words.push(unquote(word as string));
    }
  }
  finish(false);
  return commands;
}

function commandOf(
  words: readonly string[],
  piped: boolean,
  redirected: boolean,
  depth: number,
): readonly SimpleCommand[] {
  let first = 0;
  while (first < words.length && (skipped.has(words[first] as string) || assignment.test(words[first] as string)))
    first++;
  const name = words[first];
  if (name === undefined) return [];
  const program = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
  const rest = words.slice(first + 1);
  const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = rest[flag + 1];
  if (shells.has(program) && flag >= 0 && script !== undefined && depth < maxUnwrapped)
    return parseCommand(script, depth + 1);
  return [{ program, words: rest, piped, redirected }];
}

function unquote(word: string): string {
  return word.replace(
    /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
    (_, escaped, single, double) => (escaped ?? single ?? String(double).replace(/\\(["\\$`\n])/g, '$1')) as string,
  );
}
