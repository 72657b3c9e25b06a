import { noticeHandles } from '../content/marker.ts';
import type { ToolCall } from '../model/block.ts';
import type { ContentKind } from '../model/content.ts';
import { askingOf, type Decision, type LeftAloneReason, type OpenBlock } from '../model/decision.ts';
import type { Settings } from '../model/settings.ts';
import { sha256 } from './decision-key.ts';
import type { Outcome, Shorten } from './shorten-parts.ts';
import { MissingTexts, type Standing } from './standing.ts';

/** What the decider needs of the store. */
export type DecisionStore = {
  /** Whether decisions can be pinned now; pinned decisions can be read in any case. */
  isWritable(): boolean;
  find(keys: readonly string[]): ReadonlyMap<string, Decision>;
  pin(entries: readonly { decision: Decision; original?: string }[]): readonly Decision[];
  hasOriginal(handle: string): boolean;
  /** The kind that an original was shortened as, by the start of its hash; `undefined` if unknown. */
  kindShortened?(digits: string): ContentKind | undefined;
};

/** The dependencies of the decider. */
export type DecideParts = {
  /** `undefined` if there is no store to pin in: everything new is then forwarded unchanged. */
  readonly store: DecisionStore | undefined;
  readonly shorten: Shorten;
  /** Whether a tool's output is never touched. */
  readonly isProtected: (tool: string) => boolean;
  /** Whether a protected tool shows or edits files: repeats of earlier text may still become pointers. */
  readonly isRead: (tool: string) => boolean;
  /** Whether a protected tool searches: hits may still be grouped losslessly. */
  readonly isSearch: (tool: string) => boolean;
  /** The settings for those two. */
  readonly reads: Settings['reads'];
  /** Whether a call fetched one of our originals. */
  readonly isRetrieval: (call: ToolCall) => boolean;
  /** The digits by which such a call names the original; `undefined` if its arguments do not say. */
  readonly retrievedDigits: (call: ToolCall) => string | undefined;
  readonly countTokens: (text: string) => number;
};

/**
 * Longer texts, in characters, are left as they are, so that one block cannot hold up a request. A size, never a clock.
 */
export const maxBlockCharacters = 4_000_000;

/** What may be grouped in the output of a protected tool that searches. */
const searchKinds = ['search'] as const;

/**
 * Decides one block.
 * @param standing the texts that appear earlier in the conversation, for pointers; without it none are made
 */
export function decideBlock(
  parts: DecideParts,
  block: OpenBlock,
  key: string,
  standing: Standing | undefined,
): Decision {
  const { call, text } = block;
  try {
    if (call !== undefined && parts.isRetrieval(call)) {
      return { ...retrieved(parts, block, key), ...kindLeftOut(parts, call) };
    }
    if (text.length > maxBlockCharacters) return leftAlone(block, key, 'budget', 0, true);
    // A call that the request does not hold may be any tool's, even a protected one's.
    const isProtected = call !== undefined && (call.tool === '' || parts.isProtected(call.tool));
    const isRead = isProtected && parts.reads !== 'off' && parts.isRead(call.tool);
    const isSearch = isProtected && parts.reads !== 'off' && parts.isSearch(call.tool);
    if (isProtected && !isRead && !isSearch) return leftAlone(block, key, 'protectedTool', 0, true);
    if (noticeHandles(text).some((handle) => parts.store?.hasOriginal(handle))) {
      return leftAlone(block, key, 'retrieved', 0, true);
    }
    const handle = sha256(text).slice(0, 24);
    // An agent that asks twice needs it.
    if (call !== undefined && standing?.isMissed(askingOf(call), handle, block.turn ?? 0) === true) {
      return leftAlone(block, key, 'askedAgain', 0, true);
    }
    const outcome = parts.shorten({
      ...block,
      handle,
      losslessKinds: isSearch ? searchKinds : isRead ? [] : undefined,
      thinNumbers: parts.reads === 'compact',
      above: standing === undefined || isSearch ? undefined : { index: standing.index, files: parts.reads !== 'off' },
    });
    if ('reason' in outcome) return leftAlone(block, key, outcome.reason, outcome.tokens, true);
    return shortenedBlock(block, key, handle, outcome);
  } catch (error) {
    if (error instanceof MissingTexts) throw error;
    return leftAlone(block, key, 'error', 0, true);
  }
}

function retrieved({ countTokens }: DecideParts, block: OpenBlock, key: string): Decision {
  return leftAlone(block, key, 'retrieved', countTokens(block.text.slice(0, maxBlockCharacters)), true);
}

/**
 * A retrieval is a cost of the kind that left the text out. If the store cannot say which, only a line of statistics is
 * lost.
 */
function kindLeftOut({ store, retrievedDigits }: DecideParts, call: ToolCall): Pick<Decision, 'kind'> {
  const digits = retrievedDigits(call);
  if (digits === undefined) return {};
  try {
    const kind = store?.kindShortened?.(digits);
    return kind === undefined ? {} : { kind };
  } catch {
    return {};
  }
}

/** The decision to send a block as it is. */
export function leftAlone(
  block: OpenBlock,
  key: string,
  reason: LeftAloneReason,
  tokens: number,
  durable: boolean,
): Decision {
  return { key, reason, tool: toolName(block), tokensBefore: tokens, tokensAfter: tokens, durable };
}

function shortenedBlock(
  block: OpenBlock,
  key: string,
  handle: string,
  { form, tokens, tokensAfter }: Extract<Outcome, { form: unknown }>,
): Decision {
  return {
    key,
    sent: form.text,
    form: `${key} ${sha256(form.text).slice(0, 16)}`,
    handle: form.fidelity === 'lossless' || block.retrievable === false ? undefined : handle,
    kind: form.kind,
    by: form.by,
    fidelity: form.fidelity,
    ...(form.sources === undefined ? {} : { sources: form.sources }),
    ...(form.tokensRepeated === undefined ? {} : { tokensRepeated: form.tokensRepeated }),
    tool: toolName(block),
    tokensBefore: tokens,
    tokensAfter,
    durable: true,
  };
}

function toolName(block: OpenBlock): string {
  return block.call?.tool ?? 'unknown';
}
