import { all, type Connection, first, read, run, write } from './connection.ts';
import { asBytes, utf8 } from './payload.ts';

/** The title of a session. */
export type SessionTitle = {
  readonly session: string;
  /** Milliseconds since the epoch at which one of its requests was received. */
  readonly time: number;
  readonly title: string;
};

/** Stores a session's title. The first is kept; later calls make it young again. */
export function keepTitle(connection: Connection, { session, time, title }: SessionTitle): void {
  const sql = `INSERT INTO titles (session, time, title) VALUES (?, ?, ?)
    ON CONFLICT (session) DO UPDATE SET time = max(time, excluded.time)`;
  write(connection, () => run(connection, sql, utf8(session), Math.round(time), utf8(title)));
}

/** The titles that are kept, by session; none where the schema is older. */
export function titles(connection: Connection): ReadonlyMap<string, string> {
  return read(connection, () => {
    const there = first(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'titles'");
    const rows = there === undefined ? [] : all(connection, 'SELECT session, title FROM titles');
    return new Map(rows.map((row) => [asBytes(row.session).toString('utf8'), asBytes(row.title).toString('utf8')]));
  });
}

/** Drops the titles of sessions that were last seen before a time; all of them if none is given. */
export function dropTitles(connection: Connection, before = Number.MAX_SAFE_INTEGER): void {
  write(connection, () => run(connection, 'DELETE FROM titles WHERE time < ?', Math.floor(before)));
}
