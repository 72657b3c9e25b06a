import type { AskForeign, ForeignDatabase, ForeignRow } from '../../../src/model/foreign.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { known } from '../../apis/figures.ts';
import { parseObject } from '../json-text.ts';

/** A session, from its row. */
export type SessionRow = {
  readonly id: string;
  readonly parent?: string;
  readonly folder?: string;
  readonly version?: string;
  readonly created: number;
  readonly updated: number;
};

/** A message with its parts, in their order; `undefined` for anything but a JSON object. */
export type MessageRow = { readonly data?: JsonObject; readonly parts: readonly PartRow[] };

/** A part of a message, and when it began to be written. */
export type PartRow = { readonly data?: JsonObject; readonly created: number };

/** Bytes of messages that are in memory at a time; a larger one is read alone. */
const batchBytes = 1024 * 1024;

/** The sessions of a database with a version that changes with any of their messages or parts, oldest first. */
export function sessionStates(database: ForeignDatabase): readonly { row: SessionRow; fingerprint: string }[] {
  return database.read((ask) => {
    // A new database has no tables.
    if (ask(['name'], 'FROM sqlite_schema WHERE name = ?', 'session').length === 0) return [];
    const [messages, parts] = [newest(ask, 'message'), newest(ask, 'part')];
    const state = ({ id, updated }: SessionRow) => [updated, messages.get(id) ?? '', parts.get(id) ?? ''].join(' ');
    return ask(sessionColumns, 'FROM session')
      .map(sessionOf)
      .sort((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
      .map((row) => ({ row, fingerprint: state(row) }));
  });
}

/** A session, its root (itself, unless it is a sub-agent), and the first message of the root. */
export type Lineage = { readonly own: SessionRow; readonly top: SessionRow; readonly first?: JsonObject };

/** The root of a session; `undefined` if there is none of that name. */
export function lineageOf(database: ForeignDatabase, id: string): Lineage | undefined {
  return database.read((ask) => {
    const passed = new Map<string, SessionRow>();
    for (let next: string | undefined = id; next !== undefined && !passed.has(next); ) {
      const row: SessionRow | undefined = ask(sessionColumns, 'FROM session WHERE id = ?', next).map(sessionOf)[0];
      if (row === undefined) break;
      passed.set(next, row);
      next = row.parent;
    }
    const own = passed.get(id);
    if (own === undefined) return undefined;
    const top = [...passed.values()].at(-1) ?? own;
    const rest = 'FROM (SELECT data FROM message WHERE session_id = ? ORDER BY time_created, id LIMIT 1)';
    return { own, top, ...known({ first: objectOf(ask(['data'], rest, top.id)[0]?.data) }) };
  });
}

const sessionColumns = ['id', 'parent_id', 'directory', 'version', 'time_created', 'time_updated'];

/** By session: its number of rows in a table, and when the newest was written. */
function newest(ask: AskForeign, table: string): ReadonlyMap<string, string> {
  const columns = ['session_id', 'count(*)', 'max(time_updated)'];
  const rows = ask(columns, `FROM ${table} GROUP BY session_id`);
  return new Map(rows.map((row) => [String(row.session_id), `${row['count(*)']} ${row['max(time_updated)']}`]));
}

function sessionOf(row: ForeignRow): SessionRow {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const named = { parent: text(row.parent_id), folder: text(row.directory), version: text(row.version) };
  return {
    id: String(row.id),
    created: Number(row.time_created),
    updated: Number(row.time_updated),
    ...known(named),
  };
}

/** The messages of a session, in order. */
export function* messageRows(database: ForeignDatabase, session: string): Generator<MessageRow> {
  for (const batch of batches(database.read((ask) => messageSizes(ask, session)))) {
    yield* database.read((ask) => batch.map((id) => messageOf(ask, id)));
  }
}

type MessageSize = { readonly id: string; readonly bytes: number };

function messageSizes(ask: AskForeign, session: string): readonly MessageSize[] {
  const bytes = 'sum(octet_length(data))';
  const sums = ask(['message_id', bytes], 'FROM part WHERE session_id = ? GROUP BY message_id', session);
  const byMessage = new Map(sums.map((row) => [row.message_id, Number(row[bytes])]));
  return ask(['id', 'time_created', 'octet_length(data)'], 'FROM message WHERE session_id = ?', session)
    .map((row) => ({
      id: String(row.id),
      created: Number(row.time_created),
      bytes: Number(row['octet_length(data)']) + (byMessage.get(row.id) ?? 0),
    }))
    .sort((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1));
}

function* batches(sizes: readonly MessageSize[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let held = 0;
  for (const { id, bytes } of sizes) {
    if (batch.length > 0 && held + bytes > batchBytes) {
      yield batch;
      batch = [];
      held = 0;
    }
    batch.push(id);
    held += bytes;
  }
  if (batch.length > 0) yield batch;
}

function messageOf(ask: AskForeign, id: string): MessageRow {
  const [message] = ask(['data'], 'FROM message WHERE id = ?', id);
  const parts = [...ask(['id', 'time_created', 'data'], 'FROM part WHERE message_id = ?', id)];
  return {
    data: objectOf(message?.data),
    parts: parts
      .sort((one, other) => (String(one.id) < String(other.id) ? -1 : 1))
      .map((row) => ({ data: objectOf(row.data), created: Number(row.time_created) })),
  };
}

function objectOf(data: unknown): JsonObject | undefined {
  return typeof data === 'string' ? parseObject(data) : undefined;
}
