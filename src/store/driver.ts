import { createRequire } from 'node:module';
import type { DatabaseSyncOptions } from '@photostructure/sqlite';
import { nativeCall } from '../lib/native-calls.ts';

/** A value that may be bound. Booleans are not among them: SQLite has none. */
export type Bindable = number | string | Uint8Array | null;

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** A prepared statement. */
export type Statement = {
  run(...values: readonly Bindable[]): { readonly changes: number };
  get(...values: readonly Bindable[]): Row | undefined;
  all(...values: readonly Bindable[]): readonly Row[];
};

/** An open database. */
export type Database = {
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Lets SQL call a function, with any number of arguments. It makes no call of the driver itself. */
  function(name: string, work: (...values: readonly unknown[]) => null): void;
  close(): void;
};

/** Loading it is native code too, and a thread may be ended at its very start. */
const driver = nativeCall(
  () => createRequire(import.meta.url)('@photostructure/sqlite') as typeof import('@photostructure/sqlite'),
);

/**
 * Opens a database in whose calls a thread is never cut off.
 * @throws {Error} SQLite's own, from every call
 */
export function openDatabase(location: string, options: DatabaseSyncOptions): Database {
  const database = nativeCall(() => new driver.DatabaseSync(location, options));
  return {
    get isOpen() {
      return database.isOpen;
    },
    get isTransaction() {
      return database.isTransaction;
    },
    exec: (sql) => nativeCall(() => database.exec(sql)),
    prepare(sql) {
      const statement = nativeCall(() => database.prepare(sql));
      return {
        run: (...values) => nativeCall(() => statement.run(...values)),
        get: (...values) => nativeCall(() => statement.get(...values) as Row | undefined),
        all: (...values) => nativeCall(() => statement.all(...values) as Row[]),
      };
    },
    function: (name, work) => nativeCall(() => database.function(name, { varargs: true }, work)),
    close: () => nativeCall(() => database.close()),
  };
}
