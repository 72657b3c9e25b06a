import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BreakpointRows } from '../model/breakpoint-rows.ts';
import { readRows } from './breakpoint-rows.ts';
import { connect, disconnect, first, numberIn } from './connection.ts';
import { databaseName } from './database.ts';
import { fileFailure } from './failure.ts';
import { schemaVersion } from './schema.ts';

/** The first schema that has the planner's tables. */
const firstSchema = 2;
/**
 * Milliseconds to wait for a process that locks the file exclusively, as during recovery of a log; a writer does not.
 */
const busyMs = 2000;

/**
 * The planner's rows in the database of a state folder; none without a database of a version that this program knows.
 * Takes no lock for writing: a process that writes at the time does not delay it.
 * @throws {HeadroomError} `store` when it cannot be read
 */
export function readBreakpoints(folder: string): BreakpointRows {
  const file = path.join(path.resolve(folder), databaseName);
  const none: BreakpointRows = { requests: [], programs: [], accounts: [], refusals: [] };
  if (!existsSync(file)) return none;
  try {
    // Not opened as a process that must not write opens it: SQLite would share its read-only index of the log with the
    // writer beside it.
    const connection = connect({ path: file, readOnly: true, timeout: busyMs });
    try {
      const version = numberIn(first(connection, 'PRAGMA user_version'), 'user_version');
      return version < firstSchema || version > schemaVersion ? none : readRows(connection, 0);
    } finally {
      disconnect(connection);
    }
  } catch (error) {
    throw fileFailure(`a readable database at ${file}`, file, error);
  }
}
