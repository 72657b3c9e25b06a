import { HeadroomError } from '../model/errors.ts';

const corrupt = 11;
const notADatabase = 26;
const busy = 5;
/** No permission, busy, locked, read-only, input or output, cannot open, protocol. */
const refusals = [3, busy, 6, 8, 10, 14, 15];
/** A read beyond the end of the file: pages are missing. */
const shortRead = 522;

/** SQLite's primary result code of an error, where it has one; missing pages count as damage. */
function resultCode(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  if (typeof code !== 'number') return undefined;
  return code === shortRead ? corrupt : code & 0xff;
}

/** Whether the error says that the file is damaged or no database at all. */
export function saysCorrupt(error: unknown): boolean {
  const code = resultCode(error);
  if (code !== undefined) return code === corrupt || code === notADatabase;
  // Some calls of the driver leave the code out, and SQLite's words for it are all there is.
  return error instanceof Error && /^(database disk image is malformed|file is not a database)/.test(error.message);
}

/** Whether SQLite itself could not go on, and not just one row of it was bad. */
export function saysUnusable(error: unknown): boolean {
  return resultCode(error) !== undefined || saysCorrupt(error);
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
