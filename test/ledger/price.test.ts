import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priceRecord } from '../../src/ledger/price.ts';
import { summarise } from '../../src/ledger/summarise.ts';
import type { LedgerBlock, LedgerRecord, RequestRow } from '../../src/model/ledger.ts';
import type { ModelFacts, Usage } from '../../src/model/usage.ts';

/** Prices in the proportions of a model with paid cache writes. */
const facts: ModelFacts = {
  price: { input: 4, output: 20, write: 5, writeLong: 8, read: 0.4 },
  name: 'a-model',
  pricedAs: 'a-model',
  tokenFactor: 1,
  tokenizer: 'a-tokenizer',
  cacheMinimum: 1024,
};
const none: Usage = { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 };

function block(part: Partial<LedgerBlock> = {}): LedgerBlock {
  return { key: 'k', tool: 'Bash', kind: 'log', removed: 6000, retrieved: false, depth: 0.5, ...part };
}

function record(part: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    time: 0,
    api: 'an-api',
    upstream: 'an-upstream',
    model: 'a-model',
    session: 's',
    project: 'p',
    failed: false,
    usage: { ...none, uncached: 10, write: 5_000, read: 20_000 },
    sentBytes: 100_000,
    blocks: [block()],
    leftAlone: {},
    addedMs: 1,
    selfCausedMiss: false,
    demo: false,
    ...part,
  };
}

/** Remembers which keys were asked for, as the store does. */
function ledgerMemory() {
  const counted = new Set<string>();
  return (key: string) => !counted.has(key) && Boolean(counted.add(key));
}

const fresh = () => true;
const known = () => false;
const dollars = (tokens: number, perMillion: number) => (tokens * perMillion) / 1e6;

describe('ten turns with one result of 8k tokens that was shrunk by 6k in turn 2', () => {
  const turns = (retrievedFrom = Number.POSITIVE_INFINITY, failedTurn = 0): RequestRow[] => {
    const firstTime = ledgerMemory();
    return Array.from({ length: 10 }, (_, index) => {
      const turn = index + 1;
      const blocks: LedgerBlock[] = [];
      if (turn >= 2) blocks.push(block({ key: 'shrunk', removed: 6000, depth: 0.2 }));
      if (turn >= retrievedFrom) blocks.push(block({ key: 'fetched', removed: -8000, retrieved: true, depth: 0.3 }));
      const usage = { ...none, uncached: 5, write: 3_000, read: 20_000 + 3_000 * turn };
      return priceRecord(record({ time: turn, usage, blocks, failed: turn === failedTurn }), facts, firstTime);
    });
  };

  test('counts 6k tokens once, at the write rate and then eight times at the read rate', () => {
    const rows = turns();
    expect(rows.map(({ tokensRemoved }) => tokensRemoved)).toEqual([0, 6000, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(rows[1]?.dollars).toBeCloseTo(dollars(6000, 4 * 1.25), 12);
    for (const row of rows.slice(2)) expect(row.dollars).toBeCloseTo(dollars(6000, 4 * 0.1), 12);
    const summary = summarise(rows);
    expect(summary).toMatchObject({
      requests: 10,
      failed: 0,
      tokensRemoved: 6000,
      tokensRetrieved: 0,
      netTokens: 6000,
    });
    expect(summary.netDollars).toBeCloseTo(dollars(6000, 5) + 8 * dollars(6000, 0.4), 12);
  });

  test('goes negative, and shows it, when the 8k are fetched back', () => {
    const summary = summarise(turns(3));
    expect(summary).toMatchObject({ tokensRemoved: 6000, tokensRetrieved: 8000, netTokens: -2000 });
    const expected = dollars(6000, 5) + 8 * dollars(6000, 0.4) - dollars(8000, 5) - 7 * dollars(8000, 0.4);
    expect(expected).toBeLessThan(0);
    expect(summary.netDollars).toBeCloseTo(expected, 12);
  });

  test('counts a failed turn as failed, and its tokens in the turn that repeats it', () => {
    const rows = turns(Number.POSITIVE_INFINITY, 2);
    expect(rows.map(({ tokensRemoved }) => tokensRemoved)).toEqual([0, 0, 6000, 0, 0, 0, 0, 0, 0, 0]);
    expect(rows[1]).toMatchObject({ failed: true, estimated: false, dollars: 0, byTool: {}, byKind: {} });
    expect(rows[2]?.dollars).toBeCloseTo(dollars(6000, 5), 12);
    expect(summarise(rows)).toMatchObject({ requests: 10, failed: 1, tokensRemoved: 6000 });
  });
});

describe('the price of a removed token', () => {
  test('the first time is the mix of short and long writes as billed', () => {
    const usage = { ...none, write: 1_000, writeLong: 3_000, read: 1 };
    expect(priceRecord(record({ usage }), facts, fresh).dollars).toBeCloseTo(dollars(6000, (5 + 3 * 8) / 4), 12);
  });

  test('the first time is the plain input price where nothing was written', () => {
    const usage = { ...none, uncached: 1_000, read: 9_000 };
    expect(priceRecord(record({ usage }), facts, fresh).dollars).toBeCloseTo(dollars(6000, 4), 12);
  });

  test('later is a read, or a write again where the answer read less than lies before the block', () => {
    const usage = { ...none, write: 6_000, read: 4_000 };
    const at = (depth: number) => priceRecord(record({ usage, blocks: [block({ depth })] }), facts, known).dollars;
    expect(at(0.4)).toBeCloseTo(dollars(6000, 0.4), 12);
    expect(at(0.41)).toBeCloseTo(dollars(6000, 5), 12);
  });

  test('is for provider tokens, in which the tokens are told too', () => {
    const blocks = [block(), block({ key: 'fetched', removed: -501, retrieved: true })];
    const row = priceRecord(record({ blocks }), { ...facts, tokenFactor: 1.25 }, fresh);
    expect(row).toMatchObject({ tokensRemoved: 7500, tokensRetrieved: 626, tokenFactor: 1.25 });
    expect(row.byTool.Bash?.tokens).toBe(7500 - 626);
    expect(row.dollars).toBeCloseTo(dollars((6000 - 501) * 1.25, 5), 12);
  });

  test.each([undefined, none])('is estimated, and said to be, without a receipt', (usage) => {
    const first = priceRecord(record({ usage }), facts, fresh);
    const later = priceRecord(record({ usage, blocks: [block({ depth: 1 })] }), facts, known);
    expect(first).toMatchObject({ estimated: true, usage: { ...none, uncached: 25_000 } });
    expect(first.dollars).toBeCloseTo(dollars(6000, 4), 12);
    expect(later.dollars).toBeCloseTo(dollars(6000, 0.4), 12);
    expect(priceRecord(record(), facts, fresh).estimated).toBe(false);
  });
});

describe('what a row says', () => {
  test('splits the gain by tool and kind, fetched originals against it', () => {
    const blocks = [
      block({ key: 'a', tool: 'Bash', kind: 'log', removed: 100 }),
      block({ key: 'b', tool: 'Bash', kind: 'json', removed: 50 }),
      block({ key: 'c', tool: '__proto__', kind: 'log', removed: -300, retrieved: true }),
    ];
    const row = priceRecord(record({ blocks }), facts, fresh);
    expect(row).toMatchObject({ tokensRemoved: 150, tokensRetrieved: 300, replaced: ['a', 'b'] });
    expect(Object.entries(row.byTool).map(([tool, gain]) => [tool, gain.tokens])).toEqual([
      ['Bash', 150],
      ['__proto__', -300],
    ]);
    expect(row.byKind).toMatchObject({ log: { tokens: -200 }, json: { tokens: 50 } });
  });

  test('asks once for each key, and never for a failed request', () => {
    const asked: string[] = [];
    const firstTime = (key: string) => asked.push(key) > 0;
    priceRecord(record({ blocks: [block({ key: 'a' }), block({ key: 'a' }), block({ key: 'b' })] }), facts, firstTime);
    expect(asked).toEqual(['a', 'b']);
    priceRecord(record({ failed: true }), facts, firstTime);
    expect(asked).toEqual(['a', 'b']);
  });

  test('never has a block saving more than a first write or costing more than its size', () => {
    const tokens = fc.nat({ max: 200_000 });
    const usage = fc.record({ uncached: tokens, write: tokens, writeLong: tokens, read: tokens, output: tokens });
    fc.assert(
      fc.property(
        usage,
        fc.integer({ min: -9000, max: 9000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (billed, removed, depth, first) => {
          const blocks = [block({ removed, depth, retrieved: removed < 0 })];
          const row = priceRecord(record({ usage: billed, blocks }), facts, () => first);
          expect(Math.abs(row.dollars)).toBeLessThanOrEqual(dollars(Math.abs(removed), facts.price.writeLong) + 1e-12);
          expect(Math.abs(row.dollars)).toBeGreaterThanOrEqual(dollars(Math.abs(removed), facts.price.read) - 1e-12);
          expect(Math.sign(row.dollars)).toBe(Math.sign(removed));
          expect(row.tokensRemoved - row.tokensRetrieved).toBe(first ? removed : 0);
        },
      ),
    );
  });

  test('tells what was saved by pointing at what stands above from what was left out besides', () => {
    const blocks = [
      block({ key: 'a', removed: 100, way: 'lossless' }),
      block({ key: 'b', removed: 300, way: 'leftOut', repeated: 120 }),
      block({ key: 'c', removed: 50, way: 'repeats', repeated: 50 }),
      block({ key: 'd', removed: -40, retrieved: true }),
    ];
    const row = priceRecord(record({ blocks }), facts, () => true);
    const tokens = Object.fromEntries(
      Object.entries(row.byWay ?? {}).map(([way, gain]) => [way, Math.round(gain.tokens)]),
    );
    expect(tokens).toEqual({ lossless: 100, repeats: 170, leftOut: 140 });
  });
});

describe('breakpoints', () => {
  const usage = { ...none, uncached: 100, write: 1_000, read: 20_000 };
  const priced = (part: Partial<LedgerRecord>) => priceRecord(record({ usage, ...part }), facts, fresh);

  test('bring what reads save less what writes cost more, apart from what was taken out', () => {
    const row = priced({ breakpoints: { id: 1, marks: 2 } });
    expect(row.breakpoints?.marks).toBe(2);
    expect(row.breakpoints?.dollars).toBeCloseTo(dollars(20_000, 3.6) - dollars(1_000, 1), 12);
    expect(row.dollars).toBe(priced({}).dollars);
    const alone = summarise([row, priced({})]);
    expect(alone.breakpoints).toEqual({ requests: 1, dollars: 0.071 });
  });

  test('bring nothing where an upstream reads and bills no write for what was to be written', () => {
    const reads = { ...none, uncached: 100, read: 20_000 };
    expect(priced({ breakpoints: { id: 1, marks: 2, writes: true }, usage: reads }).breakpoints?.dollars).toBe(0);
    const kept = priced({ breakpoints: { id: 1, marks: 1, writes: false }, usage: reads });
    expect(kept.breakpoints?.dollars).toBeCloseTo(dollars(20_000, 3.6), 12);
  });

  test('cost money where what they wrote was never read', () => {
    const lost = priced({ breakpoints: { id: 1, marks: 1 }, usage: { ...none, write: 30_000 } });
    expect(lost.breakpoints?.dollars).toBeCloseTo(-dollars(30_000, 1), 12);
  });

  test('are booked only where some went up and there is a receipt', () => {
    expect(priced({ breakpoints: { id: 1, marks: 0 } }).breakpoints).toBeUndefined();
    expect(priced({ breakpoints: { id: 1, marks: 1 }, usage: undefined }).breakpoints).toBeUndefined();
  });
});
