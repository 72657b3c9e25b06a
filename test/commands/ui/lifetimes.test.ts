import { expect, it } from 'vitest';
import { renderLifetimes } from '../../../commands/ui/lifetimes.ts';
import type { LifetimeAdvice } from '../../../src/ledger/lifetime-advice.ts';

const advice = (part: Partial<LifetimeAdvice>): LifetimeAdvice => ({
  group: '/home/dev/web-ui',
  requests: 9,
  chosen: 'hour',
  instead: 'fiveMinutes',
  dollars: -1.2,
  pauses: { count: 3, shortest: 420_000, longest: 2_880_000 },
  paid: 8,
  ...part,
});
const shown = (group: string) => group.slice(-6);

it('tells by project what another lifetime would have cost, the first five', () => {
  expect(
    renderLifetimes([advice({}), advice({ chosen: 'fiveMinutes', instead: 'hour', dollars: 3.1, paid: 0 })], shown),
  ).toBe(
    [
      'Lifetime of cache writes, by project:',
      '  web-ui: five minutes instead of an hour would have cost $1.20 less (15 % of what was paid), with 3 pauses of five minutes to an hour',
      '  web-ui: an hour instead of five minutes would have cost $3.10 more, with 3 pauses of five minutes to an hour',
    ].join('\n'),
  );
  expect(renderLifetimes(Array(9).fill(advice({})), shown).split('\n')).toHaveLength(6);
});

it('is nothing where there is nothing to weigh', () => {
  expect(renderLifetimes([], shown)).toBe('');
});
