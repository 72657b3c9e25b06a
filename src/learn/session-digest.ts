import type { FailureClass } from './failure.ts';

/** How often one form was used in a session, and with what results. Times are milliseconds since the epoch. */
export type FormUses = {
  /** `keyOf` a form, or of a runner with a program (`runnerKey`). */
  readonly key: string;
  readonly worked: number;
  /** Uses that ended well and printed or found nothing: no proof of anything. */
  readonly empty: number;
  readonly failed: number;
  readonly lastWorked?: number;
  readonly firstFailed?: number;
  readonly lastFailed?: number;
  /** Ids of failed calls, at most `mostCallIds`, oldest first. */
  readonly failedCalls: readonly string[];
  /** How often later calls of the session succeeded with a replacement, by `replacementKey`. */
  readonly replacements: Readonly<Record<string, number>>;
  /** A replacement worked that no rule may propose. */
  readonly isRefused?: boolean;
};

/**
 * What is kept about one session: names of allowed shapes, counts, dates and ids of calls; no command, no output, no
 * text.
 */
export type SessionDigest = {
  readonly agent: string;
  readonly id: string;
  /** The same for all parts of one session: its sub-agents, forks and resumed ones. */
  readonly root: string;
  readonly isSubAgent: boolean;
  readonly folder?: string;
  /** The transcript has the conversation but no output of calls: it teaches nothing. */
  readonly withoutOutput?: true;
  readonly first?: number;
  readonly last?: number;
  readonly calls: number;
  readonly failedCalls: number;
  /** Of those, calls that the agent took for successes. */
  readonly masked: number;
  readonly classes: Partial<Record<FailureClass, number>>;
  /** Requests to the model, the prompt and output tokens that were billed, and the price of both in dollars. */
  readonly requests: number;
  readonly tokens: number;
  readonly dollars: number;
  readonly brokenLines: number;
  /** Calls like an earlier one, files read again without a change, and short turns that begin as corrections do. */
  readonly repeatedCalls: number;
  readonly rereads: number;
  readonly corrections: number;
  readonly uses: readonly FormUses[];
};
