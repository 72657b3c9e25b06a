import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import type { StoreState } from '../../src/model/store-state.ts';
import { databaseName } from '../../src/store/database.ts';
import { createStoreKeeper, type StoreKeeper } from '../../src/store/keeper.ts';
import { openStore } from '../../src/store/open.ts';
import { runChild, startChild } from './run-child.ts';
import { freshFolder, pinned, sha256 } from './samples.ts';

/** A keeper whose pauses pass when the test says so. */
function keeperOn(folder: string, more: Partial<Parameters<typeof createStoreKeeper>[0]> = {}) {
  const states: StoreState[] = [];
  const notices: string[] = [];
  const pauses: number[] = [];
  let due: (() => void) | undefined;
  const keeper = createStoreKeeper({
    folder,
    maxBytes: 1e9,
    maxDays: 30,
    busyMs: 50,
    openMs: 50,
    onState: (state) => states.push(state),
    onNotice: (line) => notices.push(line),
    schedule(work, milliseconds) {
      pauses.push(milliseconds);
      due = work;
      return () => {
        due = undefined;
      };
    },
    ...more,
  });
  keepers.push(keeper);
  return { keeper, states, notices, pauses, pass: () => due?.() };
}

const keepers: StoreKeeper[] = [];
const undo: (() => void)[] = [];
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.close();
  for (const each of undo.splice(0).reverse()) each();
});

/** Holds the write lock as another process would; returns what lets go. */
function lock(folder: string): () => void {
  const other = new DatabaseSync(path.join(folder, databaseName));
  other.exec('BEGIN IMMEDIATE');
  return () => other.close();
}

const entry = (name: string) => pinned(name, `the original of ${name}`);
const pin = (keeper: StoreKeeper, name: string) => keeper.write((store) => store.pin([entry(name)]));
const isKnown = (keeper: StoreKeeper, name: string) =>
  keeper.read((store) => store.find([entry(name).decision.key])).size === 1;

/** A database with decisions that this process has never opened: its locks are its own. */
async function pinnedElsewhere(folder: string): Promise<string> {
  expect((await runChild('pin', [folder, 'one', '3'])).code).toBe(0);
  return path.join(folder, databaseName);
}

/** A small file system of its own; `undefined` where none may be mounted. */
function smallFileSystem(): string | undefined {
  const folder = freshFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  undo.push(() => execFileSync('umount', ['-l', folder]));
  return folder;
}

/** What befalls a store in use; each gives what mends it again, or nothing where no such thing can be done here. */
const troubles: Readonly<Record<string, (folder: string) => () => void>> = {
  'another process holds the lock': (folder) => lock(folder),
  'a file stands in the place of the folder': (folder) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    return () => rmSync(folder);
  },
  'the folder is deleted': (folder) => {
    rmSync(folder, { recursive: true });
    return () => {};
  },
  'the database is replaced by another': (folder) => {
    rmSync(folder, { recursive: true });
    openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
    return () => {};
  },
  'the folder is moved away and back': (folder) => {
    renameSync(folder, `${folder}-away`);
    writeFileSync(folder, 'in the way');
    return () => {
      rmSync(folder);
      renameSync(`${folder}-away`, folder);
    };
  },
};

describe('a store that fails', () => {
  test.each(Object.keys(troubles))('comes back by itself once it can be written: %s', (name) => {
    const folder = freshFolder();
    const { keeper, states, pass, pauses } = keeperOn(folder);
    pin(keeper, 'before');
    const mend = troubles[name]?.(folder);
    expect(() => pin(keeper, 'meanwhile')).toThrow();
    expect(keeper.state().status).toBe('failing');
    expect(pauses).toHaveLength(1);
    mend?.();
    pass();
    expect(states.map(({ status }) => status)).toEqual(['ok', 'failing', 'ok']);
    pin(keeper, 'after');
    expect([isKnown(keeper, 'meanwhile'), isKnown(keeper, 'after')]).toEqual([false, true]);
    const again = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    expect(again.original(entry('after').decision.handle as string)?.toString()).toBe('the original of after');
    again.close();
  });

  test.each([
    ['another process holds the lock', false],
    ['the folder is moved away and back', false],
    ['the folder is deleted', true],
    ['the database is replaced by another', true],
  ] as const)('tells whether what it kept is still there: %s', (name, renewed) => {
    const folder = freshFolder();
    const { keeper, states, pass } = keeperOn(folder);
    pin(keeper, 'before');
    const mend = troubles[name]?.(folder);
    expect(() => pin(keeper, 'meanwhile')).toThrow();
    // What was pinned can be read in any case: the file is still open.
    expect(isKnown(keeper, 'before')).toBe(true);
    mend?.();
    pass();
    expect(states.at(-1)).toEqual({ status: 'ok', renewed });
    expect(isKnown(keeper, 'before')).toBe(!renewed);
  });

  test.each(Object.keys(troubles))('is told when it fails from the start: %s', (name) => {
    const folder = freshFolder();
    openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
    const mend = troubles[name]?.(folder);
    const { keeper, states, pass } = keeperOn(folder);
    const works = name === 'the folder is deleted' || name === 'the database is replaced by another';
    expect(keeper.state().status).toBe(works ? 'ok' : 'failing');
    mend?.();
    pass();
    expect(states.at(-1)?.status).toBe('ok');
    pin(keeper, 'after');
    expect(isKnown(keeper, 'after')).toBe(true);
  });

  test('answers at once until it was tried again, with pauses that grow and end', () => {
    const folder = freshFolder();
    const { keeper, states, pauses, pass } = keeperOn(folder);
    const unlock = lock(folder);
    expect(() => pin(keeper, 'one')).toThrow('locked');
    for (let round = 0; round < 7; round++) {
      let called = false;
      expect(() => keeper.write(() => (called = true))).toThrow('locked');
      expect(called).toBe(false);
      pass();
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000, 4000]);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['ok', 'failing']));
    const failing = states.filter((state) => state.status === 'failing');
    expect(new Set(failing.map(({ since }) => since)).size).toBe(1);
    unlock();
    pass();
    expect(keeper.state().status).toBe('ok');
  });

  test('is tried for whoever needs it, but not twice within a moment', () => {
    const folder = freshFolder();
    let time = 1000;
    const { keeper, states } = keeperOn(folder, { now: () => time });
    expect(keeper.isWritable()).toBe(true);
    const unlock = lock(folder);
    expect(() => pin(keeper, 'x')).toThrow('locked');
    time += 300;
    expect(keeper.isWritable()).toBe(false);
    unlock();
    time += 200;
    expect(keeper.isWritable()).toBe(false);
    time += 100;
    expect(keeper.isWritable()).toBe(true);
    expect(states.at(-1)).toEqual({ status: 'ok', renewed: false });
  });

  test('begins with a short pause again only after real work', () => {
    const folder = freshFolder();
    const { keeper, pauses, pass } = keeperOn(folder);
    const fail = () => {
      const unlock = lock(folder);
      expect(() => pin(keeper, 'x')).toThrow('locked');
      unlock();
    };
    fail();
    pass();
    fail();
    pass();
    pin(keeper, 'y');
    fail();
    expect(pauses).toEqual([250, 500, 250]);
  });

  test('is tried at once where it is asked for', () => {
    const folder = freshFolder();
    const { keeper } = keeperOn(folder);
    const unlock = lock(folder);
    expect(() => pin(keeper, 'x')).toThrow('locked');
    expect(keeper.retry().status).toBe('failing');
    unlock();
    expect(keeper.retry().status).toBe('ok');
  });

  test('reads on under a lock that lets readers in', () => {
    const folder = freshFolder();
    const { keeper } = keeperOn(folder);
    pin(keeper, 'before');
    undo.push(lock(folder));
    expect(() => pin(keeper, 'meanwhile')).toThrow('locked');
    expect(isKnown(keeper, 'before')).toBe(true);
  });

  test('tries once, until the pause is over, to read what is held from readers too', async () => {
    const folder = freshFolder();
    const child = startChild('hold-exclusively', [await pinnedElsewhere(folder)]);
    await once(child.stdout, 'data');
    const { keeper, pass, pauses } = keeperOn(folder);
    let reads = 0;
    const read = () =>
      keeper.read((store) => {
        reads += 1;
        return store.find(['a key']);
      });
    for (let round = 0; round < 3; round++) expect(read).toThrow('locked');
    expect(reads).toBeLessThan(2);
    expect(pauses).toEqual([250]);
    child.stdin.end();
    await once(child, 'close');
    pass();
    expect(keeper.state().status).toBe('ok');
    expect(keeper.read((store) => store.find([sha256('key 0')])).size).toBe(1);
  });

  test('reads without keeping others of this process, or itself, from writing', async () => {
    const folder = freshFolder();
    const child = startChild('hold-writing', [await pinnedElsewhere(folder)]);
    await once(child.stdout, 'data');
    const { keeper, states, pass } = keeperOn(folder);
    expect(states).toEqual([expect.objectContaining({ status: 'failing' })]);
    expect(keeper.read((store) => store.find([sha256('key 0')])).size).toBe(1);
    child.stdin.end();
    await once(child, 'close');
    keeper.read(() => {
      const planner = openStore({ folder, maxBytes: 1e9, maxDays: 30, busyMs: 0, openMs: 0 });
      expect(planner.pin([entry('beside')])).toHaveLength(1);
      planner.close();
    });
    pass();
    expect(keeper.state().status).toBe('ok');
    expect([isKnown(keeper, 'beside'), pin(keeper, 'after')]).toEqual([true, [expect.anything()]]);
  });

  test('does not fail for one original that is damaged, and reads the others', () => {
    const folder = freshFolder();
    const { keeper, pass } = keeperOn(folder);
    for (const name of ['bad', 'good']) pin(keeper, name);
    const other = new DatabaseSync(path.join(folder, databaseName));
    const hash = Buffer.from(sha256('the original of bad'), 'hex');
    other.prepare("UPDATE originals SET body = X'0102' WHERE hash = ?").run(hash);
    other.close();
    const read = (name: string) => keeper.read((store) => store.original(entry(name).decision.handle as string));
    for (let round = 0; round < 2; round++) {
      expect(() => read('bad')).toThrow('expected to read');
      expect(read('good')?.toString()).toBe('the original of good');
    }
    expect(keeper.state().status).toBe('ok');
    pass();
  });

  test('is not tried later because something cannot be read meanwhile', () => {
    const folder = freshFolder();
    openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
    const mend = troubles['a file stands in the place of the folder']?.(folder);
    const { keeper, pauses } = keeperOn(folder);
    for (let round = 0; round < 3; round++) expect(() => isKnown(keeper, 'x')).toThrow();
    expect(pauses).toEqual([250]);
    mend?.();
  });

  test('does not fail for work that fails for reasons of its own', () => {
    const { keeper } = keeperOn(freshFolder());
    const work = () => {
      throw new TypeError('of its own');
    };
    expect(() => keeper.write(work)).toThrow('of its own');
    expect(() => keeper.read(work)).toThrow('of its own');
    expect(keeper.state().status).toBe('ok');
  });

  test('moves a damaged database aside when it is tried again, and says so', () => {
    const folder = freshFolder();
    const file = path.join(folder, databaseName);
    const { keeper, notices, states, pass } = keeperOn(folder);
    for (let index = 0; index < 50; index++) pin(keeper, `before ${index}`);
    const other = new DatabaseSync(file);
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0xa5)]));
    expect(() => {
      for (let index = 0; index < 50; index++) isKnown(keeper, `before ${index}`);
      pin(keeper, 'meanwhile');
    }).toThrow('malformed');
    pass();
    expect(states.at(-1)).toEqual({ status: 'ok', renewed: true });
    expect(notices).toEqual([expect.stringContaining(`found it damaged; kept as ${file}.corrupt-1`)]);
    pin(keeper, 'after');
    expect(isKnown(keeper, 'after')).toBe(true);
  });

  test('takes a disk that has room for a page alone for full', (context) => {
    const folder = smallFileSystem();
    if (folder === undefined) return context.skip('no small file system can be mounted here');
    const { keeper, pass } = keeperOn(folder);
    pin(keeper, 'before');
    fill(path.join(folder, 'ballast'), 16 * 1024);
    const large = Array.from({ length: 200_000 }, (_, index) => String((index * 7919) % 99991)).join(' ');
    expect(() => keeper.write((store) => store.pin([pinned('large', large)]))).toThrow(/: no space is left in /);
    pass();
    expect(keeper.state().status).toBe('failing');
    expect(existsSync(path.join(folder, `${databaseName}.room`))).toBe(false);
    rmSync(path.join(folder, 'ballast'));
    pass();
    expect(keeper.state().status).toBe('ok');
    pin(keeper, 'after');
    expect(isKnown(keeper, 'before')).toBe(true);
  });

  test('comes back when a read-only file system can be written again', (context) => {
    const folder = smallFileSystem();
    if (folder === undefined) return context.skip('no small file system can be mounted here');
    const home = path.join(folder, 'home');
    mkdirSync(home);
    const { keeper } = keeperOn(home);
    pin(keeper, 'before');
    keeper.close();
    execFileSync('mount', ['--bind', home, home]);
    undo.push(() => execFileSync('umount', ['-l', home]));
    const remount = (how: string) => execFileSync('mount', ['-o', `remount,bind,${how}`, home]);
    remount('ro');
    const late = keeperOn(home);
    const reason = expect.stringContaining(`found: ${home} is read-only; set HEADROOM_HOME to a folder that can be `);
    expect(late.keeper.state()).toMatchObject({ status: 'failing', reason });
    expect(isKnown(late.keeper, 'before')).toBe(true);
    late.pass();
    expect(late.keeper.state().status).toBe('failing');
    remount('rw');
    late.pass();
    expect(late.states.at(-1)).toEqual({ status: 'ok', renewed: false });
  });
});

/** Takes the space that is left, but for so many bytes. */
function fill(file: string, rest: number): void {
  for (let size = 1 << 16; size >= 1024; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // No room for a piece of this size.
    }
  }
  writeFileSync(file, readFileSync(file).subarray(rest));
}
