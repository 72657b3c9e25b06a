import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AskForeign } from '../../src/model/foreign.ts';
import { connect, disconnect, run } from '../../src/store/connection.ts';
import { openForeign } from '../../src/store/foreign.ts';
import { startChild } from './run-child.ts';
import { freshFolder } from './samples.ts';

const texts = (ask: AskForeign) => ask(['text'], 'FROM rows').map(({ text }) => text);

/** Names, sizes, times and bytes of everything in a folder. */
const stateOf = (folder: string) =>
  readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    return [name, statSync(file, { bigint: true }).mtimeNs, readFileSync(file).toString('base64')];
  });

/** Another process that writes a database. */
async function startWriter(file: string, mode = 'wal') {
  const child = startChild('write-foreign', [file, mode]);
  const answer = () => new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  await answer();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid,
    write(text: string) {
      const written = answer();
      child.stdin.write(`${text}\n`);
      return written;
    },
    end() {
      child.stdin.end();
      return ended;
    },
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** Folders of a database and for copies. */
function places() {
  const folder = freshFolder();
  return { folder, file: path.join(folder, 'other.db'), scratch: path.join(freshFolder(), 'scratch') };
}

/** The texts in a database, and whether reading them was seen: in its folder, or as a copy that is left. */
function readQuietly({ folder, file, scratch }: ReturnType<typeof places>) {
  const before = stateOf(folder);
  const database = openForeign(file, scratch);
  const first = database.read(texts);
  const copied = existsSync(scratch) && readdirSync(scratch).length > 0;
  expect(database.read(texts)).toEqual(first);
  database.close();
  expect(stateOf(folder)).toEqual(before);
  if (existsSync(scratch)) expect(readdirSync(scratch)).toEqual([]);
  return { texts: first, copied };
}

describe("another program's database is read and left as it is", () => {
  test('after a clean end', async () => {
    const at = places();
    const writer = await startWriter(at.file);
    await writer.write('one');
    await writer.end();
    expect(readdirSync(at.folder)).toEqual(['other.db']);
    expect(readQuietly(at)).toEqual({ texts: ['one'], copied: false });
  });

  test('beside a live writer, whose files go when it ends', async () => {
    const at = places();
    const writer = await startWriter(at.file);
    expect(readQuietly(at)).toEqual({ texts: [], copied: false });
    await writer.write('one');
    expect(readQuietly(at)).toEqual({ texts: ['one'], copied: false });
    const database = openForeign(at.file, at.scratch);
    expect(database.read(texts)).toEqual(['one']);
    await writer.write('two');
    expect(database.read(texts)).toEqual(['one', 'two']);
    expect(readdirSync(at.folder)).toEqual(['other.db', 'other.db-shm', 'other.db-wal']);
    await writer.end();
    expect(readdirSync(at.folder)).toEqual(['other.db']);
    expect(database.read(texts)).toEqual(['one', 'two']);
    database.close();
  });

  test.each([
    ['with its log and index', [], false],
    ['without the index of its log', ['-shm'], true],
    ['without its log', ['-wal'], true],
  ] as const)('after a writer that was killed, %s', async (_, gone, copied) => {
    const at = places();
    const before = await startWriter(at.file);
    await before.write('kept');
    await before.end();
    const writer = await startWriter(at.file);
    await writer.write('in the log');
    await writer.kill();
    for (const end of gone) rmSync(`${at.file}${end}`);
    const expected = gone.some((end) => end === '-wal') ? ['kept'] : ['kept', 'in the log'];
    expect(readQuietly(at)).toEqual({ texts: expected, copied });
  });

  test('with a journal that a killed writer left, whose half-written change does not count', async () => {
    const at = places();
    const writer = await startWriter(at.file, 'delete');
    await writer.write('one');
    await writer.end();
    const half = connect({ path: at.file, timeout: 0 });
    half.database.exec('PRAGMA cache_spill = 1; PRAGMA cache_size = 1; BEGIN IMMEDIATE');
    for (let row = 0; row < 200; row++) run(half, 'INSERT INTO rows VALUES (?)', 'x'.repeat(4000));
    const killed = places();
    for (const end of ['', '-journal']) copyFileSync(`${at.file}${end}`, `${killed.file}${end}`);
    half.database.exec('ROLLBACK');
    disconnect(half);
    expect(readQuietly(killed)).toEqual({ texts: ['one'], copied: true });
  });
});

describe('a database that changes while it is read', () => {
  test('is read again, as long as it does', async () => {
    const at = places();
    const writer = await startWriter(at.file, 'delete');
    await writer.write('one');
    const database = openForeign(at.file, at.scratch);
    const seen: number[] = [];
    const result = database.read((ask) => {
      const found = texts(ask);
      seen.push(found.length);
      if (seen.length < 3) write(at.file, 'more');
      return found;
    });
    expect(seen).toEqual([1, 2, 3]);
    expect(result).toEqual(['one', 'more', 'more']);
    expect(existsSync(at.scratch)).toBe(false);
    await writer.end();
  });

  test('is copied where it never rests, and what was copied is one state of it', () => {
    const at = places();
    write(at.file, 'first');
    const database = openForeign(at.file, at.scratch);
    const result = database.read((ask) => {
      const found = texts(ask);
      if (!existsSync(at.scratch)) write(at.file, 'more');
      return found;
    });
    expect(result).toEqual(['first', 'more', 'more', 'more', 'more']);
    database.close();
    expect(readdirSync(at.scratch)).toEqual([]);
  });
});

test('copies that a killed process left are removed, those of one that runs stay, and so does all else', async () => {
  const at = places();
  write(at.file, 'one');
  writeFileSync(`${at.file}-shm`, '');
  const killed = await startWriter(places().file);
  await killed.kill();
  const kept = [`copy-${process.pid}-abc`, 'notes', 'copy-x-abc'];
  for (const name of [...kept, `copy-${killed.pid}-abc`]) mkdirSync(path.join(at.scratch, name), { recursive: true });
  const database = openForeign(at.file, at.scratch);
  expect(database.read(texts)).toEqual(['one']);
  database.close();
  expect(readdirSync(at.scratch).sort()).toEqual([...kept].sort());
});

test.runIf(existsSync('/proc/self/fd'))('no file stays open between reads, which would keep a lock', async () => {
  const at = places();
  const writer = await startWriter(at.file);
  await writer.write('one');
  const database = openForeign(at.file, at.scratch);
  for (let time = 0; time < 3; time++) expect(database.read(texts)).toEqual(['one']);
  const open = readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)];
    } catch {
      return [];
    }
  });
  expect(open.filter((file) => file.startsWith(at.file))).toEqual([]);
  await writer.end();
});

test('values are asked for as they are, quotes and all', () => {
  const at = places();
  const values = [`it's`, `' OR 1 --`, '?', '$&'];
  for (const value of values) write(at.file, value);
  const database = openForeign(at.file, at.scratch);
  for (const value of values) {
    const found = database.read((ask) => ask(['text', 'length(text)'], 'FROM rows WHERE text = ?', value));
    expect(found).toEqual([{ text: value, 'length(text)': value.length }]);
  }
  expect(database.read((ask) => ask(['text'], 'FROM rows WHERE text IN (?, ?)', '?', `it's`))).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')('a log whose index cannot be opened is read from a copy', async () => {
  const at = places();
  const writer = await startWriter(at.file);
  await writer.write('in the log');
  await writer.kill();
  rmSync(`${at.file}-shm`);
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(`${at.file}-shm`, resolve));
  const database = openForeign(at.file, at.scratch);
  expect(database.read(texts)).toEqual(['in the log']);
  expect(readdirSync(at.scratch)).toHaveLength(1);
  database.close();
  await new Promise((resolve) => socket.close(resolve));
});

// Tried again, because the other process may get no turn while one copy is made.
test('what is written all the time cannot be copied as one state, which is told', { retry: 3 }, async () => {
  const at = places();
  writeFileSync(at.file, Buffer.alloc(60_000_000, 1));
  writeFileSync(`${at.file}-shm`, '');
  const child = startChild('touch-until-killed', [at.file]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  try {
    const database = openForeign(at.file, at.scratch);
    expect(() => database.read(texts)).toThrow(
      `expected ${at.file} to stay as it is while it is copied, found it written each time`,
    );
    expect(readdirSync(at.scratch)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    rmSync(at.folder, { recursive: true });
  }
});

describe('what cannot be read', () => {
  test.each([
    ['no database', (file: string) => writeFileSync(file, 'x'.repeat(5000)), 'file is not a database'],
    ['no table of that name', (file: string) => write(file, 'one', 'other'), 'no such table'],
    ['no file', () => {}, 'Failed to open database: unable to open'],
  ] as const)('%s is told in one line, and nothing is left behind', (_, prepare, found) => {
    const at = places();
    prepare(at.file);
    const before = stateOf(at.folder);
    const database = openForeign(at.file, at.scratch);
    expect(() => database.read(texts)).toThrow(`expected a readable database at ${at.file}, found: ${found}`);
    expect(stateOf(at.folder)).toEqual(before);
    expect(existsSync(at.scratch)).toBe(false);
  });

  test('leaves no copy when the work itself fails', () => {
    const at = places();
    write(at.file, 'one');
    writeFileSync(`${at.file}-shm`, '');
    const database = openForeign(at.file, at.scratch);
    expect(() => database.read((ask) => ask(['text'], 'FROM missing'))).toThrow('no such table');
    expect(readdirSync(at.scratch)).toEqual([]);
  });
});

function write(file: string, text: string, table = 'rows'): void {
  const connection = connect({ path: file, timeout: 0 });
  connection.database.exec(`CREATE TABLE IF NOT EXISTS ${table} (text TEXT)`);
  run(connection, `INSERT INTO ${table} VALUES (?)`, text);
  disconnect(connection);
}
