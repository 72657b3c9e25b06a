import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passes, withUnbooked } from '../../src/ledger/passes.ts';
import type { RequestFilter, RequestRow } from '../../src/model/ledger.ts';
import { openStore } from '../../src/store/open.ts';
import { freshFolder, requestRow } from '../store/samples.ts';

const names = fc.constantFrom('one', 'two');
const times = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 6, noNaN: true }));
const rows = fc.array(
  fc.record({ time: times, project: names, session: names, demo: fc.boolean() }).map((part) => requestRow(part)),
  { maxLength: 8 },
);
const filters = fc.record(
  { since: times, until: times, project: names, session: names, includeDemo: fc.boolean() },
  { requiredKeys: [] },
);

test('a filter lets the same rows through as it does in the store', () => {
  fc.assert(
    fc.property(rows, filters, (all, filter: RequestFilter) => {
      const store = openStore({ folder: freshFolder(), maxBytes: 1e9, maxDays: 30 });
      for (const row of all) store.appendRequest(row);
      const found = [...store.requests(filter)];
      store.close();
      const order = (each: readonly RequestRow[]) => each.map((row) => JSON.stringify(row)).sort();
      expect(order(all.filter((row) => passes(row, filter)))).toEqual(order(found));
    }),
    { numRuns: 25 },
  );
});

test('rows that wait to be booked are added once, where they pass', () => {
  const row = (id: string, project = 'one') => requestRow({ id, project });
  const waiting = [row('a'), row('b'), row('c', 'two')];
  const ids = (booked: readonly RequestRow[]) =>
    [...withUnbooked(booked, waiting, { project: 'one' })].map(({ id }) => id);
  expect(ids([])).toEqual(['a', 'b']);
  expect(ids([requestRow(), row('b')])).toEqual([undefined, 'b', 'a']);
});
