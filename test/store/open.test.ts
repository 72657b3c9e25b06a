import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/model/decision.ts';
import type { HeadroomError } from '../../src/model/errors.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { schemaVersion } from '../../src/store/schema.ts';
import { freshFolder, pinned, requestRow, sha256 } from './samples.ts';

const open = (folder: string, more: Partial<Parameters<typeof openStore>[0]> = {}): Store =>
  openStore({ folder, maxBytes: 1e9, maxDays: 30, ...more });

function failureOf(work: () => unknown): HeadroomError {
  try {
    work();
  } catch (error) {
    return error as HeadroomError;
  }
  throw new Error('expected a failure, found none');
}

describe('decisions and originals', () => {
  test('come back as they were, from another connection too', () => {
    const folder = freshFolder();
    const store = open(folder);
    const entry = pinned('a', 'line\n'.repeat(1000));
    const alone = {
      key: sha256('b'),
      reason: 'noWin',
      tool: 'x\0y',
      tokensBefore: 5,
      tokensAfter: 5,
      durable: true,
    } as const;
    expect(store.pin([entry, { decision: alone }])).toEqual([{ ...entry.decision, durable: true }, alone]);
    store.close();
    const again = open(folder);
    expect(again.find([alone.key, entry.decision.key, 'unknown'])).toEqual(
      new Map<string, Decision>([
        [alone.key, alone],
        [entry.decision.key, { ...entry.decision, durable: true }],
      ]),
    );
    expect(again.original(entry.decision.handle as string)?.toString()).toBe(entry.original);
    expect(again.hasOriginal(entry.decision.handle as string)).toBe(true);
    again.close();
  });

  test('keep any text byte for byte, in both forms', () => {
    const store = open(freshFolder());
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\0', 'a', '\n', '\ufeff', '😀', '\r') }),
    );
    fc.assert(
      fc.property(text, text, fc.uuid(), (original, sent, name) => {
        const entry = pinned(name, original, sent);
        const [held] = store.pin([entry]);
        expect(held?.sent).toBe(sent);
        expect(store.find([entry.decision.key]).get(entry.decision.key)?.sent).toBe(sent);
        expect(store.original(sha256(original).slice(0, 24))?.equals(Buffer.from(original))).toBe(true);
      }),
      { numRuns: 100 },
    );
    store.close();
  });

  test('take texts of five megabytes, NUL included', () => {
    const store = open(freshFolder());
    const original = `\0${Array.from({ length: 500_000 }, (_, index) => `${index} ${sha256(`${index >> 4}`).slice(0, 3)}`).join('\n')}`;
    expect(original.length).toBeGreaterThan(5_000_000);
    const entry = pinned('large', original, original.slice(0, 2_000_000));
    store.pin([entry]);
    expect(store.original(entry.decision.handle as string)?.toString() === original).toBe(true);
    expect(store.find([entry.decision.key]).get(entry.decision.key)?.sent === entry.decision.sent).toBe(true);
    store.close();
  });

  test('that were sent already hold in the place of what is there, and need no original', () => {
    const store = open(freshFolder());
    const [before, sent] = [pinned('key', 'original'), pinned('key', 'original', 'as it was sent')];
    const { sent: _, handle: __, kind: ___, ...asItIs } = pinned('other', 'other original').decision;
    store.pin([before, pinned('other', 'other original')]);
    store.pinSent([sent.decision, asItIs, pinned('new', 'unseen').decision]);
    const keys = ['key', 'other', 'new'].map(sha256);
    const held = [sent.decision, asItIs, pinned('new', 'unseen').decision];
    expect([...store.find(keys).values()]).toEqual(held.map((each) => ({ ...each, durable: true })));
    expect(store.hasOriginal(sha256('unseen').slice(0, 24))).toBe(false);
    store.close();
  });

  test('belong to the first writer of a key', () => {
    const folder = freshFolder();
    const one = open(folder);
    const two = open(folder);
    const first = pinned('key', 'original', 'first form');
    one.pin([first]);
    expect(two.pin([pinned('key', 'original', 'second form')])).toEqual([{ ...first.decision, durable: true }]);
    one.close();
    two.close();
  });

  test('store a pruned original again when its block comes by', () => {
    const store = open(freshFolder());
    const entry = pinned('a', 'original');
    store.pin([entry]);
    expect(store.clear()).toBe(1);
    expect(store.original(entry.decision.handle as string)).toBeUndefined();
    expect(store.hasOriginal(entry.decision.handle as string)).toBe(false);
    expect(store.find([entry.decision.key]).size).toBe(1);
    store.pin([entry]);
    expect(store.original(entry.decision.handle as string)?.toString()).toBe('original');
    store.close();
  });

  test('are all kept or none', () => {
    const store = open(freshFolder());
    const good = pinned('good', 'original');
    const bad = pinned('bad', 'another');
    const wrong = { decision: { ...bad.decision, handle: '0'.repeat(24) }, original: bad.original };
    expect(failureOf(() => store.pin([good, wrong])).message).toContain('expected the original of handle 000');
    expect(store.size()).toMatchObject({ originals: 0, decisions: 0 });
    store.close();
  });

  test.each(['', 'x', '0'.repeat(24), `${'a'.repeat(23)}%`, 'A'.repeat(24), '0'.repeat(64)])(
    'an unknown handle %j names nothing',
    (handle) => {
      const store = open(freshFolder());
      store.pin([pinned('a', 'original')]);
      expect(store.original(handle)).toBeUndefined();
      expect(store.hasOriginal(handle)).toBe(false);
      store.close();
    },
  );
});

describe('the files', () => {
  test('are readable for their owner alone', () => {
    const folder = path.join(freshFolder(), 'deep', 'state');
    const store = open(folder);
    store.pin([pinned('a', 'original')]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect([name, statSync(path.join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(folder)).toContain('headroom.db-wal');
    store.close();
    expect(statSync(path.join(folder, 'headroom.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  test('hold no text in the clear', () => {
    const folder = freshFolder();
    const store = open(folder);
    store.pin([pinned('a', 'the original secret '.repeat(9), 'the sent secret '.repeat(9))]);
    const bytes = readdirSync(folder)
      .map((name) => readFileSync(path.join(folder, name), 'latin1'))
      .join('');
    expect(bytes.includes('CREATE TABLE originals')).toBe(true);
    expect(bytes.includes('secret the')).toBe(false);
    store.close();
  });

  test('are given up, not waited for, while another process keeps a transaction open', () => {
    const folder = freshFolder();
    open(folder).close();
    const other = new DatabaseSync(path.join(folder, 'headroom.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(failureOf(() => open(folder)).message).toContain('database is locked');
    other.exec('ROLLBACK');
    other.close();
    const store = open(folder);
    expect(store.pin([pinned('a', 'original')])).toHaveLength(1);
    store.close();
  });

  test('are kept aside when damaged, and said so', () => {
    const folder = freshFolder();
    const file = path.join(folder, 'headroom.db');
    for (const number of [1, 2]) {
      writeFileSync(file, 'this is no database '.repeat(500));
      const notices: string[] = [];
      const store = open(folder, { onNotice: (line) => notices.push(line) });
      expect(notices).toEqual([
        `expected a database at ${file}, found it damaged; kept as ${file}.corrupt-${number}, started a new one`,
      ]);
      expect(store.pin([pinned('a', 'original')])).toHaveLength(1);
      store.close();
      expect(readFileSync(`${file}.corrupt-${number}`, 'utf8')).toContain('this is no database');
    }
  });

  test('are kept aside with their write-ahead log when pages are gone', () => {
    const folder = freshFolder();
    const file = path.join(folder, 'headroom.db');
    const store = open(folder);
    for (let index = 0; index < 50; index++) store.pin([pinned(`${index}`, `${sha256(`${index}`)}\n`.repeat(100))]);
    store.close();
    truncateSync(file, 4096);
    writeFileSync(`${file}-wal`, 'left over');
    const notices: string[] = [];
    const again = open(folder, { onNotice: (line) => notices.push(line) });
    expect(notices).toHaveLength(1);
    expect(again.size().decisions).toBe(0);
    expect(existsSync(`${file}.corrupt-1`)).toBe(true);
    again.close();
  });

  test.each<readonly [string, (store: Store, keys: readonly string[]) => void, RegExp]>([
    ['read', (store, keys) => store.find(keys), /^expected to read .*headroom\.db, found: .*malformed/],
    [
      'written',
      (store, keys) => {
        for (const key of keys) store.pin([pinned(`late ${key}`, `late ${key}`)]);
      },
      /^expected to write .*headroom\.db, found: .*malformed/,
    ],
  ])('are kept aside at the next start when damage shows as they are %s', (_, use, message) => {
    const folder = freshFolder();
    const file = path.join(folder, 'headroom.db');
    const keys = Array.from({ length: 400 }, (_, index) => sha256(`${index}`));
    const store = open(folder);
    for (let index = 0; index < 400; index++) store.pin([pinned(`${index}`, `${sha256(`${index}`)}\n`.repeat(30))]);
    store.close();
    const size = statSync(file).size;
    const descriptor = openSync(file, 'r+');
    for (let page = size / 4096 - 20; page < size / 4096; page++)
      writeSync(descriptor, Buffer.alloc(4096, 0xee), 0, 4096, page * 4096);
    closeSync(descriptor);
    const damaged = open(folder);
    const error = failureOf(() => use(damaged, keys));
    expect([error.code, error.message]).toEqual(['store', expect.stringMatching(message)]);
    damaged.close();
    expect(readdirSync(folder)).toContain('headroom.db.damaged');
    const notices: string[] = [];
    const again = open(folder, { onNotice: (line) => notices.push(line) });
    expect(notices).toEqual([expect.stringContaining(`found it damaged; kept as ${file}.corrupt-1`)]);
    expect(again.find(keys).size).toBe(0);
    expect(readdirSync(folder)).not.toContain('headroom.db.damaged');
    expect(statSync(`${file}.corrupt-1`).size).toBe(size);
    again.close();
  });

  test('of a newer version are left as they are', () => {
    const folder = freshFolder();
    open(folder).close();
    const database = new DatabaseSync(path.join(folder, 'headroom.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const error = failureOf(() => open(folder));
    expect([error.code, error.message]).toEqual([
      'store',
      expect.stringContaining(`expected a database of schema ${schemaVersion} or older, found 99`),
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  test('that vanish under an open store make every write fail, and none is lost in silence', () => {
    const folder = freshFolder();
    const store = open(folder);
    store.pin([pinned('a', 'original')]);
    rmSync(folder, { recursive: true });
    for (const write of [
      () => store.pin([pinned('b', 'another')]),
      () => store.appendRequest(requestRow()),
      () => store.markCounted(['x']),
    ]) {
      const error = failureOf(write);
      expect([error.name, error.code]).toEqual(['HeadroomError', 'store']);
      expect(error.message).toMatch(
        /expected .*headroom\.db to be the file that was opened, found it deleted or replaced/,
      );
    }
    mkdirSync(folder);
    open(folder).close();
    expect(failureOf(() => store.pin([pinned('b', 'another')])).code).toBe('store');
    store.close();
  });

  test('that cannot be made are reported in one line', () => {
    const file = path.join(freshFolder(), 'a-file');
    writeFileSync(file, '');
    for (const folder of [file, path.join(file, 'deeper')]) {
      const error = failureOf(() => open(folder));
      expect(error.code).toBe('store');
      const database = path.join(folder, 'headroom.db');
      expect(error.message).toBe(`expected a writable database at ${database}, found: ${file} is a file`);
      expect(error.hint).toBe('set HEADROOM_HOME to a folder that can be written');
    }
  });

  test('that are closed answer with a failure, not with a crash', () => {
    const store = open(freshFolder());
    store.close();
    store.close();
    expect(failureOf(() => store.find(['x'])).code).toBe('store');
    expect(failureOf(() => store.pin([pinned('b', 'another')])).code).toBe('store');
  });
});
