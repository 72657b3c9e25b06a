import {
  type Counts,
  createSumTable,
  type DaySum,
  dayOf,
  daySumOf,
  keyParts,
  monthOf,
  type SumDetail,
  type SumKey,
} from '../model/day-sums.ts';
import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import { all, type Connection, first, numberIn, read, run, write } from './connection.ts';
import type { Bindable, Row } from './driver.ts';
import { requests, requestsAfter, rowsFrom } from './ledger-rows.ts';
import { asBytes, utf8 } from './payload.ts';

/** Rows that are added to the sums in one transaction: a few milliseconds, so that no other writer waits long. */
const batchRows = 256;

/** Fills in what a row of an older version does not say. */
type Fill = (row: RequestRow) => RequestRow;

/**
 * Adds the next rows to the sums of their days, in the order in which they were booked, and tells whether there may be more. Rows
 * that do not say what was paid wait until they do. One that cannot be read adds nothing.
 * @param most rows that are added
 */
export function sumUp(connection: Connection, most = batchRows): boolean {
  return write(connection, () => {
    const from = summedTo(connection);
    const unpriced = first(connection, 'SELECT min(id) AS id FROM requests WHERE priced = 0')?.id ?? null;
    const end = unpriced === null ? Number.MAX_SAFE_INTEGER : Number(unpriced);
    const rows = rowsFrom(connection, from, end, most);
    const last = rows.at(-1)?.id;
    if (last === undefined) return false;
    const table = createSumTable();
    for (const { row } of rows) for (const sum of row === undefined ? [] : sumsOf(row)) table.add(sum);
    for (const sum of table.sums()) addSum(connection, sum);
    run(
      connection,
      'INSERT INTO summed (one, request) VALUES (1, ?) ON CONFLICT DO UPDATE SET request = excluded.request',
      last,
    );
    return rows.length === most;
  });
}

/** What a row is added to: the sums of its session's day, of its day and of its month. */
function sumsOf(row: RequestRow): readonly DaySum[] {
  const sum = daySumOf(row, false);
  const { key } = sum;
  return [{ ...sum, key: { ...key, session: row.session } }, sum, { ...sum, key: { ...key, day: monthOf(key.day) } }];
}

/**
 * What the requests that pass a filter add up to, all as of one moment: kept sums of whole days, and single rows where the
 * filter cuts a day in two and where nobody has added them to the sums yet.
 * @param detail how far they are told apart
 * @param fill gives a row that is not summed yet what was paid
 */
export function daySums(
  connection: Connection,
  filter: RequestFilter,
  detail: SumDetail,
  fill: Fill,
): readonly DaySum[] {
  return together(connection, () => {
    const table = createSumTable();
    const addRows = (rows: Iterable<RequestRow>) => {
      for (const row of rows) table.add(daySumOf(fill(row), detail.bySession === true));
    };
    if (!hasSums(connection)) {
      addRows(requests(connection, filter));
      return table.sums();
    }
    const { since, until } = filter;
    const [from, to] = [
      since === undefined ? undefined : dayFrom(since),
      until === undefined ? undefined : dayUpTo(until),
    ];
    if (from !== undefined && to !== undefined && from >= to) {
      addRows(requests(connection, filter));
      return table.sums();
    }
    if (from !== undefined && from !== since) addRows(requests(connection, { ...filter, until: from }));
    if (to !== undefined && to !== until) addRows(requests(connection, { ...filter, since: to }));
    const whole = { ...filter, since: from, until: to };
    for (const sum of keptSums(connection, whole, detail)) table.add(sum);
    addRows(requestsAfter(connection, whole, summedTo(connection)));
    return table.sums();
  });
}

/** Number of the latest row that the sums hold. */
function summedTo(connection: Connection): number {
  return numberIn(first(connection, 'SELECT request FROM summed'), 'request');
}

function hasSums(connection: Connection): boolean {
  return first(connection, "SELECT 1 FROM pragma_table_list WHERE name = 'day_sums'") !== undefined;
}

function addSum(connection: Connection, sum: DaySum): void {
  const name = utf8(JSON.stringify(keyParts(sum.key)));
  const known = first(connection, 'SELECT key, first, last, counts FROM day_sums WHERE name = ?', name);
  const table = createSumTable();
  if (known !== undefined) table.add(toSum(known));
  table.add(sum);
  const [{ first: begin, last, counts }] = table.sums() as [DaySum];
  const sql = `INSERT INTO day_sums (name, day, month, demo, project, session, key, first, last, counts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET first = excluded.first, last = excluded.last, counts = excluded.counts`;
  const { day, demo, project, session } = sum.key;
  const owner = [utf8(project), session === undefined ? null : utf8(session)];
  run(
    connection,
    sql,
    name,
    day,
    Number(day === monthOf(day)),
    Number(demo),
    ...owner,
    utf8(JSON.stringify(sum.key)),
    begin,
    last,
    encode(counts),
  );
}

function keptSums(
  connection: Connection,
  filter: RequestFilter,
  { bySession = false, byDay = false }: SumDetail,
): readonly DaySum[] {
  const { since, until, project, session, includeDemo } = filter;
  const ofSessions = bySession || session !== undefined;
  const ofMonths = !ofSessions && !byDay && since === undefined && until === undefined;
  const parts = [`session IS ${ofSessions ? 'NOT NULL' : 'NULL'}`, `month = ${Number(ofMonths)}`];
  const values: Bindable[] = [];
  const where = (part: string, value: Bindable) => {
    parts.push(part);
    values.push(value);
  };
  if (since !== undefined) where('day >= ?', dayOf(since));
  if (until !== undefined) where('day < ?', dayOf(until));
  if (project !== undefined) where('project = ?', utf8(project));
  if (session !== undefined) where('session = ?', utf8(session));
  if (includeDemo !== true) where('demo = ?', 0);
  const sql = `SELECT key, first, last, counts FROM day_sums WHERE ${parts.join(' AND ')}`;
  const sums = read(connection, () => all(connection, sql, ...values).map(toSum));
  return bySession ? sums : sums.map(({ key: { session: _, ...key }, ...sum }) => ({ ...sum, key }));
}

function toSum({ key, first: begin, last, counts }: Row): DaySum {
  return {
    key: JSON.parse(asBytes(key).toString('utf8')) as SumKey,
    first: Number(begin),
    last: Number(last),
    counts: decode(asBytes(counts)),
  };
}

function encode(counts: Counts): Buffer {
  return utf8(JSON.stringify(Array.from(counts, ([group, names]) => [group, [...names]])));
}

function decode(bytes: Buffer): Counts {
  const groups = JSON.parse(bytes.toString('utf8')) as readonly [string, readonly [string, number[]][]][];
  return new Map(groups.map(([group, names]) => [group, new Map(names)])) as Counts;
}

/** Start of the first whole day at or after a time, where the person is. */
function dayFrom(time: number): number {
  const start = dayUpTo(time);
  if (start === time) return time;
  const next = new Date(start);
  next.setDate(next.getDate() + 1);
  return next.getTime();
}

/** Start of the day that a time is in. */
function dayUpTo(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** Reads as of one moment, whoever writes meanwhile. */
function together<T>(connection: Connection, work: () => T): T {
  const { database } = connection;
  if (database.isTransaction) return work();
  read(connection, () => database.exec('BEGIN'));
  try {
    return work();
  } finally {
    read(connection, () => database.exec('COMMIT'));
  }
}
