import { parseCommand } from '../detect/command.ts';

const printers = new Set(['echo', 'printf', 'write-host', 'write-output']);
const fewestCharacters = 3;
/** No more beginnings than this are compared with every line. */
const mostStarts = 16;

/**
 * Tells the lines that a command line prints to part the outputs of its programs: what it hands to `echo`, up to the
 * first variable.
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
  if (whole.size === 0 && starts.length === 0) return () => false;
  return (line) => whole.has(line) || starts.some((start) => line.startsWith(start));
}
