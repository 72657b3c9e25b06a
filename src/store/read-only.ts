import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearestPath } from '../lib/folder-trouble.ts';
import type { Handle } from '../model/block.ts';
import type { KeptPrompt } from '../model/cache.ts';
import type { DaySum, SumDetail } from '../model/day-sums.ts';
import type { Decision } from '../model/decision.ts';
import { HeadroomError } from '../model/errors.ts';
import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import { type Connection, connect, disconnect, first, numberIn } from './connection.ts';
import { databaseName, probe } from './database.ts';
import { decision, findDecisions } from './decisions.ts';
import { fileFailure, saysCorrupt } from './failure.ts';
import { grownRequests, hasRequest, lastRequest, requests, uncounted } from './ledger-rows.ts';
import { handlesStartingWith, hasOriginal, original } from './originals.ts';
import { keptPrompts } from './prompt-rows.ts';
import { schemaVersion } from './schema.ts';
import { type StoreSize, sizeOf } from './size.ts';
import { daySums } from './sum-rows.ts';
import { titles } from './title-rows.ts';

/** The store as a process may read it that must not write, or cannot. */
export type ReadStore = {
  decision(key: string): Decision | undefined;
  /** The decisions that are known, by key. */
  find(keys: readonly string[]): Map<string, Decision>;
  /** The bytes of an original, checked against its hash. */
  original(handle: Handle): Buffer | undefined;
  hasOriginal(handle: Handle): boolean;
  /** The handles of originals whose hash starts with 8 to 64 digits, at most two of them. */
  handlesStartingWith(digits: string): readonly Handle[];
  requests(filter?: RequestFilter): Iterable<RequestRow>;
  /** What the requests that pass a filter add up to; `fill` gives rows that are not summed what was paid. */
  daySums(filter: RequestFilter, detail: SumDetail, fill: (row: RequestRow) => RequestRow): readonly DaySum[];
  /** Whether a request is in the ledger already: one with its time and its `id`. */
  hasRequest(request: Pick<RequestRow, 'time' | 'id'>): boolean;
  lastRequest(filter?: RequestFilter): RequestRow | undefined;
  /** The latest requests that tell what the provider counts for a text. */
  grownRequests(): readonly RequestRow[];
  /** What sessions are called, as far as that is kept. */
  titles(): ReadonlyMap<string, string>;
  /** Hashes of the latest prompts, in order of time. */
  keptPrompts(): readonly KeptPrompt[];
  size(): StoreSize;
  /** Those of the blocks that no request in the ledger was counted with. */
  uncounted(keys: readonly string[]): readonly string[];
  close(): void;
};

/** How a database is opened for reading. */
export type ReadOptions = {
  /** Milliseconds to wait for another process; 2,000 when left out. */
  readonly busyMs?: number;
  /** Another connection of this process writes the same database, or may do so before this one's memory is collected. */
  readonly besideWriter?: boolean;
};

const usualBusyMs = 2000;
const corruptHint = 'the next headroom wrap or headroom proxy moves it aside and goes on';

/**
 * Whether a state folder holds a database. A folder that is not there yet holds none.
 * @throws {HeadroomError} `store` where what is there is no folder, or may not be looked into
 */
export function holdsDatabase(folder: string): boolean {
  const file = path.join(path.resolve(folder), databaseName);
  try {
    return isThere(file);
  } catch (error) {
    throw fileFailure(`a state folder at ${path.dirname(file)}`, file, error);
  }
}

/**
 * Opens the database of a state folder for reading alone: nothing is written, created or migrated, so that it works on a
 * read-only file system, beside a running proxy, and after one that was killed. A database that has no schema yet, as a
 * start that did not get far leaves it, reads as empty.
 * @throws {HeadroomError} `store` where there is no database, or none that can be read.
 */
export function openReadOnly(folder: string, options: ReadOptions = {}): ReadStore {
  return openFileReadOnly(path.join(path.resolve(folder), databaseName), options);
}

/**
 * The same for a file by its path, such as a damaged database that was moved aside and is whole in parts.
 * @throws {HeadroomError} `store` where it cannot be read.
 */
export function openFileReadOnly(file: string, options: ReadOptions = {}): ReadStore {
  const connection = openForReading(file, options);
  if (connection === undefined) return emptyStore(file);
  const told = <T>(work: () => T) => hinted(connection, work);
  return {
    decision: (key) => told(() => decision(connection, key)),
    find: (keys) => told(() => findDecisions(connection, keys)),
    uncounted: (keys) => told(() => uncounted(connection, keys)),
    original: (handle) => told(() => original(connection, handle)),
    hasOriginal: (handle) => told(() => hasOriginal(connection, handle)),
    handlesStartingWith: (digits) => told(() => handlesStartingWith(connection, digits)),
    requests: (filter) => hintedRows(connection, requests(connection, filter)),
    daySums: (filter, detail, fill) => told(() => daySums(connection, filter, detail, fill)),
    hasRequest: (request) => told(() => hasRequest(connection, request)),
    lastRequest: (filter) => told(() => lastRequest(connection, filter)),
    grownRequests: () => told(() => grownRequests(connection)),
    titles: () => told(() => titles(connection)),
    keptPrompts: () => told(() => keptPrompts(connection)),
    size: () => told(() => sizeOf(connection)),
    close: () => disconnect(connection),
  };
}

/** Does reading work; an error that is damage which the next start finds too says what that start will do. */
function hinted<T>(connection: Connection, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withHint(connection, error);
  }
}

function* hintedRows(connection: Connection, rows: Iterable<RequestRow>): Generator<RequestRow> {
  try {
    yield* rows;
  } catch (error) {
    throw withHint(connection, error);
  }
}

function withHint(connection: Connection, error: unknown): unknown {
  if (!(error instanceof HeadroomError) || !saysCorrupt(error.cause)) return error;
  try {
    probe(connection);
    return error;
  } catch {
    return new HeadroomError(error.code, error.message, { hint: corruptHint, cause: error.cause });
  }
}

/** Whether there is a file. Some versions of Node take a file in the place of its folder for nothing at all. */
function isThere(file: string): boolean {
  if (!statSync(nearestPath(path.dirname(file))).isDirectory()) {
    throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
  }
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function emptyStore(file: string): ReadStore {
  const fileBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return {
    decision: () => undefined,
    find: () => new Map(),
    uncounted: (keys) => keys,
    original: () => undefined,
    hasOriginal: () => false,
    handlesStartingWith: () => [],
    requests: () => [],
    daySums: () => [],
    hasRequest: () => false,
    lastRequest: () => undefined,
    grownRequests: () => [],
    titles: () => new Map(),
    keptPrompts: () => [],
    size: () => ({ originals: 0, originalBytes: 0, fileBytes, decisions: 0, requests: 0 }),
    close: () => {},
  };
}

/** A connection to a database of this version; `undefined` where it has no schema yet. */
function openForReading(
  file: string,
  { busyMs = usualBusyMs, besideWriter = false }: ReadOptions,
): Connection | undefined {
  let connection: Connection | undefined;
  try {
    if (!isThere(file)) {
      throw new HeadroomError('store', `expected a database at ${file}, found none`, {
        hint: 'it is made by the first run of the proxy',
      });
    }
    const location = `${pathToFileURL(file).href}?${wayToRead(file, besideWriter)}`;
    connection = connect({ path: file, location, readOnly: true, timeout: busyMs });
    const version = numberIn(first(connection, 'PRAGMA user_version'), 'user_version');
    if (version === 0) {
      disconnect(connection);
      return undefined;
    }
    // What an older one lacks is not read here.
    if (version > schemaVersion) {
      throw new HeadroomError(
        'store',
        `expected a database of schema ${schemaVersion} or older, found ${version} in ${file}`,
      );
    }
    return connection;
  } catch (error) {
    if (connection !== undefined) disconnect(connection);
    throw fileFailure(`a readable database at ${file}`, file, error, saysCorrupt(error) ? corruptHint : undefined);
  }
}

/**
 * Without a write-ahead log the file is all there is: `immutable` spares SQLite the files beside it that it would
 * create. With one, its shared index is read and not written. All connections of a process share one view of that index,
 * which stays until the statements of each are collected: a view that is read-only would keep the others from writing.
 */
function wayToRead(file: string, besideWriter: boolean): string {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (log === 0) return 'immutable=1';
  return besideWriter ? '' : 'readonly_shm=1';
}
