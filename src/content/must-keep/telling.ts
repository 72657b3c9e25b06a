import { countsFailures } from '../results.ts';
import { lineAt, scanText } from './scan.ts';
import { readLine } from './wording.ts';

/**
 * Whether a line of shell output says how a command went (a failure, a place or frame of one, a failing test, a total,
 * an exit code): such a line stays in its place even if it also appears earlier in the conversation. Warnings do not
 * count. `failed`: the call is known to have failed, and weaker wording counts too. Linear; reads the start of a long
 * line only.
 */
export function isTelling(line: string, failed: boolean): boolean {
  const facts = readLine(line, scanText(line).hints[0] ?? 0, { failed });
  return facts !== undefined && (facts.failing || facts.total);
}

/**
 * Which of several texts without line ends report a failure, or count one. Of those with the same wording the last
 * represents all, and only its entry can be true. Linear.
 */
export function failuresAmong(texts: readonly string[], failed: boolean): readonly boolean[] {
  const scan = scanText(`${texts.join('\n')}\n`);
  const last = new Map<number, number>();
  for (let index = 0; index < scan.count; index++) last.set(scan.wordings[index] as number, index);
  return texts.map((_, index) => {
    if (last.get(scan.wordings[index] as number) !== index) return false;
    const line = lineAt(scan, index);
    const facts = readLine(line, scan.hints[index] as number, { failed });
    return facts !== undefined && (facts.failing || (facts.total && countsFailures(line)));
  });
}
