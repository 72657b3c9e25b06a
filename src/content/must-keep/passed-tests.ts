import { lineAt, type Scan } from './scan.ts';

const begins = /^\s*=== (RUN|CONT|NAME)\s+(\S+)/;
const ended = /^\s*--- (PASS|FAIL|SKIP): (\S+)/;

/**
 * Which lines were printed by a test that passed, in output that reports the start and end of each test (`go test -v`).
 * Places in files in such lines are not frames of a failure.
 */
export function linesOfPassedTests(scan: Scan): (index: number) => boolean {
  if (!scan.text.includes('=== RUN ') || !scan.text.includes('--- PASS: ')) return () => false;
  const marks = new Uint8Array(scan.count);
  // From the last line up, so that a test's result is known where it begins; another package may have one of the same name.
  const results = new Map<string, string>();
  let below = scan.count;
  for (let index = scan.count - 1; index >= 0; index--) {
    if (!mayBeMark(scan, index)) continue;
    const line = lineAt(scan, index);
    const [, result, ending] = ended.exec(line) ?? [];
    const [, step, beginning] = begins.exec(line) ?? [];
    if (ending !== undefined) results.set(ending, result as string);
    if (beginning !== undefined && results.get(beginning) === 'PASS') marks.fill(1, index, below);
    if (beginning !== undefined && step === 'RUN') results.delete(beginning);
    if (ending !== undefined || beginning !== undefined) below = index;
  }
  return (index) => marks[index] === 1;
}

/** Whether a line begins with three signs of one kind, after blanks. */
function mayBeMark({ text, starts }: Scan, index: number): boolean {
  let at = starts[index] as number;
  while (text.charCodeAt(at) === 32) at++;
  return text.startsWith('=== ', at) || text.startsWith('--- ', at);
}
