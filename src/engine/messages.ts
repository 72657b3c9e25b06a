import type { AboveBlock, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { LedgerRecord } from '../model/ledger.ts';

/** What the engine's thread can be asked, and what it answers. Everything is copied between threads. */
export type EngineMethods = {
  /** `missing` names texts above that this thread does not have: the same is asked again with them. */
  decide(
    blocks: readonly OpenBlock[],
    above: readonly AboveBlock[],
  ): { readonly decisions: readonly Decision[] } | { readonly missing: readonly string[] };
  leaveAlone(blocks: readonly OpenBlock[], reason: LeftAloneReason, above: readonly AboveBlock[]): readonly Decision[];
  record(records: readonly LedgerRecord[]): RecordedSums;
  /** Lets go of everything, so that the thread can end. */
  close(): void;
  stats(query: StatsQuery): object;
  original(handle: string): Uint8Array | undefined;
  /** o200k tokens of each text. */
  count(texts: readonly string[]): readonly number[];
};

/** What some requests brought, as they went into the ledger. */
export type RecordedSums = {
  readonly requests: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  readonly dollars: number;
  /** What breakpoints brought, apart from `dollars`. */
  readonly breakpointDollars: number;
};

/** Which part of the ledger `stats` looks at. Times are milliseconds since the epoch. */
export type StatsQuery = {
  readonly by?: 'daily' | 'session';
  readonly since?: number;
  readonly until?: number;
  readonly project?: string;
};
