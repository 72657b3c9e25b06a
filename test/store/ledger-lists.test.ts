import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/open.ts';
import { freshFolder, pinned, requestRow } from './samples.ts';

const day = 86_400_000;
const open = (options: { now?: () => number; maxBytes?: number } = {}) =>
  openStore({ folder: freshFolder(), maxBytes: 1e9, maxDays: 30, ...options });
const listsOf = (store: Store) => [...store.requests()].map(({ replaced }) => replaced);

describe('the lists of replaced blocks', () => {
  test('stay as long as originals do, however many there are, and are gone after that', () => {
    const now = 100 * day;
    const store = open({ now: () => now });
    for (let index = 0; index < 700; index++)
      store.appendRequest(requestRow({ time: now - 31 * day + index, replaced: [`old ${index}`] }));
    for (let index = 0; index < 300; index++)
      store.appendRequest(requestRow({ time: now - 29 * day + index, replaced: [`${index}`] }));
    expect(listsOf(store).filter((list) => list === undefined)).toEqual([]);
    store.prune();
    const lists = listsOf(store);
    expect(lists.slice(0, 700).filter((list) => list !== undefined)).toEqual([]);
    expect(lists.slice(700)).toEqual(Array.from({ length: 300 }, (_, index) => [`${index}`]));
    store.close();
  });

  test('take a twentieth of the store at most, and the oldest go first', () => {
    const store = open({ maxBytes: 200_000, now: () => 1000 });
    const keys = () => Array.from({ length: 20 }, () => randomBytes(32).toString('hex'));
    for (let time = 0; time < 40; time++) store.appendRequest(requestRow({ time, replaced: keys() }));
    store.prune();
    const kept = listsOf(store).map((list) => list !== undefined);
    expect(kept.indexOf(true)).toBeGreaterThan(5);
    expect(kept.slice(kept.indexOf(true))).not.toContain(false);
    // 20 keys of 32 random bytes each cannot be packed into less.
    expect(kept.filter(Boolean).length * 20 * 32).toBeLessThanOrEqual(10_000);
    expect(kept.filter(Boolean).length).toBeGreaterThan(3);
    store.close();
  });

  test('go where the originals are dropped, all of them or old ones', () => {
    const store = open({ now: () => 10 * day });
    store.pin([pinned('a', 'text')]);
    store.appendRequest(requestRow({ time: 2 * day }));
    store.appendRequest(requestRow({ time: 9 * day }));
    store.dropOlderThan(5);
    expect(listsOf(store)).toEqual([undefined, ['a key']]);
    store.clear();
    expect(listsOf(store)).toEqual([undefined, undefined]);
    store.close();
  });

  test('an empty list is none that is gone', () => {
    const store = open();
    const { replaced: _, ...without } = requestRow();
    store.appendRequest(requestRow({ replaced: [] }));
    store.appendRequest(without);
    expect(listsOf(store)).toEqual([[], undefined]);
    store.close();
  });
});
