import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Handle } from '../model/block.ts';
import { HeadroomError } from '../model/errors.ts';
import { all, type Connection, first, numberIn, read, run } from './connection.ts';
import { asBytes, pack, utf8 } from './payload.ts';

const handlePattern = /^[0-9a-f]{24}$/;
const handleBytes = 12;
const hashBytes = 32;

/** An original on its way into the store: hashed and deflated before the transaction, which then is short. */
export type PreparedOriginal = { readonly hash: Buffer; readonly bytes: Buffer; readonly body: Buffer | undefined };

/** Prepares an original; one that the store has already is not deflated again. */
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

/** Stores an original, or makes one that is there the youngest again; belongs inside a transaction. */
export function putOriginal(connection: Connection, original: PreparedOriginal, seen: number, time: number): void {
  const { hash, bytes } = original;
  if (run(connection, 'UPDATE originals SET seen = ?, time = ? WHERE hash = ?', seen, time, hash) > 0) return;
  const body = original.body ?? pack(bytes);
  const sql = 'INSERT INTO originals (hash, seen, time, bytes, stored, body) VALUES (?, ?, ?, ?, ?, ?)';
  run(connection, sql, hash, seen, time, bytes.length, body.length, body);
}

/** Whether a handle names an original that is here. */
export function hasOriginal(connection: Connection, handle: Handle): boolean {
  return read(connection, () => withHandle(connection, handle, 'hash') !== undefined);
}

/**
 * The bytes of an original, or `undefined` when the handle names none.
 * @throws {HeadroomError} `store` when what is kept no longer is what the handle names.
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

/** A handle is the start of a hash, so that it names a range of keys; one that names several names none. */
function withHandle(connection: Connection, handle: Handle, columns: string) {
  if (!handlePattern.test(handle)) return undefined;
  const start = Buffer.from(handle, 'hex');
  const lowest = Buffer.concat([start, Buffer.alloc(hashBytes - handleBytes, 0x00)]);
  const highest = Buffer.concat([start, Buffer.alloc(hashBytes - handleBytes, 0xff)]);
  const sql = `SELECT ${columns} FROM originals WHERE hash BETWEEN ? AND ? LIMIT 2`;
  const rows = all(connection, sql, lowest, highest);
  return rows.length === 1 ? rows[0] : undefined;
}
