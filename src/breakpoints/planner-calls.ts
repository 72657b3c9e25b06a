import type { BreakpointAnswer, BreakpointQuery } from '../model/breakpoints.ts';
import type { Usage } from '../model/usage.ts';

/** A receipt as the planner's thread is told of it. */
export type ReceiptTold = {
  /** The planner's number of the request. */
  readonly id: number;
  /** How many breakpoints went up. */
  readonly marks: number;
  readonly usage: Usage;
  readonly model: string;
  readonly api: string;
  /** Bytes of the body as it went up. */
  readonly sentBytes: number;
};

/** What the planner's thread can be asked, and what it answers. Everything is copied between threads. */
export type PlannerMethods = {
  plan(query: BreakpointQuery): BreakpointAnswer;
  begun(id: number): void;
  /** @param until milliseconds since the epoch until which the upstream gets none; 0 to forget the request */
  refused(id: number, until: number): void;
  receipt(told: ReceiptTold): void;
  /** Lets go of everything, so that the thread can end. */
  close(): void;
};
