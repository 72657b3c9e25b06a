import type { AccountRow, BreakpointChanges, ProgramRow, RefusalRow } from '../model/breakpoint-rows.ts';
import type { BreakpointAccount, PlannedRequest } from '../model/breakpoints.ts';

/**
 * The most changes of each kind that wait; beyond that, the oldest is never written. As many as a planner keeps in
 * memory.
 */
const mostWaiting = 2000;

/** Records the changes of a planner's memory that are to be written. */
export type Journal = {
  request(request: PlannedRequest): void;
  removed(id: number): void;
  program(row: ProgramRow): void;
  /** An amount to add. */
  account(row: AccountRow): void;
  refusal(row: RefusalRow): void;
  /** Whether changes of a request are still to be written: then a row that is read meanwhile is outdated. */
  holdsRequest(id: number): boolean;
  holdsProgram(program: string): boolean;
  /** The amount of a conversation's account that is still to be written. */
  unwritten(conversation: number): BreakpointAccount;
};

/** A journal, as its writer sees it. */
export type WrittenJournal = Journal & {
  /**
   * The changes to write now, in one transaction; `undefined` if there are none. Counts as unwritten until it is
   * settled.
   */
  take(): BreakpointChanges | undefined;
  /** Reports whether the taken changes were written. If not, they are taken again, together with later ones. */
  settle(written: boolean): void;
};

const nothing: BreakpointAccount = { requests: 0, dollars: 0 };

/** The journal of a memory that is not written. */
export const noJournal: Journal = {
  request: () => {},
  removed: () => {},
  program: () => {},
  account: () => {},
  refusal: () => {},
  holdsRequest: () => false,
  holdsProgram: () => false,
  unwritten: () => nothing,
};

type Waiting = {
  /** `undefined` for one that is to be removed. */
  readonly requests: Map<number, PlannedRequest | undefined>;
  readonly programs: Map<string, ProgramRow>;
  readonly accounts: Map<number, AccountRow>;
  readonly refusals: Map<string, RefusalRow>;
};

/**
 * Builds a journal. Of several changes to the same thing the last is written, in the order in which they were made.
 * @param onChange called after every change
 */
export function createJournal(onChange: () => void): WrittenJournal {
  let waiting = empty();
  let taken: Waiting | undefined;
  const note = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value) => {
    put(map, key, value);
    onChange();
  };
  return {
    request: (request) => note(waiting.requests, request.id, request),
    removed: (id) => note(waiting.requests, id, undefined),
    program: (row) => note(waiting.programs, row.program, row),
    account(row) {
      const { conversation } = row;
      note(waiting.accounts, conversation, withAmount(waiting.accounts.get(conversation), row));
    },
    refusal: (row) => note(waiting.refusals, row.upstream, row),
    holdsRequest: (id) => waiting.requests.has(id) || taken?.requests.has(id) === true,
    holdsProgram: (program) => waiting.programs.has(program) || taken?.programs.has(program) === true,
    unwritten(conversation) {
      const [before = nothing, since = nothing] = [taken?.accounts, waiting.accounts].map((map) =>
        map?.get(conversation),
      );
      return { requests: before.requests + since.requests, dollars: before.dollars + since.dollars };
    },
    take() {
      if (Object.values(waiting).every(({ size }) => size === 0)) return undefined;
      taken = waiting;
      waiting = empty();
      return changesOf(taken);
    },
    settle(written) {
      if (taken !== undefined && !written) waiting = joined(taken, waiting);
      taken = undefined;
    },
  };
}

function empty(): Waiting {
  return { requests: new Map(), programs: new Map(), accounts: new Map(), refusals: new Map() };
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > mostWaiting && oldest.done !== true) map.delete(oldest.value);
}

/** An amount with an earlier one to the same account. */
function withAmount(before: AccountRow | undefined, row: AccountRow): AccountRow {
  if (before === undefined) return row;
  return { ...row, requests: before.requests + row.requests, dollars: before.dollars + row.dollars };
}

/** Two batches of changes as one, the earlier first. */
function joined(earlier: Waiting, later: Waiting): Waiting {
  for (const [id, request] of later.requests) put(earlier.requests, id, request);
  for (const [program, row] of later.programs) put(earlier.programs, program, row);
  for (const [conversation, row] of later.accounts) {
    put(earlier.accounts, conversation, withAmount(earlier.accounts.get(conversation), row));
  }
  for (const [upstream, row] of later.refusals) put(earlier.refusals, upstream, row);
  return earlier;
}

function changesOf({ requests, programs, accounts, refusals }: Waiting): BreakpointChanges {
  const kept = [...requests.values()].filter((request) => request !== undefined);
  const removed = [...requests].flatMap(([id, request]) => (request === undefined ? [id] : []));
  return {
    requests: kept,
    removed,
    programs: [...programs.values()],
    accounts: [...accounts.values()],
    refusals: [...refusals.values()],
  };
}
