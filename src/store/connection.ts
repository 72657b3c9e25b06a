import { statSync } from 'node:fs';
import { HeadroomError } from '../model/errors.ts';
import { type Bindable, type Database, openDatabase, type Row, type Statement } from './driver.ts';
import { fileFailure, saysCorrupt } from './failure.ts';

/** An open database. It owns its statements, so that none can outlive it. */
export type Connection = {
  readonly database: Database;
  readonly path: string;
  /** Device and inode of the file that was opened. */
  readonly identity: string;
  readonly statements: Map<string, Statement>;
  /** Called when SQLite finds damage. */
  readonly onDamage: () => void;
};

/**
 * The databases that are open. A prepared statement whose database object is collected while it runs brings Node down,
 * and a caller's last use of a connection may come before the end of the call.
 */
const openConnections = new Set<Connection>();

/** How a database is opened. */
export type ConnectOptions = {
  /** The file. */
  readonly path: string;
  /** Its address, if it says more than the path. */
  readonly location?: string;
  readonly readOnly?: boolean;
  /** Milliseconds to wait for another process. */
  readonly timeout: number;
  readonly onDamage?: () => void;
};

/**
 * Opens a database.
 * @throws {Error} SQLite's own, when it cannot be opened.
 */
export function connect({ path, location = path, readOnly, timeout, onDamage = () => {} }: ConnectOptions): Connection {
  const database = openDatabase(location, { readOnly: readOnly ?? false, timeout });
  const connection = { database, path, identity: identityOf(path) ?? '', statements: new Map(), onDamage };
  openConnections.add(connection);
  return connection;
}

/** Device and inode of a file; `undefined` if there is none, or it cannot be reached. */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

function statement(connection: Connection, sql: string): Statement {
  if (!connection.database.isOpen) throw new Error('the store is closed');
  const known = connection.statements.get(sql);
  if (known !== undefined) return known;
  const prepared = connection.database.prepare(sql);
  connection.statements.set(sql, prepared);
  return prepared;
}

/** Runs a statement and returns how many rows it changed. */
export function run(connection: Connection, sql: string, ...values: readonly Bindable[]): number {
  return statement(connection, sql).run(...values).changes;
}

/** The first row of an answer. */
export function first(connection: Connection, sql: string, ...values: readonly Bindable[]): Row | undefined {
  return statement(connection, sql).get(...values);
}

/** All rows of an answer. */
export function all(connection: Connection, sql: string, ...values: readonly Bindable[]): readonly Row[] {
  return statement(connection, sql).all(...values);
}

/** A number from a row. */
export function numberIn(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

/**
 * Does reading work.
 * @throws {HeadroomError} `store` for whatever fails.
 */
export function read<T>(connection: Connection, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (saysCorrupt(error)) connection.onDamage();
    throw fileFailure(`to read ${connection.path}`, connection.path, error);
  }
}

/** Closes a connection. Later calls fail. SQLite releases the file once the statements are collected too. */
export function disconnect(connection: Connection): void {
  if (connection.database.isOpen) connection.database.close();
  connection.statements.clear();
  openConnections.delete(connection);
}

/**
 * Does writing work in one transaction: all of it is on disk when this returns, or none of it.
 * @throws {HeadroomError} `store` for whatever fails, and when the path no longer is the file that was opened: SQLite
 * would silently continue to write into a deleted file. Inside another call it is a part of that one's transaction.
 */
export function write<T>(connection: Connection, work: () => T): T {
  const { database, path, identity } = connection;
  if (database.isOpen && database.isTransaction) return work();
  if (identityOf(path) !== identity) {
    throw new HeadroomError('store', `expected ${path} to be the file that was opened, found it deleted or replaced`);
  }
  try {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  } catch (error) {
    if (saysCorrupt(error)) connection.onDamage();
    throw fileFailure(`to write ${path}`, path, error);
  }
}
