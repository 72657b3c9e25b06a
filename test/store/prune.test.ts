import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { freshFolder, pinned } from './samples.ts';

const day = 86_400_000;
const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

describe('pruning', () => {
  test('keeps to the cap by dropping the oldest, never the newest, and no decision', () => {
    const store = openStore({ folder: freshFolder(), maxBytes: 1_000_000, maxDays: 30 });
    const entries = Array.from({ length: 100 }, (_, index) => pinned(`${index}`, noise(50_000)));
    for (const entry of entries) store.pin([entry]);
    const removed = store.prune();
    const size = store.size();
    expect(size).toMatchObject({ originals: 100 - removed, decisions: 100 });
    expect(size.originals).toBeGreaterThan(20);
    expect(size.originalBytes).toBeLessThan(1_000_000);
    const kept = entries.map(({ decision }) => store.hasOriginal(decision.handle as string));
    expect(kept).toEqual(entries.map((_, index) => index >= removed));
    store.close();
    expect(store.prune).toThrow('the store is closed');
  });

  test('gives the space back to the file system', () => {
    const folder = freshFolder();
    const store = openStore({ folder, maxBytes: 500_000, maxDays: 30 });
    for (let index = 0; index < 80; index++) store.pin([pinned(`${index}`, noise(50_000))]);
    store.prune();
    store.close();
    const again = openStore({ folder, maxBytes: 500_000, maxDays: 30 });
    expect(again.size().fileBytes).toBeLessThan(700_000);
    again.close();
  });

  test('leaves the latest originals even when they alone exceed the cap', () => {
    const store = openStore({ folder: freshFolder(), maxBytes: 10_000, maxDays: 30 });
    store.pin([pinned('old', noise(50_000))]);
    const latest = [pinned('a', noise(50_000)), pinned('b', noise(50_000))];
    store.pin(latest);
    expect(store.prune()).toBe(1);
    expect(latest.map(({ decision }) => store.hasOriginal(decision.handle as string))).toEqual([true, true]);
    store.close();
  });

  test('drops by age, and a block that comes by again makes its original young', () => {
    let now = 1_000 * day;
    const store = openStore({ folder: freshFolder(), maxBytes: 1e9, maxDays: 30, now: () => now });
    const [old, again, young] = [pinned('old', 'o'), pinned('again', 'a'), pinned('young', 'y')];
    store.pin([old, again]);
    now += 20 * day;
    store.pin([again]);
    store.pin([young]);
    now += 15 * day;
    expect(store.prune()).toBe(1);
    expect([old, again, young].map(({ decision }) => store.hasOriginal(decision.handle as string))).toEqual([
      false,
      true,
      true,
    ]);
    store.close();
  });

  test('goes by the order of arrival where the clock was turned back', () => {
    let now = 1_000 * day;
    const store = openStore({ folder: freshFolder(), maxBytes: 90_000, maxDays: 30, now: () => now });
    const first = pinned('first', noise(50_000));
    const second = pinned('second', noise(50_000));
    store.pin([first]);
    now -= day;
    store.pin([second]);
    expect(store.prune()).toBe(1);
    expect([first, second].map(({ decision }) => store.hasOriginal(decision.handle as string))).toEqual([false, true]);
    store.close();
  });

  test('by hand drops what is older than so many days', () => {
    let now = 1_000 * day;
    const store = openStore({ folder: freshFolder(), maxBytes: 1e9, maxDays: 30, now: () => now });
    store.pin([pinned('a', 'one')]);
    now += 5 * day;
    store.pin([pinned('b', 'two')]);
    expect([store.dropOlderThan(6), store.dropOlderThan(4), store.dropOlderThan(4)]).toEqual([0, 1, 0]);
    now += 1;
    expect(store.dropOlderThan(0)).toBe(1);
    expect(store.size()).toMatchObject({ originals: 0, originalBytes: 0, decisions: 2 });
    store.close();
  });
});
