import type { KeptPrompt } from '../model/cache.ts';
import type { AboveBlock, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { Dimension, LedgerRecord } from '../model/ledger.ts';
import type { StoreState } from '../model/store-state.ts';
import type { BookedSums, RecordedSums } from '../model/sums.ts';

/** The calls of the engine's thread and their results. Everything is copied between threads. */
export type EngineMethods = {
  /** `missing` names earlier texts that this thread does not have: the call is repeated with them. */
  decide(
    blocks: readonly OpenBlock[],
    above: readonly AboveBlock[],
  ): { readonly decisions: readonly Decision[] } | { readonly missing: readonly string[] };
  leaveAlone(blocks: readonly OpenBlock[], reason: LeftAloneReason, above: readonly AboveBlock[]): readonly Decision[];
  /**
   * Books requests, all of them or none. A request whose `id` is already booked is not booked again.
   * @param again whether some may be, because they were passed on before
   */
  record(records: readonly LedgerRecord[], again: boolean): BookedSums;
  /** The sums of requests that are not booked yet. */
  price(records: readonly LedgerRecord[]): BookedSums;
  /** Some sums as one, as they are shown. */
  total(sums: readonly BookedSums[]): RecordedSums;
  /** Hashes of the latest prompts that any process sent, in order of time; none where they cannot be read. */
  keptPrompts(): readonly KeptPrompt[];
  /** Pins decisions that were already sent. */
  pinSent(decisions: readonly Decision[]): void;
  /** Retries a failing store at once. */
  retryStore(): StoreState;
  /** Releases everything, so that the thread can end. */
  close(): void;
  /** @param unbooked requests that belong to the figures and are not in the ledger yet */
  stats(query: StatsQuery, unbooked: readonly LedgerRecord[]): object;
  original(handle: string): Uint8Array | undefined;
  /** o200k tokens of each text. */
  count(texts: readonly string[]): readonly number[];
};

/** Which part of the ledger `stats` reads. Times are milliseconds since the epoch. */
export type StatsQuery = {
  /** Dimensions of a table; none for the figures of the whole. */
  readonly by: readonly Dimension[];
  readonly since?: number;
  readonly until?: number;
  readonly project?: string;
  readonly session?: string;
};
