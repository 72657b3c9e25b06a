import type { KeptPrompt } from '../model/cache.ts';
import type { AboveBlock, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { StoreState } from '../model/store-state.ts';
import type { BookedSums, RecordedSums } from '../model/sums.ts';

/** What the engine's thread can be asked, and what it answers. Everything is copied between threads. */
export type EngineMethods = {
  /** `missing` names texts above that this thread does not have: the same is asked again with them. */
  decide(
    blocks: readonly OpenBlock[],
    above: readonly AboveBlock[],
  ): { readonly decisions: readonly Decision[] } | { readonly missing: readonly string[] };
  leaveAlone(blocks: readonly OpenBlock[], reason: LeftAloneReason, above: readonly AboveBlock[]): readonly Decision[];
  /**
   * Books requests, all of them or none. Of those with an `id` that are booked already nothing is booked again.
   * @param again whether some may be: they were handed over before
   */
  record(records: readonly LedgerRecord[], again: boolean): BookedSums;
  /** What requests that are not booked yet bring. */
  price(records: readonly LedgerRecord[]): BookedSums;
  /** Some sums as one, as they are shown. */
  total(sums: readonly BookedSums[]): RecordedSums;
  /** Hashes of the latest prompts that any process sent, in order of time; none where they cannot be read. */
  keptPrompts(): readonly KeptPrompt[];
  /** Pins decisions that were sent already. */
  pinSent(decisions: readonly Decision[]): void;
  /** Tries a store that fails at once. */
  retryStore(): StoreState;
  /** Lets go of everything, so that the thread can end. */
  close(): void;
  /** @param unbooked requests that belong to the figures and are not in the ledger yet */
  stats(query: StatsQuery, unbooked: readonly LedgerRecord[]): object;
  original(handle: string): Uint8Array | undefined;
  /** o200k tokens of each text. */
  count(texts: readonly string[]): readonly number[];
};

/** Which part of the ledger `stats` looks at. Times are milliseconds since the epoch. */
export type StatsQuery = {
  readonly by?: 'daily' | 'session';
  readonly since?: number;
  readonly until?: number;
  readonly project?: string;
};
