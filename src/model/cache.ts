import type { Gain } from './gain.ts';
import type { PromptSection } from './prompt.ts';
import type { Usage } from './usage.ts';

/**
 * Why two prompts part: a value that differs from request to request, a number that grew, the tools in another order,
 * other tools, settings that the cache depends on, or any other text.
 */
export type PartingCause = 'volatile' | 'counter' | 'toolOrder' | 'tools' | 'settings' | 'text';

/** Where a prompt stops being what was sent before, and why. It names things and never holds a value, which may be a credential. */
export type Parting = {
  readonly section: PromptSection;
  /** Byte of the body, counted from the first block of the section. */
  readonly byte: number;
  readonly cause: PartingCause;
  /** Kind and label of what changed, or names of tools; three at most. */
  readonly names: readonly string[];
};

/**
 * What is kept of a prompt for the requests of later processes: hashes and lengths, no text. Arrays have one entry a block.
 */
export type KeptPrompt = {
  /** Names it among all. */
  readonly id: string;
  /** The kept prompt that is of no more use once this one is there. */
  readonly replaces?: string;
  /** Session, API and model. */
  readonly key: string;
  /** API and model. */
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly prefixes: Uint8Array;
  readonly contents: Uint8Array;
  readonly ends: Uint32Array;
  readonly tools: number;
  readonly heads: number;
  readonly marks?: readonly number[];
  readonly forms: Uint32Array;
  readonly sentBytes: number;
  readonly usage?: Usage;
  readonly long: boolean;
};

/** The earlier request whose prompt stands closest to that of a later one. */
export type CacheBefore = {
  /** What the provider billed for it; absent where its answer did not say, or had only begun. */
  readonly usage?: Usage;
  /** Bytes of its prompt as the client sent it, and as it went up. */
  readonly bytes: number;
  readonly sentBytes: number;
  /** The latest writes of its conversation were for an hour. */
  readonly long: boolean;
};

/** What a prompt adds to the one that it continues, where that is an answer of the model and results of tools alone. */
export type PromptGrowth = {
  /** The results as the client sent them. */
  readonly results: readonly string[];
  /** o200k tokens of them that did not go up. */
  readonly removed: number;
  /** Bytes of the answer in the body. */
  readonly answerBytes: number;
};

/** What a request could have had from the provider's cache, in bytes of prompt. */
export type CacheFacts = {
  /** The whole prompt. */
  readonly bytes: number;
  /** The longest start that it shares with an earlier request of its session and model. */
  readonly sameBytes: number;
  /** What that request left to be read, had nothing changed since and had nobody paused. */
  readonly couldBytes: number;
  /** Of that request's own blocks, those that come back in order make it the same conversation. */
  readonly continues: boolean;
  /** Milliseconds since that request; absent where there is none. */
  readonly pauseMs?: number;
  readonly before?: CacheBefore;
  /** Whether the client says where to keep the prompt; absent where the API keeps prompts without being asked. */
  readonly marked?: boolean;
  /** What was sent before went up in another form that we gave it. */
  readonly reformed?: boolean;
  /** Where the prompt was changed, where it was. */
  readonly parted?: Parting;
  /** What it adds to the request before, where that can be counted. */
  readonly growth?: PromptGrowth;
  /** What later processes may know of it. */
  readonly prompt?: KeptPrompt;
};

/**
 * What lost what could have been read: a pause longer than the provider keeps prompts, a change by the agent itself, a
 * change by us, that nobody asked for the prompt to be kept, or the provider for reasons of its own.
 */
export type CacheLoss = 'pause' | 'agent' | 'headroom' | 'unasked' | 'provider';

/** Every cause, in the order in which they are told. */
export const cacheLosses: readonly CacheLoss[] = ['pause', 'agent', 'headroom', 'unasked', 'provider'];

/** What a request had from the cache and what it missed, in the provider's own tokens, priced by its receipt. */
export type CacheBooking = {
  /** Tokens that could have been read, and those of them that were. */
  readonly could: number;
  readonly read: number;
  /** What was missed, by cause. Dollars are what the tokens cost more than a read. */
  readonly losses?: Readonly<Partial<Record<CacheLoss, Gain>>>;
  /** Milliseconds since the request before, where a pause lost something or an hour's lifetime bridged it. */
  readonly pauseMs?: number;
  /** Where the agent changed what was sent before, where that lost something. */
  readonly parted?: Parting;
  /** What came again is shorter than the provider keeps, so that none of it could be read. */
  readonly short?: true;
  /** A prompt just under the shortest that is kept: its tokens, that minimum, and what reading them would have saved. */
  readonly under?: { readonly tokens: number; readonly minimum: number; readonly dollars: number };
  /** How the lifetime that the client chose weighs, in dollars. */
  readonly lifetime?: CacheLifetime;
};

/** What another lifetime of a request's writes would have changed, in dollars. */
export type CacheLifetime = {
  /** What the writes for five minutes would have cost more for an hour. */
  readonly longer?: number;
  /** What the writes for an hour cost more than for five minutes. */
  readonly shorter?: number;
  /** What a read saved that only an hour's lifetime made possible. */
  readonly bridged?: number;
};
