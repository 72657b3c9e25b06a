import { expect, test } from 'vitest';
import { createBooking, type Ledger, type LedgerStore } from '../../src/ledger/booking.ts';
import type { LedgerRecord, RequestRow } from '../../src/model/ledger.ts';
import { sumsOf, totalOf } from '../../src/model/sums.ts';
import type { ModelFacts } from '../../src/model/usage.ts';

const facts: ModelFacts = {
  price: { input: 4, output: 20, write: 5, writeLong: 8, read: 0.4 },
  name: 'a-model',
  pricedAs: 'a-model',
  tokenFactor: 1,
  tokenizer: 'a-tokenizer',
  cacheMinimum: 1024,
};

const record: LedgerRecord = {
  time: 0,
  api: 'an-api',
  upstream: 'an-upstream',
  model: 'a-model',
  session: 's',
  project: 'p',
  failed: false,
  usage: { uncached: 10, write: 5_000, writeLong: 0, read: 20_000, output: 5 },
  sentBytes: 100_000,
  blocks: [{ key: 'k', tool: 'Bash', kind: 'log', removed: 6000, retrieved: false, depth: 0.5 }],
  leftAlone: {},
  addedMs: 1,
  selfCausedMiss: false,
  demo: false,
};

/** A ledger in memory whose transactions leave nothing behind while it is broken. */
function memoryLedger() {
  let counted = new Set<string>();
  const ledger = {
    rows: [] as RequestRow[],
    prompts: [] as string[],
    titles: [] as string[],
    broken: false,
    write<T>(work: (store: LedgerStore) => T): T {
      const before = { counted: new Set(counted), rows: [...ledger.rows] };
      const result = work({
        markCounted: (keys) => keys.filter((key) => !counted.has(key) && Boolean(counted.add(key))),
        hasRequest: ({ time, id }) => ledger.rows.some((row) => row.time === time && row.id === id),
        appendRequest: (row) => void ledger.rows.push(row),
        keepTitle: ({ session, time, title }) => void ledger.titles.push(`${session} ${time} ${title}`),
        keepPrompt: ({ id }) => void ledger.prompts.push(id),
      });
      if (!ledger.broken) return result;
      counted = before.counted;
      ledger.rows = before.rows;
      throw new Error('database is locked');
    },
    uncounted: (keys: readonly string[]) => keys.filter((key) => !counted.has(key)),
    lose() {
      counted = new Set();
      ledger.rows = [];
    },
  };
  return ledger;
}

const bookingOn = (ledger: Ledger, notices: string[] = []) =>
  createBooking(
    ledger,
    () => facts,
    (line) => notices.push(line),
    (text) => text.length,
  );

test('counts a block once, whichever request of a batch or of a later one carries it', () => {
  const ledger = memoryLedger();
  const booking = bookingOn(ledger);
  expect(totalOf(booking.record([record, record])).tokensRemoved).toBe(6000);
  expect(totalOf(booking.record([record])).tokensRemoved).toBe(0);
  expect(ledger.rows.map((row) => row.tokensRemoved)).toEqual([6000, 0, 0]);
});

test('counts the blocks of requests that could not be kept with the first that can', () => {
  const ledger = memoryLedger();
  const booking = bookingOn(ledger);
  ledger.broken = true;
  expect(() => booking.record([record])).toThrow('locked');
  expect(ledger.rows).toEqual([]);
  ledger.broken = false;
  booking.record([record]);
  expect(ledger.rows.map((row) => row.tokensRemoved)).toEqual([6000]);
});

test('tells what requests bring that are not kept yet, each block once, and keeps nothing of it', () => {
  const ledger = memoryLedger();
  const booking = bookingOn(ledger);
  expect(totalOf(sumsOf(booking.price([record, record])))).toMatchObject({ requests: 2, tokensRemoved: 6000 });
  expect(totalOf(sumsOf(booking.price([record])))).toMatchObject({ requests: 1, tokensRemoved: 6000 });
  expect(ledger.rows).toEqual([]);
  // A booking that has never seen the block asks the ledger.
  booking.record([record]);
  expect([booking, bookingOn(ledger)].map((each) => totalOf(sumsOf(each.price([record]))).tokensRemoved)).toEqual([
    0, 0,
  ]);
});

test('tells what requests bring where nobody can say what was counted before', () => {
  const ledger = memoryLedger();
  const unreadable = () => {
    throw new Error('database is locked');
  };
  expect(totalOf(sumsOf(bookingOn({ ...ledger, uncounted: unreadable }).price([record]))).tokensRemoved).toBe(6000);
});

test('books a request once that is handed over twice', () => {
  const ledger = memoryLedger();
  const booking = bookingOn(ledger);
  const named = { ...record, id: 'a-1' };
  booking.record([named]);
  expect(totalOf(booking.record([named, { ...record, id: 'a-2' }], true))).toMatchObject({
    requests: 1,
    tokensRemoved: 0,
  });
  expect(ledger.rows.map(({ id }) => id)).toEqual(['a-1', 'a-2']);
});

test('puts what this process booked into a ledger that took the place of the one before, once', () => {
  const ledger = memoryLedger();
  const booking = bookingOn(ledger);
  booking.renew();
  expect(ledger.rows).toEqual([]);
  booking.record([
    { ...record, id: 'a-1' },
    { ...record, id: 'a-2' },
  ]);
  ledger.lose();
  booking.renew();
  booking.renew();
  expect(ledger.rows.map(({ id, tokensRemoved }) => [id, tokensRemoved])).toEqual([
    ['a-1', 6000],
    ['a-2', 0],
  ]);
  // Neither this process nor the next counts the block again.
  expect([booking, bookingOn(ledger)].map((each) => totalOf(each.record([record])).tokensRemoved)).toEqual([0, 0]);
});

test('leaves a request out that cannot be priced, and books the others', () => {
  const ledger = memoryLedger();
  const notices: string[] = [];
  const booking = createBooking(
    ledger,
    (model) => {
      if (model === 'odd') throw new Error('no such model');
      return facts;
    },
    (line) => notices.push(line),
    (text) => text.length,
  );
  expect(booking.record([{ ...record, model: 'odd', blocks: [] }, record]).requests).toBe(1);
  expect(ledger.rows).toHaveLength(1);
  expect(notices).toEqual(['ledger: a request cannot be priced: no such model']);
});

test('prices a request by the terms of its own receipt, and says whose price stands in', () => {
  const scaled = createBooking(
    memoryLedger(),
    (_model, _api, usage) => ({
      ...facts,
      name: undefined,
      price: usage?.speed === 'fast' ? { ...facts.price, write: 30 } : facts.price,
    }),
    () => {},
    (text) => text.length,
  );
  const usage = { uncached: 10, write: 5_000, writeLong: 0, read: 20_000, output: 5 };
  const [fast] = scaled.price([{ ...record, usage: { ...usage, speed: 'fast' } }]);
  expect(fast).toMatchObject({ pricedAs: 'a-model', usage: { speed: 'fast' } });
  expect(fast?.dollars).toBeCloseTo((6000 * 30) / 1e6, 12);
  expect(bookingOn(memoryLedger()).price([record])[0]).not.toHaveProperty('pricedAs');
});

test('keeps what a receipt tells of the provider’s tokens, and never the texts', () => {
  const ledger = memoryLedger();
  const before = { usage: { ...record.usage, output: 100 }, bytes: 5, sentBytes: 5, long: false };
  const cache = {
    bytes: 9,
    sameBytes: 5,
    couldBytes: 5,
    continues: true,
    before,
    growth: { results: ['secret '.repeat(100)], removed: 100, answerBytes: 300 },
  } as LedgerRecord['cache'];
  const usage = { uncached: 10, write: 5_000, writeLong: 0, read: 20_900, output: 5 };
  bookingOn(ledger).record([{ ...record, usage, cache }, record]);
  expect(ledger.rows.map(({ growth }) => growth)).toEqual([{ o200k: 600, billed: 800 }, undefined]);
  expect(JSON.stringify(ledger.rows)).not.toContain('secret');
});

test('keeps the title of a session, and none of a demonstration', () => {
  const ledger = memoryLedger();
  const title = 'Fix it';
  bookingOn(ledger).record([record, { ...record, title }, { ...record, title, demo: true }]);
  expect(ledger.titles).toEqual([`${record.session} ${record.time} ${title}`]);
});
