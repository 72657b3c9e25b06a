import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentile } from '../../src/ledger/percentile.ts';
import { type Figures, summarise } from '../../src/ledger/summarise.ts';
import { leftAloneReasons } from '../../src/model/decision.ts';
import type { Gain, RequestRow } from '../../src/model/ledger.ts';

const count = fc.nat({ max: 50_000 });
const gain = fc.record({
  tokens: fc.integer({ min: -9000, max: 9000 }),
  dollars: fc.double({ min: -5, max: 5, noNaN: true }),
});
const tools = fc.dictionary(fc.constantFrom('Bash', 'Search', '__proto__', 'constructor'), gain, {
  maxKeys: 3,
  noNullPrototype: true,
});

const requestRows: fc.Arbitrary<RequestRow> = fc
  .record({
    time: fc.integer({ min: 1_700_000_000_000, max: 1_700_900_000_000 }),
    session: fc.constantFrom('a', 'b', '__proto__'),
    failed: fc.boolean(),
    estimated: fc.boolean(),
    selfCausedMiss: fc.boolean(),
    usage: fc.record({ uncached: count, write: count, writeLong: count, read: count, output: count }),
    byTool: tools,
    retrieved: count,
    addedMs: fc.double({ min: 0, max: 500, noNaN: true }),
    leftAlone: fc.dictionary(fc.constantFrom(...leftAloneReasons), fc.nat({ max: 9 }), { noNullPrototype: true }),
  })
  .map(({ byTool, retrieved, failed, estimated, ...part }) => {
    const gains = failed ? {} : byTool;
    const net = Object.values(gains).reduce((sum, { tokens }) => sum + tokens, 0);
    return {
      ...part,
      api: 'an-api',
      upstream: 'an-upstream',
      model: 'a-model',
      project: 'p',
      failed,
      estimated: estimated && !failed,
      demo: false,
      tokensRemoved: net + retrieved,
      tokensRetrieved: retrieved,
      dollars: Object.values(gains).reduce((sum, { dollars }) => sum + dollars, 0),
      byTool: gains,
      byKind: gains,
      replaced: [],
    };
  });

const total = (gains: Readonly<Record<string, Gain>>, of: keyof Gain) =>
  Object.values(gains).reduce((sum, value) => sum + (value[of] ?? 0), 0);

describe('a summary', () => {
  test('agrees with its periods, and its parts with its net figures, for any ledger', () => {
    fc.assert(
      fc.property(fc.array(requestRows, { maxLength: 40 }), (ledger) => {
        const whole = summarise(ledger);
        for (const by of ['day', 'session', 'agent', 'model', 'week', 'month'] as const) {
          const { rows: parts = [], ...figures } = summarise(ledger, [by]);
          const rows = parts.map((part) => part.figures);
          expect(figures).toEqual(whole);
          const sum = (of: (row: Figures) => number) => rows.reduce((result, row) => result + of(row), 0);
          expect(sum((row) => row.requests)).toBe(whole.requests);
          expect(sum((row) => row.failed)).toBe(whole.failed);
          expect(sum((row) => row.tokensRemoved)).toBe(whole.tokensRemoved);
          expect(sum((row) => row.tokensRetrieved)).toBe(whole.tokensRetrieved);
          expect(sum((row) => row.netTokens)).toBe(whole.netTokens);
          expect(sum((row) => row.netDollars)).toBeCloseTo(whole.netDollars, 6);
          expect(sum((row) => row.cache.selfCausedMisses)).toBe(whole.cache.selfCausedMisses);
          for (const reason of leftAloneReasons)
            expect(sum((row) => row.leftAlone[reason])).toBe(whole.leftAlone[reason]);
          for (const tool of Object.keys(whole.byTool)) {
            const own = (row: Figures) => new Map(Object.entries(row.byTool)).get(tool)?.tokens ?? 0;
            expect(sum(own)).toBe(own(whole));
          }
        }
        expect(total(whole.byTool, 'tokens')).toBe(whole.netTokens);
        expect(total(whole.byKind, 'tokens')).toBe(whole.netTokens);
        expect(total(whole.byTool, 'dollars')).toBeCloseTo(whole.netDollars, 6);
        expect(whole.netTokens).toBe(whole.tokensRemoved - whole.tokensRetrieved);
      }),
      { numRuns: 150 },
    );
  });

  test('has dollars to 1e-8 and milliseconds to 0.01, and no negative zero', () => {
    const [row] = fc.sample(requestRows, { numRuns: 1, seed: 1 }) as [RequestRow];
    const gains = { Bash: { tokens: 1, dollars: 1.1353280000000723 } };
    const priced = { ...row, dollars: 1.1353280000000723, addedMs: 2.71512, byTool: gains, byKind: gains };
    const figures = summarise([priced]);
    expect(figures.netDollars).toBe(1.135328);
    expect(figures.byTool).toEqual({ Bash: { tokens: 1, dollars: 1.135328 } });
    expect(figures.byKind).toEqual(figures.byTool);
    expect(figures.addedMs).toEqual({ p50: 2.72, p99: 2.72 });
    expect(summarise([{ ...priced, dollars: -1e-12 }]).netDollars).toBe(0);
  });

  test('of nothing is all zeros, with every reason named', () => {
    expect(summarise([])).toEqual({
      requests: 0,
      paid: 0,
      wouldHaveCost: 0,
      savedShare: 0,
      pricedLater: 0,
      byCommand: {},
      byAgent: {},
      byPayer: {},
      failed: 0,
      tokensRemoved: 0,
      tokensRetrieved: 0,
      netTokens: 0,
      netDollars: 0,
      fetchedDollars: 0,
      outputs: { tokens: 0, dollars: 0 },
      estimatedShare: 0,
      byTool: {},
      byKind: {},
      byWay: {
        lossless: { tokens: 0, dollars: 0 },
        repeats: { tokens: 0, dollars: 0 },
        leftOut: { tokens: 0, dollars: 0 },
      },
      leftAlone: {
        tooSmall: 0,
        protectedTool: 0,
        noWin: 0,
        mustKeep: 0,
        budget: 0,
        error: 0,
        storeFailed: 0,
        notJson: 0,
        bypass: 0,
        retrieved: 0,
        askedAgain: 0,
      },
      cache: {
        readShare: 0,
        selfCausedMisses: 0,
        could: 0,
        read: 0,
        short: 0,
        losses: {
          pause: { tokens: 0, dollars: 0 },
          agent: { tokens: 0, dollars: 0 },
          headroom: { tokens: 0, dollars: 0 },
          unasked: { tokens: 0, dollars: 0 },
          provider: { tokens: 0, dollars: 0 },
        },
        byApi: {},
      },
      breakpoints: { requests: 0, dollars: 0 },
      standIns: {},
      tokenFactors: {},
      systemPrompts: { lowestScore: 100, changes: 0, changed: {} },
      addedMs: { p50: 0, p99: 0 },
    });
    expect(summarise([], ['day']).rows).toEqual([]);
  });

  test('lists days in order and sessions as they began', () => {
    const [one, two, three] = fc.sample(requestRows, { numRuns: 3, seed: 1 }) as [RequestRow, RequestRow, RequestRow];
    const ledger = [
      { ...one, time: new Date(2026, 0, 31, 23, 59).getTime(), session: 'z' },
      { ...two, time: new Date(2026, 1, 1, 0, 1).getTime(), session: 'a' },
      { ...three, time: new Date(2025, 11, 5, 12).getTime(), session: 'z' },
    ];
    expect(summarise(ledger, ['day']).rows?.map(({ names: [name] }) => name)).toEqual([
      '2025-12-05',
      '2026-01-31',
      '2026-02-01',
    ]);
    expect(summarise(ledger, ['session']).rows?.map(({ names: [name], figures }) => [name, figures.requests])).toEqual([
      ['z', 2],
      ['a', 1],
    ]);
  });

  test('takes cache figures from receipts and not from estimates', () => {
    const [row] = fc.sample(requestRows, { numRuns: 1, seed: 1 }) as [RequestRow];
    const usage = { uncached: 10, write: 20, writeLong: 10, read: 60, output: 1 };
    const billed = { ...row, failed: false, estimated: false, usage };
    const guessed = { ...billed, estimated: true, usage: { ...usage, uncached: 1e6 } };
    expect(summarise([billed, guessed]).cache.readShare).toBe(0.6);
    expect(summarise([billed, guessed, { ...billed, failed: true }]).estimatedShare).toBe(0.5);
  });
});

describe('a percentile', () => {
  test.each([
    [[], 0.5, 0],
    [[7], 0.99, 7],
    [[3, 1, 2], 0.5, 2],
    [[10, 9, 100, 1], 0.5, 9],
    [Array.from({ length: 200 }, (_, index) => index + 1), 0.99, 198],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});
