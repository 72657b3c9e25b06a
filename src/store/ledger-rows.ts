import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import { all, type Connection, first, numberIn, read, run, write } from './connection.ts';
import type { Bindable, Row } from './driver.ts';
import { asBytes, pack, unpack, utf8 } from './payload.ts';

const pageRows = 500;
/** Requests by which the provider's tokens are judged: tokenizers change with models, and old receipts say less. */
const mostGrown = 1000;

/** Adds a request to the ledger. */
export function appendRequest(connection: Connection, row: RequestRow): void {
  const { replaced, ...rest } = row;
  write(connection, () => {
    const sql =
      'INSERT INTO requests (time, demo, project, session, grown, priced, row) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id';
    const flags = [row.growth !== undefined, row.paid !== undefined].map(Number);
    const values = [Math.round(row.time), Number(row.demo), utf8(row.project), utf8(row.session), ...flags];
    const id = numberIn(first(connection, sql, ...values, utf8(JSON.stringify(rest))), 'id');
    if (replaced === undefined) return;
    run(connection, 'INSERT INTO replaced (request, keys) VALUES (?, ?)', id, pack(JSON.stringify(replaced)));
  });
}

/** The requests that pass a filter, by time. Read page by page, so that the ledger may grow meanwhile. */
export function* requests(connection: Connection, filter: RequestFilter = {}): Generator<RequestRow> {
  const { conditions, values } = conditionsOf(filter);
  const sql = `SELECT id, requests.time AS time, row, keys FROM requests LEFT JOIN replaced ON request = id
    WHERE (requests.time, id) > (?, ?) AND ${conditions} ORDER BY requests.time, id LIMIT ${pageRows}`;
  let last: readonly [time: number, id: number] = [Math.ceil(filter.since ?? Number.MIN_SAFE_INTEGER), 0];
  for (;;) {
    const page = read(connection, () => all(connection, sql, ...last, ...values));
    for (const row of page) yield read(connection, () => toRequest(row));
    const end = page.at(-1);
    if (end === undefined || page.length < pageRows) return;
    last = [numberIn(end, 'time'), numberIn(end, 'id')];
  }
}

/** The request that was added last, of those that pass a filter. */
export function lastRequest(connection: Connection, filter: RequestFilter = {}): RequestRow | undefined {
  const { conditions, values } = conditionsOf(filter);
  const since = Math.ceil(filter.since ?? Number.MIN_SAFE_INTEGER);
  // The plus keeps the index by time out if it would lead to every request and a sort: the last one is found by its number.
  const [time, others] =
    filter.since === undefined ? ['+requests.time', withoutIndex(conditions)] : ['requests.time', conditions];
  const sql = `SELECT row, keys FROM requests LEFT JOIN replaced ON request = id
    WHERE ${time} >= ? AND ${others} ORDER BY id DESC LIMIT 1`;
  return read(connection, () => {
    const row = first(connection, sql, since, ...values);
    return row === undefined ? undefined : toRequest(row);
  });
}

/** The latest requests that tell what the provider counts for a text, those of demonstrations aside; none where the schema is older. */
export function grownRequests(connection: Connection): readonly RequestRow[] {
  const sql = `SELECT row, NULL AS keys FROM requests WHERE grown = 1 AND demo = 0 ORDER BY id DESC LIMIT ${mostGrown}`;
  return read(connection, () => {
    const marked = first(connection, "SELECT 1 FROM pragma_table_info('requests') WHERE name = 'grown'");
    return marked === undefined ? [] : all(connection, sql).map(toRequest);
  });
}

/**
 * Fills in the latest rows that do not say what was paid, so many at most, and tells how many there were.
 * @param fill gives the whole row; one that cannot be read stays as it is and is not tried again
 */
export function fillUnpriced(connection: Connection, most: number, fill: (row: RequestRow) => RequestRow): number {
  return write(connection, () => {
    const sql = 'SELECT id, row, NULL AS keys FROM requests WHERE priced = 0 ORDER BY id DESC LIMIT ?';
    const rows = all(connection, sql, most);
    for (const row of rows) {
      const filled = filledOr(asBytes(row.row), () => fill(toRequest(row)));
      run(connection, 'UPDATE requests SET priced = 1, row = ? WHERE id = ?', filled, numberIn(row, 'id'));
    }
    return rows.length;
  });
}

/** The requests after a number that pass a filter, in the order in which they were booked. Read page by page. */
export function* requestsAfter(connection: Connection, filter: RequestFilter, after: number): Generator<RequestRow> {
  const { conditions, values } = conditionsOf(filter);
  // The plus keeps the index by time out: what was booked last is found by its number.
  const sql = `SELECT id, row, keys FROM requests LEFT JOIN replaced ON request = id
    WHERE id > ? AND +requests.time >= ? AND ${withoutIndex(conditions)} ORDER BY id LIMIT ${pageRows}`;
  const since = Math.ceil(filter.since ?? Number.MIN_SAFE_INTEGER);
  for (let last = after; ; ) {
    const page = read(connection, () => all(connection, sql, last, since, ...values));
    for (const row of page) yield read(connection, () => toRequest(row));
    const end = page.at(-1);
    if (end === undefined || page.length < pageRows) return;
    last = numberIn(end, 'id');
  }
}

/**
 * The rows after a number and before another in the order in which they were booked, so many at most; one that cannot be read is absent.
 */
export function rowsFrom(
  connection: Connection,
  after: number,
  before: number,
  most: number,
): readonly { readonly id: number; readonly row?: RequestRow }[] {
  const sql = 'SELECT id, row, NULL AS keys FROM requests WHERE id > ? AND id < ? ORDER BY id LIMIT ?';
  return all(connection, sql, after, before, most).map((each) => {
    try {
      return { id: numberIn(each, 'id'), row: toRequest(each) };
    } catch {
      return { id: numberIn(each, 'id') };
    }
  });
}

/** Whether a request is in the ledger already: one with its time and its `id`. */
export function hasRequest(connection: Connection, { time, id }: Pick<RequestRow, 'time' | 'id'>): boolean {
  if (id === undefined) return false;
  const sql = 'SELECT row, NULL AS keys FROM requests WHERE time = ?';
  return read(connection, () => all(connection, sql, Math.round(time)).some((row) => toRequest(row).id === id));
}

/** Those of the blocks that are not noted as counted. */
export function uncounted(connection: Connection, keys: readonly string[]): readonly string[] {
  const sql = 'SELECT 1 FROM counted WHERE key = ?';
  return read(connection, () => keys.filter((key) => first(connection, sql, utf8(key)) === undefined));
}

/** Notes blocks as counted, and tells which were not before; two processes never both get the same key. */
export function markCounted(connection: Connection, keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  const sql = 'INSERT INTO counted (key) VALUES (?) ON CONFLICT DO NOTHING';
  return write(connection, () => keys.filter((key) => run(connection, sql, utf8(key)) > 0));
}

function filledOr(row: Buffer, filled: () => RequestRow): Buffer {
  try {
    return utf8(JSON.stringify(filled()));
  } catch {
    return row;
  }
}

/** Conditions for which SQLite does not use the index by time. */
function withoutIndex(conditions: string): string {
  return conditions.replace('requests.time', '+requests.time');
}

function conditionsOf(filter: RequestFilter): { conditions: string; values: readonly Bindable[] } {
  const parts = ['requests.time < ?'];
  const values: Bindable[] = [Math.ceil(filter.until ?? Number.MAX_SAFE_INTEGER)];
  if (!filter.includeDemo) parts.push('demo = 0');
  if (filter.project !== undefined) {
    parts.push('project = ?');
    values.push(utf8(filter.project));
  }
  if (filter.session !== undefined) {
    parts.push('session = ?');
    values.push(utf8(filter.session));
  }
  return { conditions: parts.join(' AND '), values };
}

function toRequest(row: Row): RequestRow {
  const rest = JSON.parse(asBytes(row.row).toString('utf8')) as Omit<RequestRow, 'replaced'>;
  if (row.keys === null) return rest;
  return { ...rest, replaced: JSON.parse(unpack(row.keys).toString('utf8')) as string[] };
}
