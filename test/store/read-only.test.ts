import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { connect, disconnect } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { runChild } from './run-child.ts';
import { freshFolder, pinned, requestRow } from './samples.ts';

const nobody = 65534;
const root = process.getuid?.() === 0;
const original = 'the original\n'.repeat(2000);
const entry = pinned('a', original);
const handle = entry.decision.handle as string;
const restore: (() => void)[] = [];

afterAll(() => {
  for (const undo of restore) undo();
});

function filledStore(folder: string) {
  const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
  store.pin([entry]);
  store.appendRequest(requestRow());
  return store;
}

/** Names, sizes, times and bytes of everything in a folder, the index of the write-ahead log included. */
const stateOf = (folder: string) =>
  readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    return [name, statSync(file).mtimeMs, readFileSync(file).toString('base64')];
  });

/** A copy of a running store's files: what a killed process leaves. */
function leftBehind(): string {
  const running = freshFolder();
  const store = filledStore(running);
  const folder = freshFolder();
  cpSync(running, folder, { recursive: true });
  store.close();
  return folder;
}

function expectAll(folder: string): void {
  const store = openReadOnly(folder);
  expect(store.original(handle)?.toString()).toBe(original);
  expect(store.hasOriginal(handle)).toBe(true);
  expect(store.decision(entry.decision.key)).toEqual({ ...entry.decision, durable: true });
  expect([...store.requests()]).toEqual([requestRow()]);
  expect(store.lastRequest()).toEqual(requestRow());
  expect(store.size()).toMatchObject({ originals: 1, decisions: 1, requests: 1 });
  store.close();
}

describe('reading alone', () => {
  test('finds an original by digits that no other starts with, and tells where several do', () => {
    const folder = freshFolder();
    const store = filledStore(folder);
    // Both hashes start with 346ca98d.
    const alike = ['original 77980', 'original 111035'].map((text, index) => pinned(`alike${index}`, text));
    store.pin(alike);
    const handles = alike.map(({ decision }) => decision.handle as string);
    const reading = openReadOnly(folder);
    for (let digits = 8; digits <= 24; digits++) {
      expect(reading.handlesStartingWith(handle.slice(0, digits))).toEqual([handle]);
      const expected = digits === 8 ? [...handles].sort() : [handles[0]];
      expect([...reading.handlesStartingWith(handles[0]!.slice(0, digits))].sort()).toEqual(expected);
    }
    for (const none of [handle.slice(0, 7), '', 'x'.repeat(24), '0'.repeat(24), `${handle}${'0'.repeat(40)}`])
      expect(reading.handlesStartingWith(none)).toEqual([]);
    expect([handle.slice(0, 9), handles[1] as string].map(store.kindShortened)).toEqual(['log', 'log']);
    expect(['346ca98d', '0'.repeat(24)].map(store.kindShortened)).toEqual([undefined, undefined]);
    reading.close();
    store.close();
  });

  test('finds everything after a clean end, and writes and creates nothing', () => {
    const running = freshFolder();
    filledStore(running).close();
    const folder = freshFolder();
    copyFileSync(path.join(running, 'headroom.db'), path.join(folder, 'headroom.db'));
    const before = stateOf(folder);
    expectAll(folder);
    expect(stateOf(folder)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['headroom.db']);
  });

  test('finds everything beside a running proxy, the latest write too', () => {
    const folder = freshFolder();
    const store = filledStore(folder);
    expectAll(folder);
    const late = pinned('late', 'a later original');
    const reader = openReadOnly(folder);
    store.pin([late]);
    expect(reader.original(late.decision.handle as string)?.toString()).toBe('a later original');
    reader.close();
    store.pin([pinned('last', 'last')]);
    expect(openReadOnly(folder).size().decisions).toBe(3);
    store.close();
  });

  test('finds everything after a kill, and leaves every file as it was', () => {
    const folder = leftBehind();
    expect(readdirSync(folder)).toEqual(['headroom.db', 'headroom.db-shm', 'headroom.db-wal']);
    const before = stateOf(folder);
    expectAll(folder);
    expect(stateOf(folder)).toEqual(before);
  });

  test('works from a folder whose name needs escaping in an address', () => {
    const folder = path.join(freshFolder(), 'a b?c#d%20é');
    const store = filledStore(folder);
    expectAll(folder);
    store.close();
    expectAll(folder);
  });

  test('says so where there is no database, and makes none', () => {
    const folder = freshFolder();
    expect(() => openReadOnly(folder)).toThrow(/^expected a database at .*headroom\.db, found none$/);
    expect(() => openReadOnly(path.join(folder, 'none'))).toThrow(/found none$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes a database that never got its schema for an empty one', () => {
    const bare = freshFolder();
    writeFileSync(path.join(bare, 'headroom.db'), '');
    const created = freshFolder();
    const connection = connect({ path: path.join(created, 'headroom.db'), timeout: 100 });
    connection.database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; VACUUM');
    disconnect(connection);
    expect(statSync(path.join(created, 'headroom.db')).size).toBeGreaterThan(0);
    for (const folder of [bare, created]) {
      const store = openReadOnly(folder);
      expect(store.size()).toMatchObject({ originals: 0, decisions: 0, requests: 0 });
      expect([...store.requests()]).toEqual([]);
      expect([store.lastRequest(), store.original(handle), store.decision('k')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      store.close();
      expect(readdirSync(folder)).toEqual(['headroom.db']);
      filledStore(folder).close();
      expectAll(folder);
    }
  });

  test('says so where the file is damaged, and moves nothing', () => {
    const folder = freshFolder();
    writeFileSync(path.join(folder, 'headroom.db'), 'no database '.repeat(1000));
    expect(() => openReadOnly(folder)).toThrow(/^expected a readable database at .*, found: .*not a database/);
    expect(readdirSync(folder)).toEqual(['headroom.db']);
  });

  test('tells of damage, in the header or in a table, that the next start moves it aside; and it does', () => {
    const whole = freshFolder();
    filledStore(whole).close();
    const bytes = readFileSync(path.join(whole, 'headroom.db'));
    for (const from of [0, 4096]) {
      const folder = freshFolder();
      writeFileSync(
        path.join(folder, 'headroom.db'),
        Buffer.concat([bytes.subarray(0, from), Buffer.alloc(90_000, 7)]),
      );
      const hint = 'the next headroom wrap or headroom proxy moves it aside and goes on';
      const problem = expect.objectContaining({ code: 'store', hint });
      expect(() => openReadOnly(folder).size()).toThrow(problem);
      expect(() => [...openReadOnly(folder).requests()]).toThrow(problem);
      filledStore(folder).close();
      expect(readdirSync(folder)).toContain('headroom.db.corrupt-1');
      expectAll(folder);
    }
  });
});

describe.skipIf(!root)('as a user who may not write', () => {
  function handOver(folder: string): void {
    for (const name of readdirSync(folder)) chownSync(path.join(folder, name), nobody, nobody);
    for (const name of readdirSync(folder)) chmodSync(path.join(folder, name), 0o400);
    chownSync(folder, nobody, nobody);
    chmodSync(folder, 0o500);
    restore.push(() => chmodSync(folder, 0o700));
  }

  test('originals come out of a read-only folder, with a write-ahead log and without', async () => {
    const clean = freshFolder();
    filledStore(clean).close();
    const killed = leftBehind();
    const running = freshFolder();
    const store = filledStore(running);
    for (const folder of [clean, killed, running]) {
      handOver(folder);
      expect(await runChild('as-nobody', ['read', folder, handle])).toMatchObject({ code: 0, out: original, err: '' });
    }
    store.close();
  });

  test('a store that cannot be written is refused in one line', async () => {
    const folder = freshFolder();
    filledStore(folder).close();
    handOver(folder);
    const { code, err } = await runChild('as-nobody', ['write', folder]);
    expect(code).toBe(3);
    expect(err).toMatch(/^HeadroomError store: expected a writable database at .*headroom\.db, found: [^\n]+$/);
    const empty = freshFolder();
    handOver(empty);
    expect((await runChild('as-nobody', ['write', empty])).err).toMatch(
      /^HeadroomError store: expected a writable database at [^\n]+$/,
    );
  });
});
