import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Handle } from '../model/block.ts';
import { HeadroomError } from '../model/errors.ts';
import { all, type Connection, first, numberIn, read, run } from './connection.ts';
import { asBytes, pack, utf8 } from './payload.ts';

const handlePattern = /^[0-9a-f]{24}$/;
/** The start of a hash: long enough that two originals hardly ever share it. */
const startPattern = /^[0-9a-f]{8,64}$/;
const handleDigits = 24;
const hashDigits = 64;

/** An original on its way into the store: hashed and deflated before the transaction, which then is short. */
export type PreparedOriginal = { readonly hash: Buffer; readonly bytes: Buffer; readonly body: Buffer | undefined };

/** Prepares an original; one that is already stored is not deflated again. */
export function prepareOriginal(connection: Connection, text: string): PreparedOriginal {
  const bytes = utf8(text);
  const hash = createHash('sha256').update(bytes).digest();
  const kept = first(connection, 'SELECT 1 AS kept FROM originals WHERE hash = ?', hash) !== undefined;
  return { hash, bytes, body: kept ? undefined : pack(bytes) };
}

/** The number under which a transaction stores its originals; belongs inside that transaction. */
export function nextSeen(connection: Connection): number {
  return numberIn(first(connection, 'SELECT coalesce(max(seen), 0) + 1 AS seen FROM originals'), 'seen');
}

/** Stores an original, or makes an existing one the youngest again; belongs inside a transaction. */
export function putOriginal(connection: Connection, original: PreparedOriginal, seen: number, time: number): void {
  const { hash, bytes } = original;
  if (run(connection, 'UPDATE originals SET seen = ?, time = ? WHERE hash = ?', seen, time, hash) > 0) return;
  const body = original.body ?? pack(bytes);
  const sql = 'INSERT INTO originals (hash, seen, time, bytes, stored, body) VALUES (?, ?, ?, ?, ?, ?)';
  run(connection, sql, hash, seen, time, bytes.length, body.length, body);
}

/** Whether a handle names a stored original. */
export function hasOriginal(connection: Connection, handle: Handle): boolean {
  return read(connection, () => withHandle(connection, handle, 'hash') !== undefined);
}

/**
 * The bytes of an original, or `undefined` when the handle names none.
 * @throws {HeadroomError} `store` when the stored bytes no longer match the handle.
 */
export function original(connection: Connection, handle: Handle): Buffer | undefined {
  return read(connection, () => {
    const row = withHandle(connection, handle, 'hash, bytes, body');
    if (row === undefined) return undefined;
    const bytes = inflateRawSync(asBytes(row.body), { maxOutputLength: Math.max(numberIn(row, 'bytes'), 1) });
    const hash = createHash('sha256').update(bytes).digest();
    if (!hash.equals(asBytes(row.hash))) {
      throw new HeadroomError('store', `expected an original with hash ${handle}…, found damaged bytes`);
    }
    return bytes;
  });
}

/**
 * The handles of originals whose hash starts with these digits (8 to 64 in lower case), at most two of them: enough to
 * decide whether the digits name one original, none or several.
 */
export function handlesStartingWith(connection: Connection, digits: string): readonly Handle[] {
  if (!startPattern.test(digits)) return [];
  return read(connection, () =>
    startingWith(connection, digits, 'hash').map(({ hash }) => asBytes(hash).toString('hex').slice(0, handleDigits)),
  );
}

/** A handle is the start of a hash; one that names several names none. */
function withHandle(connection: Connection, handle: Handle, columns: string) {
  if (!handlePattern.test(handle)) return undefined;
  const rows = startingWith(connection, handle, columns);
  return rows.length === 1 ? rows[0] : undefined;
}

/** The start of a hash names a range of keys. */
function startingWith(connection: Connection, digits: string, columns: string) {
  const lowest = Buffer.from(digits.padEnd(hashDigits, '0'), 'hex');
  const highest = Buffer.from(digits.padEnd(hashDigits, 'f'), 'hex');
  return all(connection, `SELECT ${columns} FROM originals WHERE hash BETWEEN ? AND ? LIMIT 2`, lowest, highest);
}
