import type { Handle } from '../model/block.ts';
import type { KeptBreakpoints } from '../model/breakpoint-rows.ts';
import type { KeptPrompt } from '../model/cache.ts';
import type { ContentKind } from '../model/content.ts';
import type { DaySum, SumDetail } from '../model/day-sums.ts';
import type { Decision } from '../model/decision.ts';
import type { LearnedRows } from '../model/learned-rows.ts';
import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import { breakpointRows, pruneBreakpoints } from './breakpoint-rows.ts';
import { write } from './connection.ts';
import { closeForWriting, type OpenOptions, openForWriting, proveWritable, waitAtMost } from './database.ts';
import { findDecisions, kindShortened, type PinEntry, pinDecisions, pinSent } from './decisions.ts';
import { learnedRows } from './learned-rows.ts';
import { dropLists, pruneLists } from './ledger-lists.ts';
import {
  appendRequest,
  fillUnpriced,
  grownRequests,
  hasRequest,
  lastRequest,
  markCounted,
  requests,
  uncounted,
} from './ledger-rows.ts';
import { handlesStartingWith, hasOriginal, original } from './originals.ts';
import { keepPrompt, keptPrompts } from './prompt-rows.ts';
import { dropAll, dropBefore, pruneOriginals, releasePages } from './prune.ts';
import { type StoreSize, sizeOf } from './size.ts';
import { daySums, sumUp } from './sum-rows.ts';
import { dropTitles, keepTitle, type SessionTitle } from './title-rows.ts';

/** Where the store is and how much it may keep. */
export type StoreOptions = OpenOptions & {
  /** The state folder; made when missing. */
  readonly folder: string;
  /** Bytes that the database may take. */
  readonly maxBytes: number;
  /** Days after which an original goes. */
  readonly maxDays: number;
  /** Milliseconds since the epoch; the system's clock when left out. */
  readonly now?: () => number;
  /** Told what a person should know, one line each. */
  readonly onNotice?: (line: string) => void;
};

/**
 * Decisions, originals and ledger in one file. Every method is synchronous; what writes has reached the disk when it
 * returns; all throw `HeadroomError('store')` for whatever fails.
 */
export type Store = {
  /** It held nothing when it was opened. */
  readonly isNew: boolean;
  /** Device and inode of the file that was opened. */
  readonly identity: string;
  /** The decisions that are known, by key. */
  find(keys: readonly string[]): Map<string, Decision>;
  /** Stores decisions with their originals and answers with those that hold, in order: the first writer of a key wins. */
  pin(entries: readonly PinEntry[]): readonly Decision[];
  /** Stores decisions that were sent already, whatever was pinned before. */
  pinSent(decisions: readonly Decision[]): void;
  /** The bytes of an original, checked against its hash. */
  original(handle: Handle): Buffer | undefined;
  hasOriginal(handle: Handle): boolean;
  /** The kind as which an original was shortened, by the start of its hash (8 digits or more); `undefined` where nobody knows. */
  kindShortened(digits: string): ContentKind | undefined;
  /** Drops what is beyond the caps, oldest first, and tells how many originals went. */
  prune(): number;
  /** Drops every original and what was learned from transcripts, and tells how many originals went. */
  clear(): number;
  /** Drops originals last stored more than so many days ago, and tells how many went. */
  dropOlderThan(days: number): number;
  size(): StoreSize;
  appendRequest(row: RequestRow): void;
  /** Fills in the latest rows that do not say what was paid, so many at most, and tells how many there were. */
  fillUnpriced(most: number, fill: (row: RequestRow) => RequestRow): number;
  /** Adds some more rows to the sums of their days, and tells whether there may be more. Views are the same before and after. */
  sumUp(most?: number): boolean;
  requests(filter?: RequestFilter): Iterable<RequestRow>;
  /** What the requests that pass a filter add up to; `fill` gives rows that are not summed what was paid. */
  daySums(filter: RequestFilter, detail: SumDetail, fill: (row: RequestRow) => RequestRow): readonly DaySum[];
  lastRequest(filter?: RequestFilter): RequestRow | undefined;
  /** The latest requests that tell what the provider counts for a text. */
  grownRequests(): readonly RequestRow[];
  /** Whether a request is in the ledger already: one with its time and its `id`. */
  hasRequest(request: Pick<RequestRow, 'time' | 'id'>): boolean;
  /** Keeps what a session is called; the first title holds. */
  keepTitle(title: SessionTitle): void;
  dropTitles(): void;
  /** Keeps hashes of a prompt, for later processes. */
  keepPrompt(prompt: KeptPrompt): void;
  keptPrompts(): readonly KeptPrompt[];
  /** Does what writes in one transaction, so that it costs one wait for the disk. */
  together<T>(work: () => T): T;
  /** Notes blocks as counted in the ledger and answers with those that were not before. */
  markCounted(keys: readonly string[]): readonly string[];
  /** Those of the blocks that no request in the ledger was counted with. */
  uncounted(keys: readonly string[]): readonly string[];
  /** Writes something that changes nothing, to find out whether it can be written. */
  proveWritable(): void;
  /** Sets how many milliseconds later calls wait for another process. */
  waitAtMost(milliseconds: number): void;
  /** What the planner of breakpoints knows. */
  readonly breakpoints: KeptBreakpoints;
  /** What is kept for learning. */
  readonly learned: LearnedRows;
  close(): void;
};

const msPerDay = 86_400_000;

/**
 * Opens the store of a state folder, or makes it. A damaged database is moved aside, never deleted.
 * @throws {HeadroomError} `store` when it cannot be written, or comes from a newer version.
 */
export function openStore(options: StoreOptions): Store {
  const { maxBytes, maxDays, now = Date.now, onNotice = () => {} } = options;
  const { connection, isNew } = openForWriting(options.folder, onNotice, options);
  return {
    isNew,
    identity: connection.identity,
    find: (keys) => findDecisions(connection, keys),
    pin: (entries) => pinDecisions(connection, entries, now()),
    pinSent: (decisions) => pinSent(connection, decisions, now()),
    original: (handle) => original(connection, handle),
    hasOriginal: (handle) => hasOriginal(connection, handle),
    kindShortened(digits) {
      const [handle, another] = handlesStartingWith(connection, digits);
      return handle === undefined || another !== undefined ? undefined : kindShortened(connection, handle);
    },
    prune() {
      // First, so that no original goes to make room for what goes anyway.
      pruneBreakpoints(connection, now());
      pruneLists(connection, now() - maxDays * msPerDay, maxBytes);
      dropTitles(connection, now() - maxDays * msPerDay);
      return pruneOriginals(connection, { maxBytes, maxDays }, now());
    },
    clear() {
      learnedRows(connection).forget();
      dropLists(connection);
      dropTitles(connection);
      return dropAll(connection);
    },
    dropOlderThan(days) {
      const removed = dropBefore(connection, now() - days * msPerDay);
      pruneLists(connection, now() - days * msPerDay, maxBytes);
      dropTitles(connection, now() - days * msPerDay);
      releasePages(connection);
      return removed;
    },
    size: () => sizeOf(connection),
    appendRequest: (row) => appendRequest(connection, row),
    fillUnpriced: (most, fill) => fillUnpriced(connection, most, fill),
    sumUp: (most) => sumUp(connection, most),
    requests: (filter) => requests(connection, filter),
    daySums: (filter, detail, fill) => daySums(connection, filter, detail, fill),
    lastRequest: (filter) => lastRequest(connection, filter),
    grownRequests: () => grownRequests(connection),
    hasRequest: (request) => hasRequest(connection, request),
    keepTitle: (title) => keepTitle(connection, title),
    dropTitles: () => dropTitles(connection),
    keepPrompt: (prompt) => keepPrompt(connection, prompt),
    keptPrompts: () => keptPrompts(connection),
    together: (work) => write(connection, work),
    markCounted: (keys) => markCounted(connection, keys),
    uncounted: (keys) => uncounted(connection, keys),
    proveWritable: () => proveWritable(connection),
    waitAtMost: (milliseconds) => waitAtMost(connection, milliseconds),
    breakpoints: breakpointRows(connection),
    learned: learnedRows(connection),
    close: () => closeForWriting(connection),
  };
}
