import type { BreakpointAccount, PlannedRequest, ProgramHabits } from './breakpoints.ts';

/** A program's habits, with the time of its last request in milliseconds since the epoch. */
export type ProgramRow = { readonly program: string; readonly habits: ProgramHabits; readonly time: number };

/** What breakpoints brought in a conversation, with the time of its last receipt in milliseconds since the epoch. */
export type AccountRow = BreakpointAccount & { readonly conversation: number; readonly time: number };

/** An upstream that gets no breakpoints until a time, in milliseconds since the epoch. */
export type RefusalRow = { readonly upstream: string; readonly until: number };

/** What a planner knows, as a database keeps it. */
export type BreakpointRows = {
  /** In order of their times. */
  readonly requests: readonly PlannedRequest[];
  readonly programs: readonly ProgramRow[];
  readonly accounts: readonly AccountRow[];
  readonly refusals: readonly RefusalRow[];
};

/** What a planner learned since it was last written. Accounts are amounts to add, everything else takes the place of what was. */
export type BreakpointChanges = BreakpointRows & {
  /** Requests that need not be kept any longer, by their numbers. */
  readonly removed: readonly number[];
};

/** What a planner knows, in a database that several processes share. All throws `HeadroomError('store')`. */
export type KeptBreakpoints = {
  /**
   * What is kept, of the latest requests at most.
   * @param since leaves out what was last used before, in milliseconds since the epoch
   */
  read(since?: number): BreakpointRows;
  /** Whether another connection wrote anything since this was last asked; the first time it says so. */
  changedElsewhere(): boolean;
  /** Writes all of it in one transaction. Twice does no harm but to accounts. */
  write(changes: BreakpointChanges): void;
};
