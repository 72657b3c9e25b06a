import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import { all, type Connection, connect, disconnect, first, identityOf, numberIn, write } from './connection.ts';
import { forgetDamage, isDamageNoted, moveAside, noteDamage } from './damage.ts';
import { damage, fileFailure, saysBusy, saysCorrupt } from './failure.ts';
import { migrations, schemaVersion } from './schema.ts';

/** The name of the database in the state folder. */
export const databaseName = 'headroom.db';

const usualBusyMs = 5000;
const usualOpenMs = 5000;
/** While opening, each wait for another process is short, and there are many. */
const openBusyMs = 100;
const openPauseMs = 25;
/** Bytes that a file system must have room for before it counts as writable: a large original, deflated. */
const roomBytes = 128 * 1024;
const stickyBit = 0o1000;
/** Tables that every version has. */
const oldestTables = ['originals', 'decisions', 'requests', 'replaced', 'counted'];

/** How a database is opened for writing. */
export type OpenOptions = {
  /** Milliseconds that later writes wait for another process; 5,000 when left out. */
  readonly busyMs?: number;
  /** Milliseconds after which a database that another process holds is not tried again; 5,000 when left out. */
  readonly openMs?: number;
};

/** A database that was opened for writing; `isNew` if it was empty before. */
export type Opened = { readonly connection: Connection; readonly isNew: boolean };

/**
 * Opens the database of a state folder for writing; creates folder and file where missing, and brings an older schema up
 * to date. A damaged database is moved aside, with a line to `onNotice`.
 * @throws {HeadroomError} `store` when it cannot be written, or comes from a newer version.
 */
export function openForWriting(folder: string, onNotice: (line: string) => void, options: OpenOptions = {}): Opened {
  const file = path.join(path.resolve(folder), databaseName);
  try {
    prepareFiles(path.dirname(file), file);
    const before = identityOf(file);
    try {
      return openPatiently(file, options);
    } catch (error) {
      if (!saysCorrupt(error)) throw error;
      // Another process may have repaired it in the meantime.
      if (identityOf(file) === before) moveAside(file, onNotice);
      prepareFiles(path.dirname(file), file);
      return openPatiently(file, options);
    }
  } catch (error) {
    throw fileFailure(`a writable database at ${file}`, file, error);
  }
}

/** Moves the write-ahead log into the file, so that the file alone is the store, and ends the connection. */
export function closeForWriting(connection: Connection): void {
  try {
    if (connection.database.isOpen) {
      connection.database.exec('PRAGMA busy_timeout = 100');
      connection.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    }
  } catch {
    // The log remains, and the next process to open the database merges it.
  } finally {
    disconnect(connection);
  }
}

/** Changing a fresh file to WAL needs it for oneself, and SQLite does not wait for that: several processes may start at once. */
function openPatiently(file: string, { busyMs = usualBusyMs, openMs = usualOpenMs }: OpenOptions): Opened {
  for (const start = performance.now(); ; ) {
    try {
      return openOnce(file, busyMs);
    } catch (error) {
      if (!saysBusy(error) || performance.now() - start >= openMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openPauseMs);
    }
  }
}

function openOnce(file: string, busyMs: number): Opened {
  const connection = connect({ path: file, timeout: openBusyMs, onDamage: () => noteDamage(file) });
  const { database } = connection;
  try {
    // The first must come before the first table, and has no effect later.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA journal_size_limit = 8388608');
    const isNew = migrate(connection) === 0;
    probe(connection);
    if (isDamageNoted(file)) inspect(connection);
    waitAtMost(connection, busyMs);
    return { connection, isNew };
  } catch (error) {
    disconnect(connection);
    throw error;
  }
}

/** Sets how many milliseconds a connection waits for another process. */
export function waitAtMost({ database }: Connection, milliseconds: number): void {
  database.exec(`PRAGMA busy_timeout = ${milliseconds}`);
}

/**
 * Writes something that changes nothing: a transaction without a write succeeds on a full disk as well.
 * @throws {HeadroomError} `store` when it cannot be written, or a large original would not fit
 */
export function proveWritable(connection: Connection): void {
  const room = `${connection.path}.room`;
  try {
    writeFileSync(room, Buffer.alloc(roomBytes), { mode: 0o600 });
  } catch (error) {
    throw fileFailure(`room for ${roomBytes} bytes beside ${connection.path}`, room, error);
  } finally {
    rmSync(room, { force: true });
  }
  write(connection, () => connection.database.exec(`PRAGMA user_version = ${schemaVersion}`));
}

/**
 * Migrates the schema and returns the version that it had. Also finds out whether the database can be written at all:
 * SQLite opens a protected one without complaint.
 */
function migrate({ database, path: file }: Connection): number {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = numberIn(database.prepare('PRAGMA user_version').get(), 'user_version');
    if (version > schemaVersion) {
      throw new HeadroomError(
        'store',
        `expected a database of schema ${schemaVersion} or older, found ${version} in ${file}`,
        {
          hint: 'it was written by a newer headroom: update this one',
        },
      );
    }
    for (const step of migrations.slice(version)) database.exec(step);
    if (version < schemaVersion) database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
    return version;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Touches the root of every table, so that gross damage shows now and not in the middle of a request.
 * @throws {Error} SQLite's own, for a damaged file
 */
export function probe(connection: Connection): void {
  const tables = all(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const table of new Set([...oldestTables, ...tables.map(({ name }) => String(name))])) {
    first(connection, `SELECT count(*) AS found FROM (SELECT 1 FROM ${table} LIMIT 1)`);
  }
}

/** Looks at every page: SQLite found damage while the database was last in use, and opening alone does not show it. */
function inspect(connection: Connection): void {
  const result = String(first(connection, 'PRAGMA quick_check(1)')?.quick_check);
  if (result !== 'ok') throw damage(result);
  forgetDamage(connection.path);
}

function prepareFiles(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = statSync(folder);
  const own = process.getuid === undefined || status.uid === process.getuid();
  if (own && (status.mode & 0o077) !== 0 && (status.mode & stickyBit) === 0) chmodSync(folder, 0o700);
  try {
    // Only a file that is not there yet: closing any other handle of an open database would drop SQLite's locks.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
  if (own && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}
