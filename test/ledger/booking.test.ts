import { expect, test } from 'vitest';
import { createBooking, type LedgerStore } from '../../src/ledger/booking.ts';
import type { LedgerRecord, RequestRow } from '../../src/model/ledger.ts';
import type { ModelFacts } from '../../src/model/usage.ts';

const facts: ModelFacts = {
  price: { input: 4, output: 20, write: 5, writeLong: 8, read: 0.4 },
  tokenFactor: 1,
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
function memoryLedger(): LedgerStore & { rows: RequestRow[]; broken: boolean } {
  let counted = new Set<string>();
  const ledger = {
    rows: [] as RequestRow[],
    broken: false,
    together<T>(work: () => T): T {
      const before = { counted: new Set(counted), rows: [...ledger.rows] };
      const result = work();
      if (!ledger.broken) return result;
      counted = before.counted;
      ledger.rows = before.rows;
      throw new Error('database is locked');
    },
    markCounted: (keys: readonly string[]) => keys.filter((key) => !counted.has(key) && Boolean(counted.add(key))),
    appendRequest: (row: RequestRow) => void ledger.rows.push(row),
  };
  return ledger;
}

test('counts a block once, whichever request of a batch or of a later one carries it', () => {
  const ledger = memoryLedger();
  const book = createBooking(
    ledger,
    () => facts,
    () => {},
  );
  expect(book([record, record]).tokensRemoved).toBe(6000);
  expect(book([record]).tokensRemoved).toBe(0);
  expect(ledger.rows.map((row) => row.tokensRemoved)).toEqual([6000, 0, 0]);
});

test('counts the blocks of requests that could not be kept with the first that can', () => {
  const ledger = memoryLedger();
  const book = createBooking(
    ledger,
    () => facts,
    () => {},
  );
  ledger.broken = true;
  expect(book([record]).tokensRemoved).toBe(6000);
  expect(book([record]).tokensRemoved).toBe(0);
  ledger.broken = false;
  book([record]);
  expect(ledger.rows.map((row) => row.tokensRemoved)).toEqual([6000]);
});

test('counts a block once without a ledger', () => {
  const book = createBooking(
    undefined,
    () => facts,
    () => {},
  );
  expect(book([record, record]).tokensRemoved).toBe(6000);
  expect(book([record]).tokensRemoved).toBe(0);
});
