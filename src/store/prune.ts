import { all, type Connection, first, numberIn, read, run, write } from './connection.ts';
import type { Row } from './driver.ts';

/** Rows or pages per transaction: a few milliseconds, so that no other writer waits long. */
const batchRows = 64;
const batchPages = 2048;

const msPerDay = 86_400_000;

/** How much may be kept. */
export type Caps = { readonly maxBytes: number; readonly maxDays: number };

/**
 * Drops originals that are too old, then the oldest until the database's pages fit into `maxBytes`, and gives the freed
 * pages back. Those of the latest transaction stay, whatever the caps say; decisions and the ledger stay too.
 * @returns how many originals went.
 */
export function pruneOriginals(connection: Connection, caps: Caps, now: number): number {
  const latest = read(connection, () => numberIn(first(connection, 'SELECT max(seen) AS seen FROM originals'), 'seen'));
  let removed = dropBefore(connection, now - caps.maxDays * msPerDay, latest);
  for (;;) {
    const batch = write(connection, () => dropExcess(connection, usedBytes(connection) - caps.maxBytes));
    if (batch === 0) break;
    removed += batch;
  }
  releasePages(connection);
  return removed;
}

/**
 * Drops the originals that were last stored before a time (milliseconds since the epoch).
 * @param latest the number of the transaction from which on they stay in any case.
 */
export function dropBefore(connection: Connection, time: number, latest = Number.MAX_SAFE_INTEGER): number {
  const sql = `SELECT rowid AS id FROM originals WHERE seen < ? AND time < ? ORDER BY seen LIMIT ${batchRows}`;
  return inBatches(connection, () => drop(connection, all(connection, sql, latest, Math.floor(time))));
}

/** Drops every original. */
export function dropAll(connection: Connection): number {
  const sql = `SELECT rowid AS id FROM originals LIMIT ${batchRows}`;
  const removed = inBatches(connection, () => drop(connection, all(connection, sql)));
  releasePages(connection);
  return removed;
}

/** Gives the database's free pages back, and moves what the write-ahead log holds into it. */
export function releasePages(connection: Connection): void {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const free = read(connection, () => pragma(connection, 'freelist_count'));
    if (free === 0 || free >= before) break;
    before = free;
    read(connection, () => connection.database.exec(`PRAGMA incremental_vacuum(${batchPages})`));
  }
  read(connection, () => connection.database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
}

function inBatches(connection: Connection, batch: () => number): number {
  let removed = 0;
  for (;;) {
    const count = write(connection, batch);
    if (count === 0) return removed;
    removed += count;
  }
}

/** One batch of the oldest, just enough to free `excess` bytes. */
function dropExcess(connection: Connection, excess: number): number {
  if (excess <= 0) return 0;
  const sql = `SELECT rowid AS id, stored FROM originals
    WHERE seen < (SELECT max(seen) FROM originals) ORDER BY seen, time LIMIT ${batchRows}`;
  let freed = 0;
  const enough: Row[] = [];
  for (const row of all(connection, sql)) {
    if (freed >= excess) break;
    enough.push(row);
    freed += numberIn(row, 'stored');
  }
  return drop(connection, enough);
}

function drop(connection: Connection, rows: readonly Row[]): number {
  for (const row of rows) run(connection, 'DELETE FROM originals WHERE rowid = ?', numberIn(row, 'id'));
  return rows.length;
}

/** Bytes of the pages in use. */
function usedBytes(connection: Connection): number {
  const pages = pragma(connection, 'page_count') - pragma(connection, 'freelist_count');
  return pages * pragma(connection, 'page_size');
}

function pragma(connection: Connection, name: string): number {
  return numberIn(first(connection, `PRAGMA ${name}`), name);
}
