import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect, disconnect, run } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { migrations, schemaVersion } from '../../src/store/schema.ts';
import { freshFolder, requestRow } from './samples.ts';

/** A state folder whose database has some version, with rows as that version wrote them. */
function folderOf(version: number, rows: readonly string[]): string {
  const folder = freshFolder();
  const connection = connect({ path: path.join(folder, 'headroom.db'), timeout: 100 });
  connection.database.exec(`${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version}`);
  const sql = "INSERT INTO requests (time, demo, project, session, row) VALUES (?, 0, x'70', x'73', ?)";
  for (const [index, row] of rows.entries()) run(connection, sql, index, Buffer.from(row));
  disconnect(connection);
  return folder;
}

const older = Array.from({ length: schemaVersion - 1 }, (_, index) => index + 1);
const { replaced: _, ...plain } = requestRow();
const rows = [0, 1, 2].map((time) => JSON.stringify({ ...plain, time }));
const paid = (dollars: number) => (row: typeof plain) => ({ ...row, paid: dollars, pricedLater: true as const });

describe('a ledger of an older version', () => {
  test.each(older)('is read as it is, then upgraded, and filled in once: schema %i', (version) => {
    const folder = folderOf(version, rows);
    const before = openReadOnly(folder);
    expect([...before.requests()].map((row) => [row.time, row.paid, row.agent])).toEqual(
      [0, 1, 2].map((time) => [time, undefined, undefined]),
    );
    before.close();
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    store.appendRequest(requestRow({ time: 3, paid: 7 }));
    expect(store.fillUnpriced(2, paid(1))).toBe(2);
    expect([...store.requests()].map((row) => row.paid)).toEqual([undefined, 1, 1, 7]);
    expect(store.fillUnpriced(2, paid(2))).toBe(1);
    expect(store.fillUnpriced(2, paid(3))).toBe(0);
    expect([...store.requests()].map((row) => row.paid)).toEqual([2, 1, 1, 7]);
    expect([...store.requests()].map((row) => row.pricedLater)).toEqual([true, true, true, undefined]);
    expect([...store.requests()][0]).toEqual({ ...plain, time: 0, paid: 2, pricedLater: true });
    store.close();
  });

  test('is filled in although one of its rows cannot be read', () => {
    const store = openStore({
      folder: folderOf(4, [rows[0] as string, '{', rows[2] as string]),
      maxBytes: 1e9,
      maxDays: 1,
    });
    expect(store.fillUnpriced(100, paid(1))).toBe(3);
    expect(store.fillUnpriced(100, paid(1))).toBe(0);
    expect(store.lastRequest()?.paid).toBe(1);
    store.close();
  });
});
