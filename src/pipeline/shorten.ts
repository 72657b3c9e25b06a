import type { ShownIndex } from '../content/repeats/shown.ts';
import type { ToolCall } from '../model/block.ts';
import type { Compressed, CompressionLimits, Compressor, ContentKind, TokenCounter } from '../model/content.ts';
import type { LeftAloneReason } from '../model/decision.ts';
import { candidates } from './candidates.ts';
import { choose, losslessPreference, type Measured } from './choose.ts';
import { foldedForms, thinnedForms } from './pointer-forms.ts';

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
  /** Files that are shown lose most of their line numbers, which a reader can count. */
  readonly thinNumbers?: boolean;
  /** What stands above, for pointers; none are made when left out. */
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

/** What a terminal would show of a text, or `undefined` when that is the text itself. */
export type Rendering = { readonly text: string; readonly changedLines: number; readonly totalLines: number };

/** What `shorten` is built from. */
export type ShortenParts = {
  readonly compressors: readonly Compressor[];
  readonly counter: TokenCounter;
  readonly limits: CompressionLimits;
  readonly detect: (text: string, call?: ToolCall) => { kind: ContentKind; shownFile: boolean };
  readonly render: (text: string) => Rendering | undefined;
  /** Builds the check of a text's forms: what each lost of the things that must be kept; empty when nothing. */
  readonly gate: (
    text: string,
    context: { failed?: boolean; call?: ToolCall; asked?: string; kind?: ContentKind },
  ) => (form: string) => readonly string[];
};

/** Builds the function that renders, detects, compresses, checks and measures one block. */
export function createShorten(parts: ShortenParts): Shorten {
  const { counter, limits } = parts;
  return (input) => {
    const { text } = input;
    // A token is at least one byte of UTF-8, and a character of a JavaScript string at most three.
    if (text.length * 3 < limits.minTokens) return { reason: 'tooSmall', tokens: 0 };
    const tokens = counter.count(text);
    if (tokens < limits.minTokens) return { reason: 'tooSmall', tokens };
    let lostSomething = false;
    const passing: Measured[] = [];
    const found = candidates(parts, input, tokens);
    const { failed, call, asked } = input;
    const lost = parts.gate(found.base, { failed, call, asked, kind: found.kind });
    for (const form of found.forms) {
      const tokensAfter = counter.count(form.text);
      if (form.fidelity === 'lossy' && form.checked !== true && lost(form.text).length > 0) lostSomething = true;
      else passing.push({ form, tokensAfter });
    }
    passing.push(...foldedForms(counter, input, found, passing, tokens));
    if (input.thinNumbers === true) passing.push(...thinnedForms(counter, input, found, passing, tokens));
    const winning = passing.filter((each) => wins(each, tokens, limits));
    const best = choose(winning, limits.leaveOut === 'most' ? 1 : losslessPreference);
    if (best === undefined) return { reason: lostSomething ? 'mustKeep' : 'noWin', tokens };
    return { ...best, tokens };
  };
}

function wins({ tokensAfter }: Measured, tokens: number, limits: CompressionLimits): boolean {
  return tokens - tokensAfter >= Math.max(limits.minSavedTokens, tokens * limits.minSavedShare);
}
