import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { freshFolder, requestRow } from './samples.ts';

const open = () => openStore({ folder: freshFolder(), maxBytes: 1e9, maxDays: 30 });

describe('the ledger', () => {
  test('gives requests back as they were', () => {
    const store = open();
    const row = requestRow({
      project: '/a\0b',
      session: '\0',
      model: 'ü',
      dollars: -0.1,
      byTool: Object.fromEntries([['__proto__', { tokens: 1, dollars: 2 }]]),
    });
    store.appendRequest(row);
    const [back] = [...store.requests()];
    expect(back).toEqual(row);
    expect(Object.entries(back?.byTool ?? {})).toEqual([['__proto__', { tokens: 1, dollars: 2 }]]);
    expect([...store.requests({ project: '/a\0b', session: '\0' })]).toHaveLength(1);
    expect([...store.requests({ project: '/a' })]).toHaveLength(0);
    store.close();
  });

  test('filters by time, project and session, and leaves demonstrations out', () => {
    const store = open();
    const rows = [
      requestRow({ time: 100, project: 'p', session: '1' }),
      requestRow({ time: 300, project: 'p', session: '2' }),
      requestRow({ time: 200, project: 'q', session: '1' }),
      requestRow({ time: 400, demo: true }),
    ];
    for (const row of rows) store.appendRequest(row);
    const times = (filter?: Parameters<typeof store.requests>[0]) =>
      [...store.requests(filter)].map(({ time }) => time);
    expect(times()).toEqual([100, 200, 300]);
    expect(times({ includeDemo: true })).toEqual([100, 200, 300, 400]);
    expect(times({ since: 200 })).toEqual([200, 300]);
    expect(times({ since: 100, until: 300 })).toEqual([100, 200]);
    expect(times({ project: 'p' })).toEqual([100, 300]);
    expect(times({ project: 'p', session: '1' })).toEqual([100]);
    expect(store.lastRequest()?.time).toBe(200);
    expect(store.lastRequest({ project: 'p' })?.time).toBe(300);
    expect(store.lastRequest({ includeDemo: true })?.time).toBe(400);
    expect(store.lastRequest({ project: 'none' })).toBeUndefined();
    store.close();
  });

  test('is read page by page, also while it grows, each request once', () => {
    const store = open();
    for (let index = 0; index < 1_050; index++)
      store.appendRequest(requestRow({ time: 1_000 + (index % 3), session: `${index}` }));
    const seen: string[] = [];
    for (const row of store.requests()) {
      if (seen.length === 0) store.appendRequest(requestRow({ time: 2_000, session: 'late' }));
      seen.push(row.session);
    }
    expect(new Set(seen).size).toBe(1_051);
    expect(seen).toHaveLength(1_051);
    expect(seen.at(-1)).toBe('late');
    store.close();
  });

  test('keeps the lists of replaced blocks for the latest requests only', () => {
    const store = open();
    for (let index = 0; index < 130; index++) store.appendRequest(requestRow({ time: index, replaced: [`${index}`] }));
    const lists = [...store.requests()].map(({ replaced }) => replaced);
    expect(lists.slice(0, 30).flat()).toEqual([]);
    expect(lists.slice(30).flat()).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 30}`));
    expect(store.lastRequest()?.replaced).toEqual(['129']);
    store.close();
  });

  test('counts each block once', () => {
    const store = open();
    expect(store.markCounted(['a', 'b', 'a\0'])).toEqual(['a', 'b', 'a\0']);
    expect(store.markCounted(['b', 'c', 'c'])).toEqual(['c']);
    expect(store.markCounted([])).toEqual([]);
    store.close();
  });
});
