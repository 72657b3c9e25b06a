import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeadroomError } from '../model/errors.ts';
import type { AskForeign, ForeignDatabase, ForeignRow } from '../model/foreign.ts';
import { type Connection, connect, disconnect } from './connection.ts';
import { saysRefused, storeFailure } from './failure.ts';

const busyMs = 2000;
/** How often work or a copy is repeated because the other program writes. */
const attempts = 4;
const besides = ['-wal', '-shm', '-journal'] as const;

/**
 * Opens the database of another program for reading alone. Nothing is created, changed or left beside it, which a plain
 * read-only connection would do.
 * @param file absolute
 * @param scratchFolder a folder of our own; what cannot be read in place is copied there, and removed by `close`
 */
export function openForeign(file: string, scratchFolder: string): ForeignDatabase {
  let copy: string | undefined;
  const removeCopy = () => {
    if (copy !== undefined) rmSync(path.dirname(copy), { recursive: true, force: true });
    copy = undefined;
  };
  return {
    read(work) {
      try {
        const inPlace = copy === undefined ? readInPlace(file, work) : undefined;
        if (inPlace !== undefined) return inPlace.result;
        copy ??= copyOf(file, scratchFolder);
        return ask({ path: copy, location: copy, timeout: busyMs }, work);
      } catch (error) {
        removeCopy();
        throw storeFailure(`a readable database at ${file}`, error);
      }
    },
    close: removeCopy,
  };
}

/** The result of the work, or nothing if the database cannot be read in place. */
function readInPlace<T>(file: string, work: (ask: AskForeign) => T): { readonly result: T } | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = stateOf(file);
    const way = wayToRead(before);
    if (way === undefined) return undefined;
    try {
      const location = `${pathToFileURL(file).href}?${way}`;
      const result = ask({ path: file, location, readOnly: true, timeout: busyMs }, work);
      // With a log, SQLite itself ensures that one state is read.
      if (way === 'readonly_shm=1' || isSame(before, stateOf(file))) return { result };
    } catch (error) {
      if (isSame(before, stateOf(file))) {
        if (way === 'readonly_shm=1' && saysRefused(error)) return undefined;
        throw error;
      }
    }
  }
  return undefined;
}

/**
 * How a database can be read where it is. Without a log the file is all there is, and `immutable` spares SQLite the files
 * that it would create; with a log and its shared index, the index is read and not written. `undefined` where SQLite would
 * have to make a missing one of the two, or to roll back what a killed program left half done.
 */
function wayToRead(state: FileState): 'immutable=1' | 'readonly_shm=1' | undefined {
  const [, log, index, journal] = state;
  if (journal !== undefined) return undefined;
  if (log === undefined && index === undefined) return 'immutable=1';
  return log !== undefined && index !== undefined ? 'readonly_shm=1' : undefined;
}

function ask<T>(options: Parameters<typeof connect>[0], work: (ask: AskForeign) => T): T {
  const connection = connect(options);
  try {
    connection.database.exec('BEGIN');
    return work((columns, rest, ...values) => rows(connection, columns, rest, values));
  } finally {
    disconnect(connection);
  }
}

/**
 * Rows, by a function that SQLite calls for each of them. A prepared statement would keep the connection until it is
 * collected, and with it a lock for which the other program would leave its log behind when it ends.
 */
function rows(
  { database }: Connection,
  columns: readonly string[],
  rest: string,
  values: readonly string[],
): readonly ForeignRow[] {
  const found: ForeignRow[] = [];
  database.function('tell_row', (...told) => {
    found.push(Object.fromEntries(columns.map((column, index) => [column, told[index]])));
    return null;
  });
  let bound = 0;
  const quoted = rest.replaceAll('?', () => `'${values[bound++]?.replaceAll("'", "''")}'`);
  database.exec(`SELECT tell_row(${columns.join(', ')}) ${quoted}`);
  return found;
}

/** A copy with its log, in a new folder that only we can open. SQLite may change it. */
function copyOf(file: string, scratchFolder: string): string {
  mkdirSync(scratchFolder, { recursive: true, mode: 0o700 });
  removeLeftCopies(scratchFolder);
  const folder = mkdtempSync(path.join(scratchFolder, `copy-${process.pid}-`));
  const copy = path.join(folder, path.basename(file));
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = stateOf(file);
      const kept = ['', '-wal', '-journal'].filter((end) => statSync(`${file}${end}`, { throwIfNoEntry: false }));
      for (const end of kept) {
        copyFileSync(`${file}${end}`, `${copy}${end}`);
        chmodSync(`${copy}${end}`, 0o600);
      }
      if (isSame(before, stateOf(file))) return copy;
      for (const end of kept) rmSync(`${copy}${end}`, { force: true });
    }
    throw new HeadroomError(
      'store',
      `expected ${file} to stay as it is while it is copied, found it written each time`,
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Removes the copies of processes that were killed. */
function removeLeftCopies(scratchFolder: string): void {
  for (const name of readdirSync(scratchFolder)) {
    const owner = /^copy-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    rmSync(path.join(scratchFolder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Size, time and identity of a database, its log, the log's index and its journal; `undefined` for what is not there. */
type FileState = readonly (string | undefined)[];

function stateOf(file: string): FileState {
  return ['', ...besides].map((end) => {
    const facts = statSync(`${file}${end}`, { bigint: true, throwIfNoEntry: false });
    return facts && `${facts.size} ${facts.mtimeNs} ${facts.ino}`;
  });
}

function isSame(one: FileState, other: FileState): boolean {
  return one.every((facts, index) => facts === other[index]);
}
