import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { folderHint, folderTrouble } from '../lib/folder-trouble.ts';
import { HeadroomError } from '../model/errors.ts';

const corrupt = 11;
const notADatabase = 26;
const busy = 5;
const readOnly = 8;
const inputOutput = 10;
const full = 13;
const cannotOpen = 14;
/** No permission, busy, locked, read-only, input or output, cannot open, protocol. */
const refusals = [3, busy, 6, readOnly, inputOutput, cannotOpen, 15];
/** A read beyond the end of the file: pages are missing. */
const shortRead = 522;

/** SQLite's own words for what is wrong with a database as a whole, by primary result code (`sqlite3ErrStr` in its main.c). */
const words: Readonly<Record<string, number>> = {
  'database is locked': busy,
  'database table is locked': 6,
  'out of memory': 7,
  'attempt to write a readonly database': readOnly,
  'disk I/O error': inputOutput,
  'database disk image is malformed': corrupt,
  'database or disk is full': full,
  'unable to open database file': cannotOpen,
  'locking protocol': 15,
  'file is not a database': notADatabase,
};

/**
 * SQLite's primary result code of an error, if it has one; missing pages count as damage. Some calls of the driver omit
 * the code, and SQLite's words are all there is.
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

/** Whether SQLite itself could not continue, and not just one row was bad. */
export function saysUnusable(error: unknown): boolean {
  return resultCode(error) !== undefined;
}

/** An error like SQLite's own for a damaged file. */
export function damage(found: string): Error {
  return Object.assign(new Error(found), { errcode: corrupt });
}

/** Whether SQLite could not use the files as it was told to: no right, no lock, none that it may create. */
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

/**
 * The same for a file of the state folder: if that folder is to blame, the error says so, with what can be set.
 * @param file the database, or a file beside it
 * @param hint what can be done about anything else
 */
export function fileFailure(expected: string, file: string, error: unknown, hint?: string): HeadroomError {
  const trouble = folderTrouble(path.dirname(file), systemCode(file, error));
  if (trouble === undefined || error instanceof HeadroomError) return storeFailure(expected, error, hint);
  return new HeadroomError('store', `expected ${expected}, found: ${trouble}`, { cause: error, hint: folderHint });
}

/** The system's own code of an error; SQLite does not pass it on, so the file and its folder are tested. */
function systemCode(file: string, error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('E') && !code.startsWith('ERR_')) return code;
  const result = resultCode(error);
  if (result === full) return 'ENOSPC';
  if (result !== readOnly && result !== cannotOpen && result !== inputOutput) return undefined;
  for (const place of [path.dirname(file), file]) {
    try {
      accessSync(place, constants.W_OK);
    } catch (denied) {
      return (denied as NodeJS.ErrnoException).code;
    }
  }
  return undefined;
}
