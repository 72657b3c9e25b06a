import type { BreakpointChanges, BreakpointRows, KeptBreakpoints } from '../model/breakpoint-rows.ts';

/** The calls of the thread that keeps a planner's rows. Everything is copied between threads. */
export type KeeperMethods = {
  /** The rows that were neither returned before nor written here; `undefined` if nobody wrote anything. */
  read(): BreakpointRows | undefined;
  write(changes: BreakpointChanges): void;
  /** Releases everything, so that the thread can end. */
  close(): void;
};

/** Milliseconds for which rows of other processes are read again after their last use. */
const watchedMs = 20 * 60_000;
/** How many rows are remembered as read or written here. */
const mostSeen = 10_000;

type OpenDatabase = { readonly breakpoints: KeptBreakpoints; close(): void };

type Parts = {
  /** Reads everything without taking a lock that would block another process. */
  readonly readAll: () => BreakpointRows;
  /** Opens the database for writing, with the first write. */
  readonly open: () => OpenDatabase;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

/**
 * Keeps a planner's rows in the database. After a failure the database is closed and opened anew by the next call: by
 * then it may be another file.
 * @throws {HeadroomError} `store` from every method, for whatever fails
 */
export function createKeeper({ readAll, open, now = Date.now }: Parts): KeeperMethods {
  const seen = createSeen();
  let database: OpenDatabase | undefined;
  let isComplete = false;
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const failed = database;
      database = undefined;
      failed?.close();
      throw error;
    }
  };
  return {
    read: () =>
      attempt(() => {
        const known = isComplete ? database?.breakpoints : undefined;
        if (known?.changedElsewhere() === false) return undefined;
        const rows = known?.read(now() - watchedMs) ?? readAll();
        isComplete = true;
        return seen.newOf(rows);
      }),
    write: (changes) =>
      attempt(() => {
        database ??= open();
        database.breakpoints.write(changes);
        seen.note(changes);
      }),
    close: () => database?.close(),
  };
}

/** Distinguishes new rows from known ones by their content. */
function createSeen() {
  const said = new Map<string, string>();
  const isNew = (key: string, says: unknown) => {
    const text = JSON.stringify(says);
    const before = said.get(key);
    said.delete(key);
    said.set(key, text);
    const oldest = said.keys().next();
    if (said.size > mostSeen && oldest.done !== true) said.delete(oldest.value);
    return before !== text;
  };
  const newOf = ({ requests, programs, accounts, refusals }: BreakpointRows): BreakpointRows => ({
    requests: requests.filter(({ id, hashes: _, ...facts }) => isNew(`request ${id}`, sorted(facts))),
    programs: programs.filter(({ program, habits }) => isNew(`program ${program}`, habits)),
    accounts: accounts.filter(({ conversation, requests, dollars }) =>
      isNew(`account ${conversation}`, [requests, dollars]),
    ),
    refusals: refusals.filter(({ upstream, until }) => isNew(`refusal ${upstream}`, until)),
  });
  return {
    newOf,
    /** Records what was written here. An account's sum is known only when it is next read. */
    note: (changes: BreakpointChanges) => void newOf({ ...changes, accounts: [] }),
  };
}

/** The same facts in an order that does not depend on their source. */
function sorted(facts: object): readonly (readonly [string, unknown])[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
