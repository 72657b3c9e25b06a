import { prefixHashBytes } from '../lib/prefix-hash.ts';
import type { BreakpointAccount, BreakpointStore, PlannedRequest, ProgramHabits } from '../model/breakpoints.ts';
import { all, type Connection, first, numberIn, type Row, read, run, write } from './connection.ts';
import { asBytes, utf8 } from './payload.ts';

/** Requests of a program that are compared with a new one, the latest. */
const recentRows = 64;
/** Older ones of which something is still to be seen, settled with one new request at most. */
const openRows = 200;
const msPerDay = 86_400_000;
/** Days after which a conversation is taken to be over, and after which a program's habits are forgotten. */
const conversationDays = 2;
const habitDays = 90;
/** Requests that are kept at most. */
const mostRequests = 2000;

const columns = 'id, program, upstream, time, facts, hashes';

/** What the planner of breakpoints knows, in the database: a restart and another proxy on the same folder know it too. */
export function breakpointRows(connection: Connection): BreakpointStore {
  const rows = (sql: string, ...values: Parameters<typeof all> extends [Connection, string, ...infer V] ? V : never) =>
    read(connection, () => all(connection, sql, ...values).map(toRequest));
  return {
    together: (work) => write(connection, work),
    habits(program) {
      const row = read(connection, () =>
        first(connection, 'SELECT habits FROM cache_programs WHERE program = ?', utf8(program)),
      );
      return row === undefined ? undefined : (JSON.parse(asBytes(row.habits).toString('utf8')) as ProgramHabits);
    },
    setHabits(program, habits, time) {
      const sql = 'INSERT OR REPLACE INTO cache_programs (program, time, habits) VALUES (?, ?, ?)';
      write(connection, () => run(connection, sql, utf8(program), time, utf8(JSON.stringify(habits))));
    },
    recent(program, upstream, openBefore) {
      const of = 'FROM cache_requests WHERE program = ? AND upstream = ?';
      const latest = rows(
        `SELECT ${columns} ${of} ORDER BY time DESC, id DESC LIMIT ${recentRows}`,
        utf8(program),
        utf8(upstream),
      );
      const known = new Set(latest.map(({ id }) => id));
      const open = rows(
        `SELECT ${columns} ${of} AND open = 1 AND time < ? ORDER BY time LIMIT ${openRows}`,
        utf8(program),
        utf8(upstream),
        openBefore,
      );
      return [...latest, ...open.filter(({ id }) => !known.has(id))];
    },
    endingWith(program, upstream, hashes) {
      const places = hashes.map(() => '?').join(', ');
      return rows(
        `SELECT ${columns} FROM cache_requests WHERE program = ? AND upstream = ? AND end IN (${places})`,
        utf8(program),
        utf8(upstream),
        ...hashes,
      );
    },
    get: (id) => rows(`SELECT ${columns} FROM cache_requests WHERE id = ?`, id)[0],
    add: (request) => write(connection, () => add(connection, request)),
    set: (request) => void write(connection, () => update(connection, request)),
    remove: (id) => void write(connection, () => run(connection, 'DELETE FROM cache_requests WHERE id = ?', id)),
    ...accounts(connection),
  };
}

function accounts(
  connection: Connection,
): Pick<BreakpointStore, 'account' | 'addToAccount' | 'leftAloneUntil' | 'leaveAlone'> {
  return {
    account(conversation): BreakpointAccount | undefined {
      const sql = 'SELECT requests, dollars FROM cache_accounts WHERE conversation = ?';
      const row = read(connection, () => first(connection, sql, conversation));
      return row && { requests: numberIn(row, 'requests'), dollars: numberIn(row, 'dollars') };
    },
    addToAccount(conversation, dollars, time) {
      const sql = `INSERT INTO cache_accounts (conversation, time, requests, dollars) VALUES (?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET time = excluded.time, requests = requests + 1, dollars = dollars + excluded.dollars`;
      write(connection, () => run(connection, sql, conversation, time, dollars));
    },
    leftAloneUntil: (upstream) =>
      numberIn(
        read(connection, () =>
          first(connection, 'SELECT until FROM cache_refusals WHERE upstream = ?', utf8(upstream)),
        ),
        'until',
      ),
    leaveAlone(upstream, until) {
      const sql = 'INSERT OR REPLACE INTO cache_refusals (upstream, until) VALUES (?, ?)';
      write(connection, () => run(connection, sql, utf8(upstream), until));
    },
  };
}

/** Forgets conversations that are over, programs that are gone and refusals that have run out. */
export function pruneBreakpoints(connection: Connection, now: number): void {
  const over = now - conversationDays * msPerDay;
  read(connection, () => first(connection, 'SELECT 1 FROM cache_requests LIMIT 1'));
  write(connection, () => {
    run(connection, 'DELETE FROM cache_requests WHERE time < ?', over);
    run(
      connection,
      `DELETE FROM cache_requests WHERE id <= (SELECT id FROM cache_requests ORDER BY id DESC LIMIT 1 OFFSET ${mostRequests})`,
    );
    run(connection, 'DELETE FROM cache_accounts WHERE time < ?', over);
    run(connection, 'DELETE FROM cache_programs WHERE time < ?', now - habitDays * msPerDay);
    for (const [table, key] of [
      ['cache_accounts', 'conversation'],
      ['cache_programs', 'rowid'],
    ]) {
      const rest = `SELECT ${key} FROM ${table} ORDER BY time DESC LIMIT -1 OFFSET ${mostRequests}`;
      run(connection, `DELETE FROM ${table} WHERE ${key} IN (${rest})`);
    }
    run(connection, 'DELETE FROM cache_refusals WHERE until < ?', now);
  });
}

function add(connection: Connection, request: Omit<PlannedRequest, 'id'>): PlannedRequest {
  const sql = `INSERT INTO cache_requests (program, upstream, time, open, end, facts, hashes)
    VALUES (?, ?, ?, 1, ?, ?, ?) RETURNING id`;
  const { program, upstream, time, hashes } = request;
  const values = [utf8(program), utf8(upstream), time, endOf(request), factsOf(request), hashes] as const;
  const id = numberIn(first(connection, sql, ...values), 'id');
  if (request.conversation !== 0) return { ...request, id };
  const own = { ...request, id, conversation: id };
  update(connection, own);
  return own;
}

function update(connection: Connection, request: PlannedRequest): void {
  const open = request.open || request.parts.length > 0 || !request.begun;
  const sql = 'UPDATE cache_requests SET open = ?, facts = ? WHERE id = ?';
  run(connection, sql, open ? 1 : 0, factsOf(request), request.id);
}

/** The hash at the end of the newest user message. */
function endOf({ hashes, ends }: Pick<PlannedRequest, 'hashes' | 'ends'>): Uint8Array {
  const at = (ends.at(-1) ?? 0) * prefixHashBytes;
  return hashes.subarray(at, at + prefixHashBytes);
}

function factsOf(request: Omit<PlannedRequest, 'id'>): Buffer {
  const { begun, conversation, ends, pace, arrays, kept, open, parts, replaces } = request;
  return utf8(JSON.stringify({ begun, conversation, ends, pace, arrays, kept, open, parts, replaces }));
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
