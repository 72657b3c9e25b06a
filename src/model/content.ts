import type { Handle, ToolCall } from './block.ts';

/** What a piece of text is, as far as compression cares. */
export type ContentKind =
  | 'json'
  | 'log'
  | 'search'
  | 'diff'
  | 'code'
  | 'prose'
  | 'html'
  | 'tabular'
  | 'terminal'
  | 'text';

/** Counts tokens; one tokenizer for every model, so that a change of model changes no decision. */
export type TokenCounter = { count(text: string): number };

/** Limits that decide whether a form may replace its original. Tokens are o200k. */
export type CompressionLimits = {
  /** Below this many tokens nothing is touched. */
  readonly minTokens: number;
  /** Below this many tokens nothing may be left out. */
  readonly lossyMinTokens: number;
  /** A win must be at least this share of the block's tokens. */
  readonly minSavedShare: number;
  /** A win must be at least this many tokens. */
  readonly minSavedTokens: number;
};

/** What a compressor is given. */
export type CompressInput = {
  readonly text: string;
  /** The handle under which the original will be kept, for notices. */
  readonly handle: Handle;
  readonly call?: ToolCall;
  readonly failed?: boolean;
  /** Whether text may be left out. `false`: lossless re-encodings and terminal rendering only. */
  readonly lossy: boolean;
  /** o200k tokens of `text`. */
  readonly tokens: number;
  readonly counter: TokenCounter;
};

/** How much a form gave up: `lossless` has a decoder that was run, `rendered` lost control sequences only, `lossy` left text out. */
export type Fidelity = 'lossless' | 'rendered' | 'lossy';

/** A shorter form of a text. */
export type Compressed = {
  readonly text: string;
  readonly kind: ContentKind;
  /** Which compressor made it, for the ledger. */
  readonly by: string;
  readonly fidelity: Fidelity;
};

/**
 * One way to make a kind of text shorter.
 */
export type Compressor = {
  readonly name: string;
  readonly kinds: readonly ContentKind[];
  /**
   * Candidate forms, the shortest acceptable first and gentler ones after it; empty to leave the text alone.
   * The caller measures each, checks what must be kept, and takes the first that passes. Odd input gives an empty
   * list; it does not throw. The same input always gives the same output: no clock, no locale, no randomness.
   */
  compress(input: CompressInput): readonly Compressed[];
};

/** A lossless layout: `decode(encode(text)) === text`, checked at run time before the encoded form is used. */
export type Codec = {
  readonly name: string;
  /** The shorter layout, or `undefined` where this codec has nothing to offer. */
  encode(text: string): string | undefined;
  decode(text: string): string;
};
