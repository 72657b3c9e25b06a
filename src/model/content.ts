import type { Handle, ToolCall } from './block.ts';

/** What a piece of text is, for the purposes of compression. */
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
  /** Below this many tokens nothing is changed. */
  readonly minTokens: number;
  /** Below this many tokens nothing may be left out. */
  readonly lossyMinTokens: number;
  /** The same for logs and test output. */
  readonly logLossyMinTokens: number;
  /** How much may be left out: nothing, what the rules allow, or the shortest form with all facts that must be kept. */
  readonly leaveOut: 'none' | 'some' | 'most';
  /** A saving must be at least this share of the block's tokens. */
  readonly minSavedShare: number;
  /** A saving must be at least this many tokens. */
  readonly minSavedTokens: number;
};

/** The input of a compressor. */
export type CompressInput = {
  readonly text: string;
  /** Lines of the whole output before this text, if it is a section; for line numbers in summaries. */
  readonly linesAbove?: number;
  /** The handle under which the original will be kept, for notices. */
  readonly handle: Handle;
  readonly call?: ToolCall;
  readonly failed?: boolean;
  /** The last words of the user before the call, to find what is looked for; bounded in length. */
  readonly asked?: string;
  /** Whether text may be left out. `false`: lossless re-encodings and terminal rendering only. */
  readonly lossy: boolean;
  /**
   * Which lines stay of a text inside a string of this one when it is shortened by its own kind, and what to say about
   * the gaps; `undefined` if its kind has no rule for it.
   */
  readonly inner?: (text: string) => Pick<KeptLines, 'keep' | 'summary'> | undefined;
  /** Prefer the shortest form that keeps all facts, however much has to be fetched; `false`: a balance. */
  readonly shortest?: boolean;
  /** o200k tokens of `text`. */
  readonly tokens: number;
  readonly counter: TokenCounter;
};

/**
 * How much a form gave up: `lossless` has a decoder that was run, `rendered` lost what a terminal does not show,
 * `repeat` points at lines that appear earlier in the same request, `lossy` left text out.
 */
export type Fidelity = 'lossless' | 'rendered' | 'repeat' | 'lossy';

/** Which lines of a source stay, and what to say about the gaps. */
export type KeptLines = {
  /** One entry per line of the source, lines as `splitLines` gives them. */
  readonly keep: readonly boolean[];
  /**
   * A few words for the notice of a gap (1-based, inclusive); `undefined` for none. `isKept` says which lines (0-based)
   * are sent unchanged.
   */
  readonly summary?: (
    range: readonly [first: number, last: number],
    isKept: (index: number) => boolean,
  ) => string | undefined;
  /** Runs of lines that are sent in another layout, which brings its own notice: its `text`, without the last line end. */
  readonly replaced?: readonly { readonly first: number; readonly last: number; readonly text: string }[];
  /** Runs of lines that do not stay because they appear earlier, in order, with the words that say where. */
  readonly pointers?: readonly Pointer[];
};

/** A run of lines (1-based, inclusive) that appears earlier in the same request. */
export type Pointer = { readonly first: number; readonly last: number; readonly words: string };

/** A shorter form of a text. */
export type Compressed = {
  readonly text: string;
  readonly kind: ContentKind;
  /** Which compressor made it, for the ledger. */
  readonly by: string;
  readonly fidelity: Fidelity;
  /**
   * For a form that only leaves whole lines out: which. The caller joins it with other gaps of the same text and writes
   * the notices anew (`keptForm` in `content/lines.ts` makes such a form).
   */
  readonly lines?: KeptLines;
  /** The facts that must be kept were checked section by section, so the whole need not be checked again. */
  readonly checked?: boolean;
  /** The earlier texts that it points at; they must be in every request in which it is sent. */
  readonly sources?: readonly string[];
  /** o200k tokens that the pointers save. */
  readonly tokensRepeated?: number;
};

/**
 * One way to make a kind of text shorter.
 */
export type Compressor = {
  readonly name: string;
  readonly kinds: readonly ContentKind[];
  /**
   * Candidate forms, the shortest acceptable first and gentler ones after it; empty to leave the text as it is. The
   * caller measures each, checks the facts that must be kept, and takes the first that passes. Odd input gives an empty
   * list; it does not throw. The same input always gives the same output: no clock, no locale, no randomness.
   */
  compress(input: CompressInput): readonly Compressed[];
};

/** A lossless layout: `decode(encode(text)) === text`, checked at run time before the encoded form is used. */
export type Codec = {
  readonly name: string;
  /** The shorter layout, or `undefined` if this codec has nothing to offer. */
  encode(text: string): string | undefined;
  decode(text: string): string;
};
