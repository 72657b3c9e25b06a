import type { LearnedFile, LearnedRows, LearnedSession } from '../model/learned-rows.ts';
import { all, type Connection, first, numberIn, read, run, write } from './connection.ts';
import type { Row } from './driver.ts';
import { asBytes, utf8 } from './payload.ts';

/** What is kept for learning, in this database. */
export function learnedRows(connection: Connection): LearnedRows {
  const rows = (sql: string, ...values: readonly string[]) =>
    read(connection, () => all(connection, sql, ...values.map(utf8)));
  const change = (sql: string, ...values: Parameters<typeof run>[2][]) =>
    write(connection, () => run(connection, sql, ...values));
  return {
    known: () =>
      new Map(
        rows('SELECT source, fingerprint, agent, root FROM learned_sessions').map((row) => [
          text(row, 'source'),
          { fingerprint: text(row, 'fingerprint'), agent: text(row, 'agent'), root: text(row, 'root') },
        ]),
      ),
    sessions: (project) =>
      rows('SELECT * FROM learned_sessions WHERE project = ? ORDER BY time, source', project).map(toSession),
    projects: () =>
      rows('SELECT DISTINCT project FROM learned_sessions ORDER BY project').map((row) => text(row, 'project')),
    keepSession({ source, fingerprint, agent, root, project, time, digest }) {
      const sql = `INSERT OR REPLACE INTO learned_sessions (source, fingerprint, agent, root, project, time, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?)`;
      change(sql, ...[source, fingerprint, agent, root, project].map(utf8), Math.round(time), utf8(digest));
    },
    files: (project) =>
      project === undefined
        ? rows('SELECT * FROM learned_files ORDER BY project, time, file').map(toFile)
        : rows('SELECT * FROM learned_files WHERE project = ? ORDER BY time, file', project).map(toFile),
    keepFile({ file, project, time, written }) {
      const sql = 'INSERT OR REPLACE INTO learned_files (file, project, time, written) VALUES (?, ?, ?, ?)';
      change(sql, utf8(file), utf8(project), Math.round(time), utf8(written));
    },
    dropFile: (file) => void change('DELETE FROM learned_files WHERE file = ?', utf8(file)),
    forget: (project) =>
      write(connection, () => {
        const where = project === undefined ? '' : ' WHERE project = ?';
        const values = project === undefined ? [] : [utf8(project)];
        const count = numberIn(
          first(connection, `SELECT count(*) AS count FROM learned_sessions${where}`, ...values),
          'count',
        );
        run(connection, `DELETE FROM learned_sessions${where}`, ...values);
        return count;
      }),
  };
}

function text(row: Row, column: string): string {
  return asBytes(row[column]).toString('utf8');
}

function toSession(row: Row): LearnedSession {
  return {
    source: text(row, 'source'),
    fingerprint: text(row, 'fingerprint'),
    agent: text(row, 'agent'),
    root: text(row, 'root'),
    project: text(row, 'project'),
    time: numberIn(row, 'time'),
    digest: text(row, 'digest'),
  };
}

function toFile(row: Row): LearnedFile {
  return {
    file: text(row, 'file'),
    project: text(row, 'project'),
    time: numberIn(row, 'time'),
    written: text(row, 'written'),
  };
}
