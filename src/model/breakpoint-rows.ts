import type { BreakpointAccount, PlannedRequest, ProgramHabits } from './breakpoints.ts';

/** A program's habits, with the time of its last request in milliseconds since the epoch. */
export type ProgramRow = { readonly program: string; readonly habits: ProgramHabits; readonly time: number };

/** What breakpoints saved in a conversation, with the time of its last receipt in milliseconds since the epoch. */
export type AccountRow = BreakpointAccount & { readonly conversation: number; readonly time: number };

/** An upstream that gets no breakpoints until a time, in milliseconds since the epoch. */
export type RefusalRow = { readonly upstream: string; readonly until: number };

/** A planner's knowledge, as stored in a database. */
export type BreakpointRows = {
  /** In order of their times. */
  readonly requests: readonly PlannedRequest[];
  readonly programs: readonly ProgramRow[];
  readonly accounts: readonly AccountRow[];
  readonly refusals: readonly RefusalRow[];
};

/**
 * What a planner learned since it was last written. Accounts are amounts to add, everything else replaces earlier
 * values.
 */
export type BreakpointChanges = BreakpointRows & {
  /** Requests that need not be kept any longer, by their numbers. */
  readonly removed: readonly number[];
};

/** A planner's knowledge, in a database that several processes share. All methods throw `HeadroomError('store')`. */
export type KeptBreakpoints = {
  /**
   * What is kept, of the latest requests at most.
   * @param since leaves out what was last used before, in milliseconds since the epoch
   */
  read(since?: number): BreakpointRows;
  /** Whether another connection wrote anything since the last call; always true at the first call. */
  changedElsewhere(): boolean;
  /** Writes all of it in one transaction. Repeating it affects only accounts. */
  write(changes: BreakpointChanges): void;
};
