import type { LifetimeAdvice } from '../../src/ledger/lifetime-advice.ts';
import { formatCounted, formatDollars } from './numbers.ts';
import { briefShare } from './shares.ts';

/** Groups that are shown. */
const mostGroups = 5;
const names = { hour: 'an hour', fiveMinutes: 'five minutes' } as const;

/**
 * What another lifetime of cache writes would have cost or saved, a line each; '' where there is nothing to weigh.
 * @param shown the name of a group as a person knows it
 */
export function renderLifetimes(advice: readonly LifetimeAdvice[], shown: (group: string) => string): string {
  if (advice.length === 0) return '';
  const lines = advice.slice(0, mostGroups).map(({ group, chosen, instead, dollars, pauses, paid }) => {
    const change = `${formatDollars(Math.abs(dollars))} ${dollars < 0 ? 'less' : 'more'}`;
    const share = paid > 0 ? ` (${briefShare(dollars / paid)} of what was paid)` : '';
    const bridged = `${formatCounted(pauses.count, 'pause')} of five minutes to an hour`;
    return `  ${shown(group)}: ${names[instead]} instead of ${names[chosen]} would have cost ${change}${share}, with ${bridged}`;
  });
  return ['Lifetime of cache writes, by project:', ...lines].join('\n');
}
