import { prefixHashBytes } from '../lib/prefix-hash.ts';
import type {
  AccountRow,
  BreakpointChanges,
  BreakpointRows,
  KeptBreakpoints,
  ProgramRow,
  RefusalRow,
} from '../model/breakpoint-rows.ts';
import type { PlannedRequest, ProgramHabits } from '../model/breakpoints.ts';
import { all, type Connection, first, numberIn, read, run, write } from './connection.ts';
import type { Row } from './driver.ts';
import { asBytes, utf8 } from './payload.ts';

const msPerDay = 86_400_000;
/** Days after which a conversation counts as over, and after which a program's habits are forgotten. */
const conversationDays = 2;
const habitDays = 90;
/** Rows of each kind that are kept at most. */
const mostRows = 2000;

/**
 * The planner's knowledge, in the database: it survives a restart and is shared with other proxies on the same folder.
 */
export function breakpointRows(connection: Connection): KeptBreakpoints {
  let version = Number.NaN;
  return {
    read: (since = 0) => readRows(connection, since),
    changedElsewhere() {
      const before = version;
      version = read(connection, () => numberIn(first(connection, 'PRAGMA data_version'), 'data_version'));
      return version !== before;
    },
    write: (changes) => write(connection, () => writeRows(connection, changes)),
  };
}

/**
 * What is stored, in order of time.
 * @param since leaves out what was last used before, in milliseconds since the epoch
 * @throws {HeadroomError} `store` when it cannot be read
 */
export function readRows(connection: Connection, since: number): BreakpointRows {
  const latest = (columns: string, table: string, key: string) =>
    all(
      connection,
      // Numbers first, from the index alone: the hashes are long.
      `SELECT ${columns} FROM ${table} WHERE ${key} IN
        (SELECT ${key} FROM ${table} WHERE time >= ? ORDER BY time DESC, ${key} DESC LIMIT ${mostRows})
        ORDER BY time, ${key}`,
      since,
    );
  return read(connection, () => ({
    requests: latest('id, program, upstream, time, facts, hashes', 'cache_requests', 'id').map(toRequest),
    programs: latest('program, time, habits', 'cache_programs', 'rowid').map(toProgram),
    accounts: latest('conversation, time, requests, dollars', 'cache_accounts', 'conversation').map(toAccount),
    refusals: all(connection, 'SELECT upstream, until FROM cache_refusals').map(toRefusal),
  }));
}

function writeRows(connection: Connection, changes: BreakpointChanges): void {
  for (const request of changes.requests) writeRequest(connection, request);
  for (const id of changes.removed) run(connection, 'DELETE FROM cache_requests WHERE id = ?', id);
  for (const { program, habits, time } of changes.programs) {
    const sql = 'INSERT OR REPLACE INTO cache_programs (program, time, habits) VALUES (?, ?, ?)';
    run(connection, sql, utf8(program), time, utf8(JSON.stringify(habits)));
  }
  for (const { conversation, time, requests, dollars } of changes.accounts) {
    const sql = `INSERT INTO cache_accounts (conversation, time, requests, dollars) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET time = excluded.time, requests = requests + excluded.requests,
        dollars = dollars + excluded.dollars`;
    run(connection, sql, conversation, time, requests, dollars);
  }
  for (const { upstream, until } of changes.refusals) {
    const sql = 'INSERT OR REPLACE INTO cache_refusals (upstream, until) VALUES (?, ?)';
    run(connection, sql, utf8(upstream), until);
  }
}

function writeRequest(connection: Connection, request: PlannedRequest): void {
  const { id, program, upstream, time, hashes, begun, conversation, ends, pace, arrays, kept, open, parts, replaces } =
    request;
  const facts = utf8(JSON.stringify({ begun, conversation, ends, pace, arrays, kept, open, parts, replaces }));
  const isOpen = open || parts.length > 0 || !begun;
  const at = (ends.at(-1) ?? 0) * prefixHashBytes;
  const end = hashes.subarray(at, at + prefixHashBytes);
  // Two processes hardly ever choose the same number; then the second keeps its request in memory alone.
  const sql = `INSERT INTO cache_requests (id, program, upstream, time, open, end, facts, hashes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET open = excluded.open, facts = excluded.facts WHERE hashes = excluded.hashes`;
  run(connection, sql, id, utf8(program), utf8(upstream), time, isOpen ? 1 : 0, end, facts, hashes);
}

/** Forgets conversations that are over, programs that are gone and refusals that have run out. */
export function pruneBreakpoints(connection: Connection, now: number): void {
  const over = now - conversationDays * msPerDay;
  read(connection, () => first(connection, 'SELECT 1 FROM cache_requests LIMIT 1'));
  write(connection, () => {
    run(connection, 'DELETE FROM cache_requests WHERE time < ?', over);
    run(connection, 'DELETE FROM cache_accounts WHERE time < ?', over);
    run(connection, 'DELETE FROM cache_programs WHERE time < ?', now - habitDays * msPerDay);
    for (const [table, key] of [
      ['cache_requests', 'id'],
      ['cache_accounts', 'conversation'],
      ['cache_programs', 'rowid'],
    ]) {
      const rest = `SELECT ${key} FROM ${table} ORDER BY time DESC, ${key} DESC LIMIT -1 OFFSET ${mostRows}`;
      run(connection, `DELETE FROM ${table} WHERE ${key} IN (${rest})`);
    }
    run(connection, 'DELETE FROM cache_refusals WHERE until < ?', now);
  });
}

function toRequest(row: Row): PlannedRequest {
  const facts = JSON.parse(asBytes(row.facts).toString('utf8')) as Pick<
    PlannedRequest,
    'begun' | 'conversation' | 'ends' | 'pace' | 'arrays' | 'kept' | 'open' | 'parts' | 'replaces'
  >;
  return {
    id: numberIn(row, 'id'),
    program: asBytes(row.program).toString('utf8'),
    upstream: asBytes(row.upstream).toString('utf8'),
    time: numberIn(row, 'time'),
    hashes: asBytes(row.hashes),
    ...facts,
  };
}

function toProgram(row: Row): ProgramRow {
  const habits = JSON.parse(asBytes(row.habits).toString('utf8')) as ProgramHabits;
  return { program: asBytes(row.program).toString('utf8'), time: numberIn(row, 'time'), habits };
}

function toAccount(row: Row): AccountRow {
  return {
    conversation: numberIn(row, 'conversation'),
    time: numberIn(row, 'time'),
    requests: numberIn(row, 'requests'),
    dollars: numberIn(row, 'dollars'),
  };
}

function toRefusal(row: Row): RefusalRow {
  return { upstream: asBytes(row.upstream).toString('utf8'), until: numberIn(row, 'until') };
}
