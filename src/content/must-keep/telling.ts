import { scanText } from './scan.ts';
import { readLine } from './wording.ts';

/**
 * Whether a line of shell output tells how a command went (a failure, a place or frame of one, a failing test, a total, an
 * exit code): such a line stays in its place even where the same line stands further up. Warnings do not count.
 * `failed`: the call is known to have failed, and weaker wording counts too. Linear; reads the start of a long line only.
 */
export function isTelling(line: string, failed: boolean): boolean {
  const facts = readLine(line, scanText(line).hints[0] ?? 0, { failed });
  return facts !== undefined && (facts.failing || facts.total);
}
