import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect, disconnect, run } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { migrations } from '../../src/store/schema.ts';
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

  test('finds the requests that tell what the provider counts, the latest first, without demonstrations', () => {
    const store = open();
    const growth = (billed: number) => ({ o200k: 1000, billed });
    store.appendRequest(requestRow({ time: 3, growth: growth(1300) }));
    store.appendRequest(requestRow({ time: 2 }));
    store.appendRequest(requestRow({ time: 1, growth: growth(1400) }));
    store.appendRequest(requestRow({ time: 4, growth: growth(1500), demo: true }));
    expect(store.grownRequests().map((row) => row.growth?.billed)).toEqual([1400, 1300]);
    expect([...store.requests()].map((row) => row.growth?.billed)).toEqual([1400, undefined, 1300]);
    store.close();
  });

  test.each([3, migrations.length - 1])(
    'of schema %d is read as it is, and takes what is new once it is opened for writing',
    (version) => {
      const folder = freshFolder();
      const connection = connect({ path: path.join(folder, 'headroom.db'), timeout: 100 });
      connection.database.exec(`${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version}`);
      const { replaced: _, ...old } = requestRow({ time: 1 });
      const sql = 'INSERT INTO requests (time, demo, project, session, row) VALUES (1, 0, ?, ?, ?)';
      const values = [old.project, old.session, JSON.stringify(old)].map((text) => Buffer.from(text));
      run(connection, sql, ...values);
      disconnect(connection);
      const before = openReadOnly(folder);
      expect([...before.requests()]).toEqual([old]);
      expect(before.grownRequests()).toEqual([]);
      before.close();
      const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
      store.appendRequest(requestRow({ time: 2, growth: { o200k: 1000, billed: 1300 } }));
      expect([...store.requests()].map(({ time }) => time)).toEqual([1, 2]);
      expect(store.grownRequests().map(({ time }) => time)).toEqual([2]);
      store.close();
      const after = openReadOnly(folder);
      expect(after.grownRequests().map(({ time }) => time)).toEqual([2]);
      after.close();
    },
  );

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

  test('counts each block once', () => {
    const store = open();
    expect(store.markCounted(['a', 'b', 'a\0'])).toEqual(['a', 'b', 'a\0']);
    expect(store.markCounted(['b', 'c', 'c'])).toEqual(['c']);
    expect(store.markCounted([])).toEqual([]);
    store.close();
  });
});
