import { HeadroomError } from '../model/errors.ts';

const corrupt = 11;
const notADatabase = 26;
const busy = 5;
/** No permission, busy, locked, read-only, input or output, cannot open, protocol. */
const refusals = [3, busy, 6, 8, 10, 14, 15];
/** A read beyond the end of the file: pages are missing. */
const shortRead = 522;

/** SQLite's own words for what is wrong with a database as a whole, by primary result code (`sqlite3ErrStr` in its main.c). */
const words: Readonly<Record<string, number>> = {
  'database is locked': busy,
  'database table is locked': 6,
  'out of memory': 7,
  'attempt to write a readonly database': 8,
  'disk I/O error': 10,
  'database disk image is malformed': corrupt,
  'database or disk is full': 13,
  'unable to open database file': 14,
  'locking protocol': 15,
  'file is not a database': notADatabase,
};

/**
 * SQLite's primary result code of an error, where it has one; missing pages count as damage. Some calls of the driver leave
 * the code out, and SQLite's words for it are all there is.
 */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'errcode' in error ? error.errcode : undefined;
  if (typeof code !== 'number') return words[error.message];
  return code === shortRead ? corrupt : code & 0xff;
}

/** Whether the error says that the file is damaged or no database at all. */
export function saysCorrupt(error: unknown): boolean {
  const code = resultCode(error);
  return code === corrupt || code === notADatabase;
}

/** Whether SQLite itself could not go on, and not just one row of it was bad. */
export function saysUnusable(error: unknown): boolean {
  return resultCode(error) !== undefined;
}

/** An error like SQLite's own for a damaged file. */
export function damage(found: string): Error {
  return Object.assign(new Error(found), { errcode: corrupt });
}

/** Whether SQLite could not get at the files as it was told to: no right, no lock, none that it may make. */
export function saysRefused(error: unknown): boolean {
  return refusals.includes(resultCode(error) ?? 0);
}

/** Whether another process held the database for too long. */
export function saysBusy(error: unknown): boolean {
  return resultCode(error) === busy;
}

/**
 * An error of SQLite or of the file system as one that can be shown: what was expected, and what came instead.
 * @param hint what can be done about it
 */
export function storeFailure(expected: string, error: unknown, hint?: string): HeadroomError {
  if (error instanceof HeadroomError) return error;
  const found = error instanceof Error ? error.message : String(error);
  return new HeadroomError('store', `expected ${expected}, found: ${found.replaceAll('\n', ' ')}`, {
    cause: error,
    hint,
  });
}
