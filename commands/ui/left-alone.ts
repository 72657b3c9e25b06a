import { type LeftAloneReason, leftAloneReasons } from '../../src/model/decision.ts';
import { formatCount } from './numbers.ts';

/** Why an output was left as it was, in everyday words that fit one output and several. */
export const leftAloneWords: Readonly<Record<LeftAloneReason, string>> = {
  tooSmall: 'too small',
  protectedTool: 'from tools that are never shortened',
  noWin: 'hardly shorter in any form',
  mustKeep: 'not to be shortened without losing what must be kept',
  budget: 'too large to examine',
  error: 'affected by a fault of headroom',
  storeFailed: 'without a stored original',
  notJson: 'in a request that could not be read',
  bypass: 'with shortening turned off',
  retrieved: 'fetched back',
  askedAgain: 'asked for again, so sent whole',
};

/** The most frequent reasons in one line, each with the number of outputs; `undefined` if there is none. */
export function whyLeftAlone(
  counts: Readonly<Partial<Record<LeftAloneReason, number>>>,
  atMost: number,
): string | undefined {
  const reasons = leftAloneReasons
    .map((reason) => ({ words: leftAloneWords[reason], count: counts[reason] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
    .slice(0, atMost);
  if (reasons.length === 0) return undefined;
  const told = reasons.map(({ words, count }) => `${formatCount(count)} ${words}`).join(', ');
  return `outputs left as they were: ${told}`;
}
