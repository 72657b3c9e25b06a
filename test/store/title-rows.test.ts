import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { freshFolder } from './samples.ts';

const day = 86_400_000;

describe('titles of sessions', () => {
  const kept = (work: (store: ReturnType<typeof openStore>) => void) => {
    const folder = freshFolder();
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30, now: () => 100 * day });
    store.keepTitle({ session: 'old\0', time: 69 * day, title: 'an old one' });
    store.keepTitle({ session: 'new', time: 71 * day, title: 'the first' });
    store.keepTitle({ session: 'new', time: 99 * day, title: 'the second' });
    store.keepTitle({ session: 'new', time: 1 * day, title: 'the third' });
    work(store);
    store.close();
    const reader = openReadOnly(folder);
    const titles = Object.fromEntries(reader.titles());
    reader.close();
    return titles;
  };

  test('are the first that a session had', () => {
    expect(kept(() => {})).toEqual({ 'old\0': 'an old one', new: 'the first' });
  });

  test('go as originals do: by age, and when originals are dropped', () => {
    expect(kept((store) => store.prune())).toEqual({ new: 'the first' });
    expect(kept((store) => store.dropOlderThan(2))).toEqual({ new: 'the first' });
    expect(kept((store) => store.dropOlderThan(0))).toEqual({});
    expect(kept((store) => store.clear())).toEqual({});
    expect(kept((store) => store.dropTitles())).toEqual({});
  });
});
