import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheBooking } from '../../src/ledger/cache-loss.ts';
import { adviseLifetimes } from '../../src/ledger/lifetime-advice.ts';
import type { CacheBooking } from '../../src/model/cache.ts';
import type { Usage } from '../../src/model/usage.ts';
import { paidWrites as facts } from './model-facts.ts';

const { price } = facts;
const minute = 60_000;
const bytesPerToken = 4;

type Turn = { readonly pauseMs: number; readonly added: number };
type Sent = { readonly usage: Usage; readonly cache: CacheBooking | undefined };

/** A provider that keeps what is written for so many minutes from its last use on, and a client that marks the end of each prompt. */
function converse(turns: readonly Turn[], isLong: boolean): readonly Sent[] {
  const keptFor = (isLong ? 60 : 5) * minute;
  let before: Usage | undefined;
  let tokens = 0;
  return turns.map(({ pauseMs, added }) => {
    const earlier = tokens;
    tokens += added;
    const read = before !== undefined && pauseMs <= keptFor ? earlier : 0;
    const written = tokens - read;
    const usage: Usage = { uncached: 0, read, write: isLong ? 0 : written, writeLong: isLong ? written : 0, output: 0 };
    const shared = { bytes: tokens * bytesPerToken, sameBytes: earlier * bytesPerToken, marked: true };
    const cache =
      before === undefined
        ? { ...shared, couldBytes: 0, continues: false }
        : {
            ...shared,
            couldBytes: shared.sameBytes,
            continues: true,
            pauseMs,
            before: { usage: before, bytes: shared.sameBytes, sentBytes: shared.sameBytes, long: isLong },
          };
    before = usage;
    return { usage, cache: cacheBooking({ cache, selfCausedMiss: false }, usage, facts) };
  });
}

const billOf = (sent: readonly Sent[]) =>
  sent.reduce(
    (sum, { usage }) =>
      sum + (usage.read * price.read + usage.write * price.write + usage.writeLong * price.writeLong) / 1e6,
    0,
  );
const requestsOf = (sent: readonly Sent[], group = 'a') => sent.map(({ cache }) => ({ group, paid: 1, cache }));

describe('advice on the lifetime of cache writes', () => {
  const turn = fc.record({
    pauseMs: fc.oneof(
      fc.integer({ min: 0, max: 5 * minute }),
      fc.integer({ min: 5 * minute + 1, max: 60 * minute }),
      fc.integer({ min: 60 * minute + 1, max: 600 * minute }),
    ),
    added: fc.integer({ min: 1024, max: 50_000 }),
  });
  const turns = fc.array(turn, { minLength: 1, maxLength: 40 });

  it.each([
    { chosen: 'hour', isLong: true },
    { chosen: 'fiveMinutes', isLong: false },
  ] as const)('is what the bill would have changed by, where $chosen was chosen', ({ chosen, isLong }) => {
    fc.assert(
      fc.property(turns, (script) => {
        const sent = converse(script, isLong);
        const change = billOf(converse(script, !isLong)) - billOf(sent);
        const advice = adviseLifetimes(requestsOf(sent));
        if (Math.abs(change) < 0.0001) return expect(advice).toEqual([]);
        const bridged = script.slice(1).filter(({ pauseMs }) => pauseMs > 5 * minute && pauseMs <= 60 * minute);
        expect(advice).toMatchObject([{ group: 'a', chosen, paid: script.length, pauses: { count: bridged.length } }]);
        expect(advice[0]?.dollars).toBeCloseTo(change, 9);
      }),
    );
  });

  it('keeps groups and lifetimes apart, the largest difference first', () => {
    const steady = Array.from({ length: 10 }, () => ({ pauseMs: minute, added: 2000 }));
    const paused = [
      { pauseMs: 0, added: 50_000 },
      ...Array.from({ length: 3 }, () => ({ pauseMs: 30 * minute, added: 2000 })),
    ];
    const advice = adviseLifetimes([
      ...requestsOf(converse(steady, true), 'steady'),
      ...requestsOf(converse(paused, false), 'paused'),
      ...requestsOf(converse(steady, false), 'paused'),
      { group: 'silent', paid: 5 },
    ]);
    expect(advice.map(({ group, instead, dollars }) => [group, instead, dollars < 0])).toEqual([
      ['paused', 'hour', true],
      ['steady', 'fiveMinutes', true],
    ]);
    expect(advice[0]).toMatchObject({ requests: 14, paid: 14, pauses: { count: 3, shortest: 30 * minute } });
  });

  it('is none where nothing was written for longer or shorter than something else', () => {
    expect(adviseLifetimes([])).toEqual([]);
    expect(adviseLifetimes([{ group: 'a', cache: { could: 9, read: 9 } }])).toEqual([]);
  });
});
