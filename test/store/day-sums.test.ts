import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelFacts } from '../../providers/models.ts';
import { passes } from '../../src/ledger/passes.ts';
import { report } from '../../src/ledger/report.ts';
import { type Summary, summarise } from '../../src/ledger/summarise.ts';
import type { Dimension, RequestFilter, RequestRow } from '../../src/model/ledger.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { freshFolder, requestRow } from './samples.ts';

const hour = 3_600_000;
const start = new Date(2026, 2, 1, 0, 0).getTime();

/** Amounts that add up exactly in any order, so that views can be compared to the last digit. */
const cents = fc.integer({ min: -400, max: 400 }).map((count) => count / 256);
const row: fc.Arbitrary<RequestRow> = fc
  .record({
    time: fc
      .integer({ min: 0, max: 10 * 24 })
      .chain((hours) => fc.integer({ min: 0, max: 1 }).map((late) => start + hours * hour - late)),
    model: fc.constantFrom('claude-sonnet-4-5', 'claude-opus-4-8', 'gpt-5.4'),
    session: fc.constantFrom('s1', 's2', 's3'),
    project: fc.constantFrom('/a', '/b'),
    agent: fc.constantFrom(undefined, 'claude', 'codex'),
    payer: fc.constantFrom(undefined, 'key', 'login'),
    demo: fc.integer({ min: 0, max: 3 }).map((chance) => chance === 0),
    failed: fc.boolean(),
    paid: cents.map(Math.abs),
    dollars: cents,
    tokens: fc.integer({ min: -500, max: 5000 }),
    tool: fc.constantFrom('Bash', 'Read'),
    command: fc.constantFrom('npm test', 'git log', ''),
    addedMs: fc.integer({ min: 1, max: 900 }),
    hasCommands: fc.boolean(),
  })
  .map(({ tokens, tool, command, hasCommands, agent, payer, ...part }) => {
    const gain = { tokens, dollars: part.dollars, before: Math.abs(tokens) * 2 };
    return requestRow({
      ...part,
      ...(agent === undefined ? {} : { agent }),
      ...(payer === undefined ? {} : { payer }),
      tokensRemoved: Math.max(0, tokens),
      tokensRetrieved: Math.max(0, -tokens),
      byTool: { [tool]: gain },
      byKind: { log: gain },
      ...(hasCommands ? { byCommand: { [command]: gain }, notSent: tokens } : {}),
      replaced: [],
    });
  });

const filter: fc.Arbitrary<RequestFilter> = fc.record(
  {
    since: fc.integer({ min: -30, max: 260 }).map((hours) => start + hours * hour),
    until: fc.integer({ min: -30, max: 260 }).map((hours) => start + hours * hour),
    project: fc.constantFrom(undefined, undefined, '/a', '/c'),
    session: fc.constantFrom(undefined, undefined, 's1', 's9'),
    includeDemo: fc.boolean(),
  },
  { requiredKeys: [] },
);

const views: readonly (readonly Dimension[])[] = [
  ...(
    ['command', 'kind', 'tool', 'agent', 'payer', 'model', 'project', 'session', 'day', 'week', 'month', '5h'] as const
  ).map((dimension) => [dimension]),
  ['command', 'day'],
  ['command', 'agent'],
  ['agent', 'model'],
  ['session', 'day'],
  [],
];

/** A store with rows, some of them added to the sums between the others. */
function storeWith(
  rows: readonly RequestRow[],
  steps: readonly number[],
): { readonly store: Store; readonly folder: string } {
  const folder = freshFolder();
  const store = openStore({ folder, maxBytes: 1e9, maxDays: 3000 });
  for (const [index, each] of rows.entries()) {
    store.appendRequest(each);
    const most = steps[index] ?? 0;
    if (most > 0) store.sumUp(most);
  }
  return { store, folder };
}

const money = (summary: Summary) => [summary.requests, summary.paid, summary.wouldHaveCost, summary.netTokens];

describe('sums of days', () => {
  it('give what the rows themselves add up to, whatever is asked and however many are in the sums', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }),
        fc.array(filter, { minLength: 1, maxLength: 4 }),
        (rows, steps, filters) => {
          const { store, folder } = storeWith(rows, steps);
          const reader = openReadOnly(folder);
          try {
            for (const each of filters) {
              const own = rows.filter((one) => passes(one, each));
              const paid = own.reduce((sum, one) => sum + (one.paid ?? 0), 0);
              for (const by of views) {
                const asked = { filter: each, by };
                const { addedMs: _, ...found } = report(store, asked, modelFacts);
                expect(found.paid).toBeCloseTo(paid, 8);
                if (!by.includes('5h')) {
                  const { addedMs: __, ...expected } = summarise(ordered(own), by);
                  expect(found).toEqual(expected);
                }
                expect(own).toHaveLength(found.requests);
                expect(money(report(reader, asked, modelFacts))).toEqual(money(report(store, asked, modelFacts)));
              }
            }
          } finally {
            reader.close();
            store.close();
            rmSync(folder, { recursive: true });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('agree with each other: the rows of every view add up to the whole, to the cent', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.array(fc.integer({ min: 0, max: 4 })), (rows, steps) => {
        const { store, folder } = storeWith(rows, steps);
        const whole = report(store, { filter: {} }, modelFacts);
        for (const by of views) {
          const { rows: parts, savings } = report(store, { filter: {}, by }, modelFacts);
          const paid = (parts ?? []).reduce((sum, { figures }) => sum + figures.paid, 0);
          const saved = (savings ?? []).reduce((sum, { figures }) => sum + figures.dollars, 0);
          if (parts !== undefined) expect(paid).toBeCloseTo(whole.paid, 6);
          if (savings !== undefined) expect(saved).toBeCloseTo(whole.netDollars, 6);
        }
        const days = [0, 3, 4, 7, 12].map((day) => new Date(2026, 1, 28 + day).getTime());
        const parts = days
          .slice(1)
          .map((until, index) => report(store, { filter: { since: days[index], until } }, modelFacts));
        expect(parts.reduce((sum, { paid }) => sum + paid, 0)).toBeCloseTo(whole.paid, 6);
        store.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, 2, 9])('hold the rows of days that a period cuts in two at either end, %i of them summed', (summed) => {
    const at = (day: number, hour: number) => new Date(2026, 2, day, hour).getTime();
    const times = [1, 2, 3, 4].flatMap((day) => [at(day, 6), at(day, 18)]);
    const { store, folder } = storeWith(
      times.map((time) => requestRow({ time, paid: 1 })),
      [],
    );
    if (summed > 0) store.sumUp(summed);
    const count = (filter: RequestFilter) => report(store, { filter }, modelFacts).requests;
    expect(count({ since: at(1, 12) })).toBe(7);
    expect(count({ until: at(4, 12) })).toBe(7);
    expect(count({ since: at(1, 12), until: at(4, 12) })).toBe(6);
    expect(count({ since: at(2, 12), until: at(3, 12) })).toBe(2);
    expect(count({ since: at(2, 3), until: at(2, 12) })).toBe(1);
    expect(count({ since: at(2, 0), until: at(3, 0) })).toBe(2);
    expect(count({ since: at(4, 19) })).toBe(0);
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('are added to once, by whichever process comes first', () => {
    const { store, folder } = storeWith(
      [0, 1, 2, 3, 4].map(() => requestRow({ paid: 1 })),
      [],
    );
    const other = openStore({ folder, maxBytes: 1e9, maxDays: 3000 });
    expect(store.sumUp(2)).toBe(true);
    expect(other.sumUp(2)).toBe(true);
    expect(store.sumUp(2)).toBe(false);
    expect(other.sumUp(2)).toBe(false);
    for (const each of [store, other]) {
      expect(each.daySums({}, {}, (one) => one)).toHaveLength(1);
      expect(report(each, { filter: {} }, modelFacts)).toMatchObject({ requests: 5, paid: 5 });
    }
    store.close();
    other.close();
  });

  it('wait for rows that do not say what was paid', () => {
    const { store } = storeWith([requestRow({ paid: 1 }), requestRow(), requestRow({ paid: 1 })], []);
    store.sumUp();
    const fill = (one: RequestRow) => ({ ...one, paid: one.paid ?? 5 });
    const paid = () =>
      store.daySums({}, {}, fill).reduce((sum, { counts }) => sum + (counts.get('whole')?.get('paid')?.[0] ?? 0), 0);
    expect(paid()).toBe(7);
    store.fillUnpriced(10, fill);
    expect(paid()).toBe(7);
    store.sumUp();
    expect(paid()).toBe(7);
    store.close();
  });
});

/** Rows in the order of the ledger. */
function ordered(rows: readonly RequestRow[]): readonly RequestRow[] {
  return [...rows].sort((left, right) => left.time - right.time);
}
