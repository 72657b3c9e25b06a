import type { ContentKind } from './content.ts';
import type { LeftAloneReason } from './decision.ts';
import type { Usage } from './usage.ts';

/** A block of a request that was sent in another form, or whose presence is a cost of ours. */
export type LedgerBlock = {
  /** Key of its decision. */
  readonly key: string;
  readonly tool: string;
  readonly kind: ContentKind;
  /** o200k tokens that were not sent; negative for an original that was fetched back. */
  readonly removed: number;
  readonly retrieved: boolean;
  /** Where it stands in the prompt, as a share of the prompt's tokens: 0 the start, 1 the end. */
  readonly depth: number;
};

/** One request as the ledger keeps it. */
export type LedgerRecord = {
  /** Milliseconds since the epoch at which the request came in. */
  readonly time: number;
  readonly api: string;
  readonly upstream: string;
  readonly model: string;
  readonly session: string;
  readonly project: string;
  readonly failed: boolean;
  /** What the provider billed; `undefined` when the answer did not say. */
  readonly usage?: Usage;
  /** Bytes of the body as it was sent, for estimates where there is no usage. */
  readonly sentBytes: number;
  readonly blocks: readonly LedgerBlock[];
  /** Blocks that were left alone for the first time in this request, by reason. */
  readonly leftAlone: Partial<Record<LeftAloneReason, number>>;
  /** Milliseconds from the end of the client's body to the moment the request left. */
  readonly addedMs: number;
  /** Something that was sent before went up in another form: a cache miss of our own making. */
  readonly selfCausedMiss: boolean;
  /** Belongs to a demonstration and counts nowhere. */
  readonly demo: boolean;
};
