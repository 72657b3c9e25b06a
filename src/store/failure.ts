import { HeadroomError } from '../model/errors.ts';

const corrupt = 11;
const notADatabase = 26;
const busy = 5;

/** SQLite's primary result code of an error, where it has one. */
function resultCode(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Whether the error says that the file is damaged or no database at all. */
export function saysCorrupt(error: unknown): boolean {
  const code = resultCode(error);
  return code === corrupt || code === notADatabase;
}

/** Whether another process held the database for too long. */
export function saysBusy(error: unknown): boolean {
  return resultCode(error) === busy;
}

/** An error of SQLite or of the file system as one that can be shown: what was expected, and what came instead. */
export function storeFailure(expected: string, error: unknown): HeadroomError {
  if (error instanceof HeadroomError) return error;
  const found = error instanceof Error ? error.message : String(error);
  return new HeadroomError('store', `expected ${expected}, found: ${found.replaceAll('\n', ' ')}`, { cause: error });
}
