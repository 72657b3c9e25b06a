import { append } from '../../lib/lists.ts';

/** One program of a command line with its words, unquoted. */
export type SimpleCommand = {
  readonly program: string;
  readonly words: readonly string[];
  /** It reads the output of the program before it. */
  readonly piped: boolean;
  /** Its output goes into a file. */
  readonly redirected: boolean;
};

const skipped = new Set(['command', 'time', 'nohup', 'do', 'then', 'else', '(', '{', '!', 'builtin', 'exec']);
const shells = new Set(['bash', 'sh', 'zsh', 'dash', 'fish', 'pwsh', 'powershell']);
/** Programs that run another one, here or elsewhere: its command line follows their own options. */
const runners = new Set([
  ...['sudo', 'doas', 'env', 'nice', 'timeout', 'stdbuf', 'setsid', 'eval', 'wsl', 'chroot'],
  ...['ssh', 'docker', 'podman', 'nerdctl', 'docker-compose', 'kubectl', 'oc', 'lxc', 'adb', 'vagrant'],
]);
/** How many words after a runner may begin the other command line. */
const runnerWords = 12;
const hereDocument = /(?<!<)<<(?!<)-?[ \t]*(['"]?)([A-Za-z_]\w*)\1/;
const readByShell = /\b(?:(?:ba|z|da|fi)?sh|ssh)\b/;
const assignment = /^\w+=/;
const wordPattern =
  /[^\S\n]*(?:(\|\||&&|\|&?|;;?|\n|&(?!>)|\)|\()|(\d?>>?&?|&>>?|\d?<<?<?)|((?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s|&;()<>'"\\]|['"])+))/gy;
const maxLength = 20_000;
const maxUnwrapped = 3;
/** How many characters are read of a line together with all lines inside it; a character may be read more than once. */
const maxRead = 100_000;

/** How many characters may still be read, and how deep the present line is nested. */
type Reading = { readonly depth: number; readonly budget: { left: number } };

/**
 * The programs that a shell command line runs, in order: lists, pipes, quotes, leading variables and `bash -c "…"` are
 * understood; the rest of the shell's grammar does not matter for what a command prints. Programs that `ssh`, `docker
 * exec` and the like run elsewhere are included; as it is not certain where they begin, words before them may be taken
 * for programs too.
 */
export function parseCommand(line: string): readonly SimpleCommand[] {
  return readLine(line, { depth: 0, budget: { left: maxRead } });
}

function readLine(line: string, reading: Reading): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let piped = false;
  let redirected = false;
  let skipNext = false;
  let readsInput = false;
  let input: string | undefined;
  const finish = (nextPiped: boolean) => {
    // A file on standard input is one more operand.
    append(commands, commandOf(input === undefined ? words : [...words, input], piped, redirected, reading));
    words = [];
    piped = nextPiped;
    redirected = false;
    skipNext = false;
    input = undefined;
  };
  const source = readable(line, reading);
  for (const [, operator, redirection, word] of source.matchAll(wordPattern)) {
    if (operator !== undefined) {
      finish(operator === '|' || operator === '|&');
    } else if (redirection !== undefined) {
      if (/^1?>>?$|^&>/.test(redirection)) redirected = true;
      skipNext = true;
      readsInput = redirection === '<';
    } else if (skipNext) {
      if (readsInput) input = unquote(word as string);
      skipNext = false;
    } else {
      words.push(unquote(word as string));
    }
  }
  finish(false);
  return commands;
}

/** The part of a line that is read: no here-documents, no comments, and no more than the remaining budget. */
function readable(line: string, { budget }: Reading): string {
  const whole = withoutHereDocuments(line.replace(/\\\r?\n/g, ' ').replace(/^[ \t]*#.*$/gm, ''));
  const source = whole.slice(0, Math.min(maxLength, budget.left));
  budget.left -= source.length;
  return source;
}

function commandOf(
  words: readonly string[],
  piped: boolean,
  redirected: boolean,
  reading: Reading,
): readonly SimpleCommand[] {
  let first = 0;
  while (first < words.length && (skipped.has(words[first] as string) || assignment.test(words[first] as string)))
    first++;
  const name = words[first];
  if (name === undefined) return [];
  const program = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
  const rest = words.slice(first + 1);
  reading.budget.left -= words.length;
  const flag = rest.findIndex((word) => /^-(?:[a-z]*c|command)$/i.test(word));
  const script = rest[flag + 1];
  const command = { program, words: rest, piped, redirected };
  if (reading.depth >= maxUnwrapped || reading.budget.left <= 0) return [command];
  const inside = { ...reading, depth: reading.depth + 1 };
  if (shells.has(program) && flag >= 0 && script !== undefined) return readLine(script, inside);
  return runners.has(program) ? [command, ...commandsBehind(rest, piped, redirected, inside)] : [command];
}

/**
 * What a runner may run: its operands from each of the first few on, and each of these that is a command line of its
 * own.
 */
function commandsBehind(
  words: readonly string[],
  piped: boolean,
  redirected: boolean,
  reading: Reading,
): readonly SimpleCommand[] {
  return words.slice(0, runnerWords).flatMap((word, index) => {
    if (word.startsWith('-') || assignment.test(word)) return [];
    return /\s/.test(word) ? readLine(word, reading) : commandOf(words.slice(index), piped, redirected, reading);
  });
}

/** A script without the texts that it passes to programs, except those for a shell. */
function withoutHereDocuments(script: string): string {
  if (!script.includes('<<')) return script;
  const kept: string[] = [];
  let ends: string | undefined;
  for (const line of script.split('\n')) {
    if (ends !== undefined) {
      if (line.trim() === ends) ends = undefined;
      continue;
    }
    kept.push(line);
    const opened = hereDocument.exec(line);
    if (opened !== null && !readByShell.test(line.slice(0, opened.index))) ends = opened[2];
  }
  // Without an end it is not a here-document but a bit shift.
  return ends === undefined ? kept.join('\n') : script;
}

function unquote(word: string): string {
  return word.replace(
    /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
    (_, escaped, single, double) => (escaped ?? single ?? String(double).replace(/\\(["\\$`\n])/g, '$1')) as string,
  );
}
