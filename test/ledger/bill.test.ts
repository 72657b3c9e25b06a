import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filledIn } from '../../src/ledger/fill-in.ts';
import { priceRecord } from '../../src/ledger/price.ts';
import { report } from '../../src/ledger/report.ts';
import { type Figures, summarise } from '../../src/ledger/summarise.ts';
import {
  beforeThisVersion,
  type Dimension,
  type LedgerRecord,
  type RequestFilter,
  type RequestRow,
} from '../../src/model/ledger.ts';
import { ledgerOf } from './of-rows.ts';

const price = { input: 5, output: 25, write: 6.25, writeLong: 10, read: 0.5 };
const factsOf = (model: string) => ({
  pricedAs: 'm',
  name: 'm',
  price,
  tokenFactor: model === 'scaled' ? 1.37 : 1,
  tokenizer: model,
  cacheMinimum: 0,
});

const start = Date.UTC(2026, 0, 5);
const day = 86_400_000;
const tokens = fc.nat({ max: 200_000 });
const blocks = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  tool: fc.constantFrom('Bash', 'Read'),
  command: fc.option(fc.constantFrom('npm test', 'git log', 'rg', '__proto__'), { nil: undefined }),
  kind: fc.constantFrom('log', 'text'),
  removed: fc.integer({ min: -3000, max: 9000 }),
  retrieved: fc.boolean(),
  depth: fc.double({ min: 0, max: 1, noNaN: true }),
});
const records: fc.Arbitrary<LedgerRecord> = fc.record({
  time: fc.integer({ min: start, max: start + 9 * day }),
  api: fc.constant('an-api'),
  upstream: fc.constant('up'),
  model: fc.constantFrom('plain', 'scaled'),
  session: fc.constantFrom('s1', 's2', '__proto__'),
  project: fc.constantFrom('/p', '/q'),
  agent: fc.constantFrom('one', 'two', undefined),
  payer: fc.constantFrom('key', 'login', undefined),
  failed: fc.boolean(),
  usage: fc.option(fc.record({ uncached: tokens, write: tokens, writeLong: tokens, read: tokens, output: tokens }), {
    nil: undefined,
  }),
  sentBytes: tokens,
  blocks: fc.array(blocks, { maxLength: 5 }) as fc.Arbitrary<LedgerRecord['blocks']>,
  leftAlone: fc.constant({}),
  addedMs: fc.constant(1),
  selfCausedMiss: fc.constant(false),
  demo: fc.constant(false),
  breakpoints: fc.option(fc.constant({ id: 1, marks: 1, writes: false }), { nil: undefined }),
});

/** A row as an older version wrote it. */
function aged({ paid: _p, agent: _a, payer: _y, byCommand: _c, ...row }: RequestRow): RequestRow {
  return row;
}

/** A ledger of which some rows were written by an older version. */
const ledgers = fc.array(fc.tuple(records, fc.boolean()), { maxLength: 30 }).map((all) => {
  const seen = new Set<string>();
  return all.map(([record, old]) => {
    // Booked by another factor than the one that holds now.
    const booked = { ...factsOf(record.model), tokenFactor: 1.1 };
    const row = priceRecord(record, booked, (key) => !seen.has(key) && seen.add(key) !== undefined);
    return old ? aged(row) : row;
  });
});

const ask = (rows: readonly RequestRow[], filter: RequestFilter, by: readonly Dimension[] = []) =>
  report(ledgerOf(rows), { filter, by }, factsOf);

type Money = Pick<Figures, 'requests' | 'paid' | 'wouldHaveCost' | 'pricedLater'>;
const added = (parts: readonly Money[]) => ({
  requests: parts.reduce((sum, { requests }) => sum + requests, 0),
  paid: cents(parts.reduce((sum, { paid }) => sum + paid, 0)),
  wouldHaveCost: cents(parts.reduce((sum, { wouldHaveCost }) => sum + wouldHaveCost, 0)),
  pricedLater: parts.reduce((sum, { pricedLater }) => sum + pricedLater, 0),
});
/** A hundredth of a cent, so that nothing hides in a cent. */
const cents = (dollars: number) => Math.round(dollars * 1e4) / 1e4 + 0;

describe('what was paid', () => {
  test('is the same in every view of any ledger, to the cent', () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: start, max: start + 9 * day }), (rows, moment) => {
        const whole = ask(rows, {});
        const expected = added([whole]);
        const figuresBy = (by: Dimension) => (ask(rows, {}, [by]).rows ?? []).map(({ figures }) => figures);
        const parts: readonly (readonly Money[])[] = [
          figuresBy('day'),
          figuresBy('session'),
          Object.values(whole.byAgent),
          Object.values(whole.byPayer),
          ['/p', '/q'].map((project) => ask(rows, { project })),
          [ask(rows, { until: moment }), ask(rows, { since: moment })],
        ];
        for (const part of parts) {
          const sum = added(part);
          expect(sum.requests).toBe(expected.requests);
          expect(sum.pricedLater).toBe(expected.pricedLater);
          expect(sum.paid).toBeCloseTo(expected.paid, 3);
          expect(sum.wouldHaveCost).toBeCloseTo(expected.wouldHaveCost, 3);
        }
        expect(whole.wouldHaveCost - whole.paid).toBeCloseTo(whole.netDollars + whole.breakpoints.dollars, 6);
        const commands = Object.values(whole.byCommand);
        expect(commands.reduce((sum, gain) => sum + gain.dollars, 0)).toBeCloseTo(whole.netDollars, 6);
        const tokens = commands.reduce((sum, gain) => sum + gain.tokens, 0);
        expect(Math.abs(tokens - whole.netTokens)).toBeLessThanOrEqual(1 + commands.length / 2);
        // By hand, from the receipts alone.
        const paid = rows.reduce((sum, { usage: u }) => {
          const dollars = u.uncached * 5 + u.write * 6.25 + u.writeLong * 10 + u.read * 0.5 + u.output * 25;
          return sum + dollars / 1e6;
        }, 0);
        expect(whole.paid).toBeCloseTo(paid, 6);
        expect(whole.pricedLater).toBe(rows.filter((row) => row.agent === undefined).length);
      }),
    );
  });

  const record: LedgerRecord = {
    ...{ time: 1, api: 'a', upstream: 'u', model: 'plain', session: 's', project: 'p', failed: false, sentBytes: 400 },
    ...{ leftAlone: {}, addedMs: 1, selfCausedMiss: false, demo: false, agent: 'one', payer: 'login' },
    usage: { uncached: 1_000_000, write: 0, writeLong: 0, read: 0, output: 100_000 },
    blocks: ['npm test', undefined].map((command, index) => ({
      ...{ key: `${index}`, tool: 'Bash', kind: 'log', removed: 200_000, retrieved: false, depth: 0.5 },
      ...(command === undefined ? {} : { command }),
    })),
  };

  test('is kept with each request, and with it agent, commands and payer', () => {
    const row = priceRecord(record, factsOf('plain'), () => true);
    expect(row).toMatchObject({ paid: 7.5, agent: 'one', payer: 'login', dollars: 2 });
    expect(row.byCommand).toEqual({ 'npm test': { tokens: 200_000, dollars: 1 }, '': { tokens: 200_000, dollars: 1 } });
    expect(row).not.toHaveProperty('pricedLater');
    const { agent: _a, payer: _p, usage: _u, ...unknown } = record;
    expect(priceRecord(unknown, factsOf('plain'), () => true)).toMatchObject({
      agent: 'unknown',
      payer: 'unknown',
      paid: 0.0005,
    });
    const summary = summarise([row]);
    expect(summary).toMatchObject({ paid: 7.5, wouldHaveCost: 9.5, pricedLater: 0 });
    expect(summary.savedShare).toBeCloseTo(2 / 9.5, 12);
    expect(summary.byAgent).toEqual({ one: expect.objectContaining({ requests: 1, paid: 7.5, wouldHaveCost: 9.5 }) });
    expect(Object.keys(summary.byPayer)).toEqual(['login']);
    expect(Object.keys(summary.byCommand)).toEqual(['npm test', '(no command)']);
  });

  test('is filled in for rows of an older version and marked; what they never held is not invented', () => {
    const row = priceRecord(record, factsOf('plain'), () => true);
    const old = aged(row);
    expect(filledIn(old, factsOf)).toEqual({ ...old, paid: 7.5, pricedLater: true });
    expect(filledIn(row, factsOf)).toBe(row);
    const summary = ask([old], {});
    expect(summary).toMatchObject({ paid: 7.5, pricedLater: 1 });
    for (const names of [summary.byAgent, summary.byPayer, summary.byCommand])
      expect(Object.keys(names)).toEqual([beforeThisVersion]);
    expect(summary.byCommand[beforeThisVersion]).toEqual({ tokens: 400_000, dollars: 2 });
  });

  test('may be more than it would have been', () => {
    const summary = summarise([{ ...priceRecord(record, factsOf('plain'), () => true), dollars: -2.5 }]);
    expect(summary).toMatchObject({ paid: 7.5, wouldHaveCost: 5, savedShare: -0.5 });
    expect(summarise([]).savedShare).toBe(0);
  });
});
