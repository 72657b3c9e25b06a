import type { Gate } from '../content/must-keep/facts.ts';
import type { ShownIndex } from '../content/repeats/shown.ts';
import type { RenderedText } from '../content/terminal/render.ts';
import type { ToolCall } from '../model/block.ts';
import type { Compressed, CompressionLimits, Compressor, ContentKind, TokenCounter } from '../model/content.ts';
import type { LeftAloneReason } from '../model/decision.ts';
import type { RenderedSource } from './rendering.ts';

/** A block on its way through the compressors. */
export type ShortenInput = {
  readonly text: string;
  readonly handle: string;
  readonly call?: ToolCall;
  readonly failed?: boolean;
  readonly asked?: string;
  readonly retrievable?: boolean;
  /** Only lossless forms of these kinds are wanted; all kinds and forms when left out. */
  readonly losslessKinds?: readonly ContentKind[];
  /** Shown files lose most of their line numbers, which a reader can count. */
  readonly thinNumbers?: boolean;
  /** The earlier texts, for pointers; without it none are made. */
  readonly above?: {
    index(): ShownIndex;
    /** Files that a command shows may become pointers too. */
    readonly files: boolean;
  };
};

/** A shorter form with its token counts, or why there is none. */
export type Outcome =
  | { readonly form: Compressed; readonly tokens: number; readonly tokensAfter: number }
  | { readonly reason: LeftAloneReason; readonly tokens: number };

/** Finds the form in which a text is sent. */
export type Shorten = (input: ShortenInput) => Outcome;

/** The dependencies of `shorten`. */
export type ShortenParts = {
  readonly compressors: readonly Compressor[];
  readonly counter: TokenCounter;
  readonly limits: CompressionLimits;
  readonly detect: (text: string, call?: ToolCall) => { kind: ContentKind; shownFile: boolean };
  /** A text as a terminal would show it; `undefined` if that is the text itself. */
  readonly render: (text: string, source: RenderedSource) => RenderedText | undefined;
  /** Builds the check of a text's forms. */
  readonly gate: (
    text: string,
    context: { failed?: boolean; call?: ToolCall; asked?: string; kind?: ContentKind },
  ) => Gate;
};
