import { all, type Connection, first, numberIn, run, write } from './connection.ts';

/** Lists that go in one transaction. */
const batchRows = 256;
/** The share of the store's bytes that lists of replaced blocks may take. */
const shareOfStore = 0.05;

/**
 * Drops the lists of replaced blocks of requests received before a time (milliseconds since the epoch), and then the
 * oldest until they fit into their share of the store. A list is useless once the originals that it leads to are gone.
 * @param maxBytes bytes that the whole store may take
 */
export function pruneLists(connection: Connection, before: number, maxBytes: number): void {
  const old = `SELECT request FROM replaced JOIN requests ON id = request WHERE time < ? ORDER BY request LIMIT ${batchRows}`;
  inBatches(connection, () => all(connection, old, Math.floor(before)));
  const oldest = `SELECT request, length(keys) AS bytes FROM replaced ORDER BY request LIMIT ${batchRows}`;
  let excess = bytesOfLists(connection) - Math.floor(maxBytes * shareOfStore);
  inBatches(connection, () => {
    const rows = [];
    for (const row of excess > 0 ? all(connection, oldest) : []) {
      if (excess <= 0) break;
      excess -= numberIn(row, 'bytes');
      rows.push(row);
    }
    return rows;
  });
}

/** Drops every list. */
export function dropLists(connection: Connection): void {
  inBatches(connection, () => all(connection, `SELECT request FROM replaced LIMIT ${batchRows}`));
}

function bytesOfLists(connection: Connection): number {
  return numberIn(first(connection, 'SELECT coalesce(sum(length(keys)), 0) AS bytes FROM replaced'), 'bytes');
}

function inBatches(connection: Connection, next: () => ReturnType<typeof all>): void {
  for (;;) {
    const count = write(connection, () => {
      const rows = next();
      for (const row of rows) run(connection, 'DELETE FROM replaced WHERE request = ?', numberIn(row, 'request'));
      return rows.length;
    });
    if (count === 0) return;
  }
}
