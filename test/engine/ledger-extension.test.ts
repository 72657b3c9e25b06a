import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/client.ts';
import { createLedgerExtension } from '../../src/engine/ledger-extension.ts';
import type { LedgerRecord } from '../../src/model/ledger.ts';
import { addSums, type BookedSums, noSums, type SumPart, totalOf } from '../../src/model/sums.ts';

const record: LedgerRecord = {
  time: 0,
  api: 'an-api',
  upstream: 'an-upstream',
  model: 'a-model',
  session: 's',
  project: 'p',
  failed: false,
  sentBytes: 100,
  blocks: [],
  leftAlone: {},
  addedMs: 1,
  selfCausedMiss: false,
  demo: false,
};

const sums = (requests: number) => ({
  requests,
  tokensRemoved: requests * 10,
  tokensRetrieved: 0,
  dollars: requests,
  breakpointDollars: 0,
  paid: requests * 3,
  byLogin: 0,
  leftAlone: {},
});

const booked = (requests: number): BookedSums => {
  const part = { api: 'an-api', model: 'a-model', tokenFactor: 1, tokensRetrieved: 0 };
  const parts = [{ ...part, tokensRemoved: requests * 5, dollars: requests / 2 }];
  return { ...noSums, requests, parts, paid: requests * 3 };
};

/** Twice what was booked: the engine shows by a factor of its own. */
const twice = (part: SumPart) => (part.tokenFactor === 1 ? 2 : 1);

/** An engine that books into a list, or fails before or after it has. */
function fakeEngine() {
  const fake = {
    booked: [] as (string | undefined)[],
    again: [] as boolean[],
    how: 'works' as 'works' | 'fails' | 'dies after' | 'is gone',
    call: (async (method: string, given: readonly LedgerRecord[] | readonly BookedSums[], again: boolean) => {
      if (method === 'total' && fake.how === 'is gone') throw new Error('the engine does not start');
      if (method === 'total') return totalOf(addSums(given as readonly BookedSums[]), twice);
      const records = given as readonly LedgerRecord[];
      if (method === 'price') return booked(records.length);
      if (fake.how === 'fails') throw new Error('database is locked');
      const fresh = records.filter(({ id }) => !again || !fake.booked.includes(id));
      fake.booked.push(...fresh.map(({ id }) => id));
      fake.again.push(again);
      if (fake.how === 'dies after') throw new Error('the thread ended');
      return booked(fresh.length);
    }) as Engine['call'],
  };
  return fake;
}

function ledgerOn(engine: ReturnType<typeof fakeEngine>) {
  const told: string[] = [];
  const store = { writable: true };
  const ledger = createLedgerExtension({
    engine,
    proxyId: 'p',
    isWritable: () => store.writable,
    log: () => {},
    tell: (line) => told.push(line),
  });
  const answer = (count = 1) => {
    for (let index = 0; index < count; index++) ledger.extension.responseReceived?.({ requestId: `${index}`, record });
  };
  return { ledger, told, store, answer };
}

test('keeps requests that the store does not take, counts them, and books each once when it does', async () => {
  const engine = fakeEngine();
  const { ledger, answer } = ledgerOn(engine);
  answer();
  expect(await ledger.settle()).toEqual(sums(1));
  engine.how = 'fails';
  answer(2);
  expect(await ledger.settle()).toEqual(sums(3));
  expect(ledger.unbooked().map(({ id }) => id)).toEqual(['p-2', 'p-3']);
  answer();
  expect(await ledger.settle()).toEqual(sums(4));
  engine.how = 'works';
  ledger.retry();
  expect(await ledger.settle()).toEqual(sums(4));
  expect(engine.booked).toEqual(['p-1', 'p-2', 'p-3', 'p-4']);
  expect(ledger.unbooked()).toEqual([]);
});

test('hands requests over again that may be booked, and says so', async () => {
  const engine = fakeEngine();
  const { ledger, answer } = ledgerOn(engine);
  engine.how = 'dies after';
  answer(2);
  await ledger.settle();
  engine.how = 'works';
  answer();
  await ledger.settle();
  expect(engine.booked).toEqual(['p-1', 'p-2', 'p-3']);
  expect(engine.again).toEqual([false, true]);
});

test('counts requests that are on their way to the ledger as not booked', async () => {
  const engine = fakeEngine();
  const { ledger, answer } = ledgerOn(engine);
  answer(2);
  const settled = ledger.settle();
  await Promise.resolve(); // The first two are handed over now.
  answer();
  expect(ledger.unbooked().map(({ id }) => id)).toEqual(['p-1', 'p-2', 'p-3']);
  await settled;
  expect(ledger.unbooked().map(({ id }) => id)).toEqual(['p-3']);
});

test('keeps the order of requests where the store does not take the earlier ones', async () => {
  const engine = fakeEngine();
  const { ledger, answer } = ledgerOn(engine);
  engine.how = 'fails';
  answer(2);
  const settled = ledger.settle();
  await Promise.resolve(); // The first two are handed over now.
  answer();
  await settled;
  expect(ledger.unbooked().map(({ id }) => id)).toEqual(['p-1', 'p-2', 'p-3']);
});

test('asks nothing of a store that is known to fail', async () => {
  const engine = fakeEngine();
  const { ledger, store, answer } = ledgerOn(engine);
  store.writable = false;
  answer();
  expect(await ledger.settle()).toEqual(sums(1));
  expect(engine.booked).toEqual([]);
  store.writable = true;
  await ledger.settle();
  expect(engine.booked).toEqual(['p-1']);
});

test('keeps a thousand requests, drops the oldest beyond, and tells so once', async () => {
  const engine = fakeEngine();
  const { ledger, told, store, answer } = ledgerOn(engine);
  store.writable = false;
  answer(1000);
  expect([ledger.dropped(), told]).toEqual([0, []]);
  answer(5);
  expect(ledger.dropped()).toBe(5);
  expect(told).toEqual(['ledger: 1000 requests wait to be booked; the oldest are dropped']);
  expect(ledger.unbooked().at(0)?.id).toBe('p-6');
  store.writable = true;
  await ledger.settle();
  expect(engine.booked).toHaveLength(1000);
});

test('keeps no texts of requests that may wait long for their ledger', async () => {
  const engine = fakeEngine();
  const { ledger, store } = ledgerOn(engine);
  const growth = { results: ['long text'], removed: 0, answerBytes: 10 };
  const cache = { bytes: 9, sameBytes: 5, couldBytes: 5, continues: true, growth };
  const answer = () => ledger.extension.responseReceived?.({ requestId: 'r', record: { ...record, cache } });
  const waiting = () => ledger.unbooked().map((each) => each.cache?.growth?.results.length);
  answer();
  expect(waiting()).toEqual([1]);
  engine.how = 'fails';
  await ledger.settle();
  expect(waiting()).toEqual([undefined]);
  store.writable = false;
  answer();
  expect(waiting()).toEqual([undefined, undefined]);
  expect(ledger.unbooked().map((each) => each.cache?.bytes)).toEqual([9, 9]);
});

test('shows what was booked as it was booked where there is no engine to scale it', async () => {
  const engine = fakeEngine();
  const { ledger, answer } = ledgerOn(engine);
  answer(2);
  await ledger.settle();
  engine.how = 'is gone';
  expect(await ledger.settle()).toEqual({ ...sums(2), tokensRemoved: 10, dollars: 1 });
});
