import type { Gain } from './gain.ts';
import type { PromptSection } from './prompt.ts';
import type { Usage } from './usage.ts';

/**
 * Why two prompts diverge: a value that differs from request to request, a number that grew, the tools in another
 * order, other tools, settings that the cache depends on, or any other text.
 */
export type PartingCause = 'volatile' | 'counter' | 'toolOrder' | 'tools' | 'settings' | 'text';

/**
 * Where a prompt first differs from what was sent before, and why. It has names and never a value, which may be a
 * credential.
 */
export type Parting = {
  readonly section: PromptSection;
  /** Byte of the body, counted from the first block of the section. */
  readonly byte: number;
  readonly cause: PartingCause;
  /** Kind and label of the change, or names of tools; three at most. */
  readonly names: readonly string[];
};

/** What is stored about a prompt for later processes: hashes and lengths, no text. Arrays have one entry per block. */
export type KeptPrompt = {
  /** Identifies it among all. */
  readonly id: string;
  /** The stored prompt that this one replaces. */
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

/** The earlier request whose prompt is closest to that of a later one. */
export type CacheBefore = {
  /** The provider's usage for it; absent if its answer did not say, or had only begun. */
  readonly usage?: Usage;
  /** Bytes of its prompt as the client sent it, and as forwarded. */
  readonly bytes: number;
  readonly sentBytes: number;
  /** The latest writes of its conversation were for an hour. */
  readonly long: boolean;
};

/** What a prompt adds to the one that it continues, if that is only an answer of the model and results of tools. */
export type PromptGrowth = {
  /** The results as the client sent them. */
  readonly results: readonly string[];
  /** o200k tokens of them that were not sent. */
  readonly removed: number;
  /** Bytes of the answer in the body. */
  readonly answerBytes: number;
};

/** What a request could have read from the provider's cache, in bytes of prompt. */
export type CacheFacts = {
  /** The whole prompt. */
  readonly bytes: number;
  /** The longest start that it shares with an earlier request of its session and model. */
  readonly sameBytes: number;
  /** What that request left in the cache, without any change or pause since. */
  readonly couldBytes: number;
  /** Of that request's own blocks, those that come back in order make it the same conversation. */
  readonly continues: boolean;
  /** Milliseconds since that request; absent if there is none. */
  readonly pauseMs?: number;
  readonly before?: CacheBefore;
  /** Whether the client sets breakpoints; absent if the API caches prompts by itself. */
  readonly marked?: boolean;
  /** Headroom sent a different form of something that was sent before. */
  readonly reformed?: boolean;
  /** The place where the prompt was changed, if it was. */
  readonly parted?: Parting;
  /** What it adds to the previous request, if that can be counted. */
  readonly growth?: PromptGrowth;
  /** What later processes may know about it. */
  readonly prompt?: KeptPrompt;
};

/**
 * The cause of a cache miss: a pause longer than the cache's lifetime, a change by the agent itself, a change by
 * headroom, no breakpoint set, or the provider for reasons of its own.
 */
export type CacheLoss = 'pause' | 'agent' | 'headroom' | 'unasked' | 'provider';

/** Every cause, in the order in which they are reported. */
export const cacheLosses: readonly CacheLoss[] = ['pause', 'agent', 'headroom', 'unasked', 'provider'];

/** What a request read from the cache and what it missed, in the provider's own tokens, priced by its receipt. */
export type CacheBooking = {
  /** Tokens that could have been read, and those of them that were. */
  readonly could: number;
  readonly read: number;
  /** What was missed, by cause. Dollars are the extra cost of the tokens over a read. */
  readonly losses?: Readonly<Partial<Record<CacheLoss, Gain>>>;
  /** Milliseconds since the previous request, if a pause caused a miss or an hour's lifetime bridged it. */
  readonly pauseMs?: number;
  /** Where the agent changed earlier text, if that caused a miss. */
  readonly parted?: Parting;
  /** The repeated part is shorter than the provider's minimum, so that none of it could be read. */
  readonly short?: true;
  /** A prompt just under the minimum for caching: its tokens, that minimum, and what reading them would have saved. */
  readonly under?: { readonly tokens: number; readonly minimum: number; readonly dollars: number };
  /** The effect of the lifetime that the client chose, in dollars. */
  readonly lifetime?: CacheLifetime;
};

/** The effect of another lifetime for a request's writes, in dollars. */
export type CacheLifetime = {
  /** What the writes for five minutes would have cost more for an hour. */
  readonly longer?: number;
  /** What the writes for an hour cost more than for five minutes. */
  readonly shorter?: number;
  /** The saving of a read that only an hour's lifetime made possible. */
  readonly bridged?: number;
};
