import type { PromptAlignment } from './alignment.ts';
import type { CacheBooking, CacheFacts } from './cache.ts';
import type { ContentKind } from './content.ts';
import type { LeftAloneReason } from './decision.ts';
import type { Gain } from './gain.ts';
import type { Payer } from './provider.ts';
import type { Usage } from './usage.ts';

export type { Gain } from './gain.ts';

/** How tokens were saved. What a fetched original cost is booked to `leftOut`. */
export type SavingWay = 'lossless' | 'repeats' | 'leftOut';

/** Every way, in the order in which they are shown. */
export const savingWays: readonly SavingWay[] = ['lossless', 'repeats', 'leftOut'];

/** A block of a request that was sent in another form, or whose presence is a cost of ours. */
export type LedgerBlock = {
  /** Key of its decision. */
  readonly key: string;
  readonly tool: string;
  /** Name of the command line that printed it: a program, or a program and a sub-command. */
  readonly command?: string;
  readonly kind: ContentKind;
  /** o200k tokens that were not sent; negative for an original that was fetched back. */
  readonly removed: number;
  /** o200k tokens that its output had before it was shortened; absent for an original that was fetched back. */
  readonly before?: number;
  /** How: by a layout that a decoder reads back, by pointing at what appears earlier, or by leaving out what can be fetched. */
  readonly way?: SavingWay;
  /** Of those, tokens that appear earlier, where lines were left out besides. */
  readonly repeated?: number;
  readonly retrieved: boolean;
  /** Where it stands in the prompt, as a share of the prompt's tokens: 0 the start, 1 the end. */
  readonly depth: number;
};

/** The name for figures that a row of an older version does not have. */
export const beforeThisVersion = '(before this version)';

/** One request in the form in which it is booked. */
export type LedgerRecord = {
  /** Identifies the request, so that it is booked once however often it is handed over. */
  readonly id?: string;
  /** Milliseconds since the epoch at which the request was received. */
  readonly time: number;
  readonly api: string;
  readonly upstream: string;
  readonly model: string;
  readonly session: string;
  readonly project: string;
  /** The agent that sent it, as far as it is known. */
  readonly agent?: string;
  /** Whether a key or a login proved who asks. */
  readonly payer?: Payer;
  readonly failed: boolean;
  /** What the provider billed; `undefined` when the answer did not say. */
  readonly usage?: Usage;
  /** Bytes of the body as it was sent, for estimates where there is no usage. */
  readonly sentBytes: number;
  readonly blocks: readonly LedgerBlock[];
  /** Blocks that were left as they were for the first time in this request, by reason. */
  readonly leftAlone: Partial<Record<LeftAloneReason, number>>;
  /** Milliseconds from the end of the client's body to the moment the request left. */
  readonly addedMs: number;
  /** Something was sent in another form than before: a cache miss caused by headroom. */
  readonly selfCausedMiss: boolean;
  /** What it could have had from the cache; absent where its prompt is not known whole. */
  readonly cache?: CacheFacts;
  /** Belongs to a demonstration and counts nowhere. */
  readonly demo: boolean;
  /** The volatile parts of the system prompt, if its session sent it for the first time. */
  readonly alignment?: PromptAlignment;
  /** The title of its session, if it is the first of its session that has one. */
  readonly title?: string;
  /**
   * What the planner of breakpoints did: its number there, how many breakpoints were sent, and whether one was to
   * write.
   */
  readonly breakpoints?: { readonly id: number; readonly marks: number; readonly writes?: boolean };
};

/** Results of tools that one request added to the one before, as o200k counts them and as the provider billed them. */
export type TokenGrowth = { readonly o200k: number; readonly billed: number };

/** One request as it is stored, priced. */
export type RequestRow = {
  /** Identifies the request among all; rows of older versions have none. */
  readonly id?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly api: string;
  readonly upstream: string;
  readonly model: string;
  readonly session: string;
  readonly project: string;
  /** The agent that sent it, or `unknown`; absent in rows of older versions, which did not record it. */
  readonly agent?: string;
  /** Whether the request used a key or a login; absent in rows of older versions. */
  readonly payer?: Payer;
  readonly failed: boolean;
  /** The answer contained no bill: usage and dollars are estimates. */
  readonly estimated: boolean;
  readonly demo: boolean;
  readonly usage: Usage;
  /** Tokens that this request was the first not to send, in the provider's own as far as `tokenFactor` is right. */
  readonly tokensRemoved: number;
  /** The same of originals that this request was the first to carry. */
  readonly tokensRetrieved: number;
  /** Net dollars saved; negative when fetched originals cost more than was saved. */
  readonly dollars: number;
  /** Dollars that fetched originals cost, which are taken off in `dollars`; absent in rows of older versions. */
  readonly dollarsRetrieved?: number;
  /** Dollars that the answer cost at list price, output included; absent in rows of older versions until it is filled in. */
  readonly paid?: number;
  /** `paid` was filled in by a later version, from the row's own usage at the prices of that day. */
  readonly pricedLater?: true;
  /** Provider tokens per o200k token by which tokens and dollars are scaled; rows of older versions have o200k tokens. */
  readonly tokenFactor?: number;
  /**
   * Tokens of its whole prompt that were not sent, repeated blocks included, less what fetched originals added: the
   * provider's own, scaled like the others. Absent if the answer had no receipt, and in rows of older versions.
   */
  readonly notSent?: number;
  /** What its receipt shows about the provider's tokens; absent if its prompt grew by anything else besides. */
  readonly growth?: TokenGrowth;
  /** The model whose price was used, if the request's own is not listed. */
  readonly pricedAs?: string;
  /** Milliseconds. */
  readonly addedMs: number;
  readonly byTool: Readonly<Record<string, Gain>>;
  readonly byKind: Readonly<Record<string, Gain>>;
  /** By the name of the command, `''` for outputs of tools that run none; absent in rows of older versions. */
  readonly byCommand?: Readonly<Record<string, Gain>>;
  /** By the way in which it was saved. */
  readonly byWay?: Readonly<Partial<Record<SavingWay, Gain>>>;
  /** What it read from the cache; absent if no earlier request left it anything, or the answer had no receipt. */
  readonly cache?: CacheBooking;
  readonly leftAlone: Partial<Record<LeftAloneReason, number>>;
  readonly selfCausedMiss: boolean;
  /** The volatile parts of the system prompt, if its session sent it for the first time. */
  readonly alignment?: PromptAlignment;
  /**
   * How many breakpoints we inserted, and the net dollars that they saved: savings of reads less the extra cost of
   * writes.
   */
  readonly breakpoints?: { readonly marks: number; readonly dollars: number };
  /**
   * Keys of the decisions whose shorter form was sent; absent if the list was dropped: it is kept as long as originals
   * are.
   */
  readonly replaced?: readonly string[];
};

/** The dimensions of figures. The first three split what was saved, the others requests. */
export type Dimension =
  | 'command'
  | 'kind'
  | 'tool'
  | 'agent'
  | 'payer'
  | 'model'
  | 'project'
  | 'session'
  | 'day'
  | 'week'
  | 'month'
  | '5h';

/** A filter for requests. */
export type RequestFilter = {
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly until?: number;
  readonly project?: string;
  readonly session?: string;
  readonly includeDemo?: boolean;
};
