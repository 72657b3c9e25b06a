import { statSync } from 'node:fs';
import { type Connection, first, numberIn, read } from './connection.ts';

/** How much is stored. */
export type StoreSize = {
  readonly originals: number;
  /** Bytes of the originals as they are stored, deflated. */
  readonly originalBytes: number;
  /** Bytes of the database on disk, its write-ahead log included. */
  readonly fileBytes: number;
  readonly decisions: number;
  readonly requests: number;
};

/** Counts what a database holds. */
export function sizeOf(connection: Connection): StoreSize {
  return read(connection, () => {
    const kept = first(connection, 'SELECT count(*) AS found, sum(stored) AS bytes FROM originals');
    const bytesOf = (suffix: string) => statSync(connection.path + suffix, { throwIfNoEntry: false })?.size ?? 0;
    return {
      originals: numberIn(kept, 'found'),
      originalBytes: numberIn(kept, 'bytes'),
      fileBytes: bytesOf('') + bytesOf('-wal'),
      decisions: numberIn(first(connection, 'SELECT count(*) AS found FROM decisions'), 'found'),
      requests: numberIn(first(connection, 'SELECT count(*) AS found FROM requests'), 'found'),
    };
  });
}
