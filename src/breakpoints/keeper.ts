import type { BreakpointChanges, BreakpointRows, KeptBreakpoints } from '../model/breakpoint-rows.ts';

/** What the thread that keeps a planner's rows can be asked. Everything is copied between threads. */
export type KeeperMethods = {
  /** What is kept and was not answered before, nor written from here; `undefined` where nobody wrote anything. */
  read(): BreakpointRows | undefined;
  write(changes: BreakpointChanges): void;
  /** Lets go of everything, so that the thread can end. */
  close(): void;
};

/** Milliseconds for which rows of other processes are looked at again after their last use. */
const watchedMs = 20 * 60_000;
/** Rows that are known to have been read or written here. */
const mostSeen = 10_000;

type OpenDatabase = { readonly breakpoints: KeptBreakpoints; close(): void };

type Parts = {
  /** Reads everything without taking a lock that another process may hold. */
  readonly readAll: () => BreakpointRows;
  /** Opens the database for writing, with the first write. */
  readonly open: () => OpenDatabase;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

/**
 * Keeps a planner's rows in the database. After a failure the database is closed and opened anew by the next call: the file
 * may be another one by then.
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

/** Tells rows that were not there before from those that were, by what they say. */
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
    /** Notes what was written here. Of accounts only the sum is known that is read next. */
    note: (changes: BreakpointChanges) => void newOf({ ...changes, accounts: [] }),
  };
}

/** The same facts in an order that does not depend on who made them. */
function sorted(facts: object): readonly (readonly [string, unknown])[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
