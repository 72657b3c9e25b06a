import { parseCommand } from '../detect/command.ts';
import { expectOutput } from '../log/commands.ts';
import { showsFile } from '../shown-file.ts';

const printers = new Set(['echo', 'printf', 'write-host', 'write-output']);
/** Lines with which builds and test runs begin. */
const opening =
  /^(?:> \S+@\d\S* \S|=+ test session starts =+|=== RUN |running \d+ tests?$| RUN {2}v\d| {3}Compiling \S+ v\d|\[INFO\] Scanning for projects|make(?:\[\d+\])?: Entering|(?:PASS|FAIL) \S+\.\w+|ok {2}\t\S+|TAP version \d+|yarn run v\d|> Task :|Ran \d+ tests? in)/;
const fewestCharacters = 3;
/** No more beginnings than this are compared with every line. */
const mostStarts = 16;

/**
 * Recognises the lines at which another output begins: the text that a command line passes to `echo` as a separator, up
 * to the first variable, and the first words of a build after files that are shown.
 */
export function findBorders(command: string | undefined): (line: string) => boolean {
  const whole = new Set<string>();
  const starts: string[] = [];
  if (command !== undefined && /echo|printf|write-/i.test(command)) {
    for (const { program, words, piped, redirected } of parseCommand(command)) {
      if (!printers.has(program.toLowerCase()) || piped || redirected) continue;
      const said = words
        .filter((word) => !/^-[neE]+$/.test(word))
        .join(' ')
        .replace(/^(?:\\n|\n)+|(?:\\n|\n)+$/g, '');
      const fixed = said.split(/[$%`\\\n]/, 1)[0] ?? '';
      if (fixed.length < fewestCharacters) continue;
      if (fixed.length === said.length) whole.add(said);
      else if (starts.length < mostStarts) starts.push(fixed);
    }
  }
  const opens = command !== undefined && buildsBehindFiles(command);
  if (whole.size === 0 && starts.length === 0 && !opens) return () => false;
  return (line) => whole.has(line) || starts.some((start) => line.startsWith(start)) || (opens && opening.test(line));
}

/**
 * Whether files are shown first and something is built or tested after them: then the beginning of that output is
 * recognisable.
 */
function buildsBehindFiles(command: string): boolean {
  const programs = parseCommand(command).filter(({ piped }) => !piped);
  const lastFile = programs.findLastIndex(showsFile);
  const firstBuild = programs.findIndex(
    ({ program, words }) => expectOutput(`${program} ${words.join(' ')}`) === 'progress',
  );
  return lastFile >= 0 && firstBuild > lastFile;
}
