import { createHash } from 'node:crypto';
import { noticeHandles } from '../content/marker.ts';
import type { ToolCall } from '../model/block.ts';
import type { Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { Shorten } from './shorten.ts';

/** What the decider needs of the store. */
export type DecisionStore = {
  find(keys: readonly string[]): ReadonlyMap<string, Decision>;
  pin(entries: readonly { decision: Decision; original?: string }[]): readonly Decision[];
  hasOriginal(handle: string): boolean;
};

/** What the decider is built from. */
export type DecideParts = {
  /** `undefined` when there is no store to pin in: everything new then goes up as it is. */
  readonly store: DecisionStore | undefined;
  readonly shorten: Shorten;
  /** Whether a tool's output is never touched. */
  readonly isProtected: (tool: string) => boolean;
  /** Whether a protected tool's search hits may be grouped without loss all the same. */
  readonly isFolded: (tool: string) => boolean;
  /** Whether a call fetched one of our originals. */
  readonly isRetrieval: (call: ToolCall) => boolean;
  readonly countTokens: (text: string) => number;
  /** Told once, when the store stops taking decisions. */
  readonly onStoreFailure: (error: unknown) => void;
};

/** Texts beyond this many characters are left alone, so that one block cannot hold up a request. A size, never a clock. */
export const maxBlockCharacters = 4_000_000;

/** Calls after which a store that failed is tried again: a lock or a full disk may have passed. */
const tryAgainEvery = 20;

/** What may be folded in the output of a protected tool. */
const foldedKinds = ['search'] as const;

/** Decides blocks synchronously; runs where the store and the compressors live. */
export type DecideNow = {
  decide(blocks: readonly OpenBlock[]): readonly Decision[];
  /** Pins blocks as left alone, for blocks whose compression took the engine down. */
  leaveAlone(blocks: readonly OpenBlock[], reason: LeftAloneReason): readonly Decision[];
};

/** The store's key for a block: API, call, and the SHA-256 of the original. */
export function decisionKey(block: OpenBlock): string {
  const call = block.call;
  const identity = call?.id !== undefined ? ['id', call.id] : ['call', call?.tool ?? '', call?.input ?? ''];
  return sha256([block.api, ...identity, sha256(block.text)].join('\0'));
}

/** Builds the decider: look up, decide, pin in one transaction; what another process pinned first holds. */
export function createDecider(parts: DecideParts): DecideNow {
  let failed = parts.store === undefined;
  let told = false;
  let calls = 0;
  const fail = (error: unknown) => {
    if (!told) parts.onStoreFailure(error);
    told = true;
    failed = true;
  };
  const run = (blocks: readonly OpenBlock[], make: (block: OpenBlock, key: string) => Decision) => {
    if (failed && parts.store !== undefined && ++calls % tryAgainEvery === 0) failed = false;
    const keys = blocks.map(decisionKey);
    const known = lookUp(parts.store, keys, fail);
    const open = new Map<string, { decision: Decision; original?: string }>();
    for (const [index, block] of blocks.entries()) {
      const key = keys[index] as string;
      if (failed || known.has(key) || open.has(key)) continue;
      const decision = make(block, key);
      open.set(key, decision.handle === undefined ? { decision } : { decision, original: block.text });
    }
    if (!failed) restore(parts.store, blocks, keys, known, fail);
    const pinned = failed ? verbatim(blocks, keys) : pinAll(parts.store, open, fail, blocks, keys);
    return keys.map((key) => known.get(key) ?? (pinned.get(key) as { decision: Decision }).decision);
  };
  return {
    decide: (blocks) => run(blocks, (block, key) => decideOne(parts, block, key)),
    leaveAlone: (blocks, reason) => run(blocks, (block, key) => leftAlone(block, key, reason, 0, true)),
  };
}

function lookUp(
  store: DecisionStore | undefined,
  keys: readonly string[],
  fail: (error: unknown) => void,
): ReadonlyMap<string, Decision> {
  try {
    return store?.find(keys) ?? new Map<string, Decision>();
  } catch (error) {
    fail(error);
    // One that cannot be read costs its own block only: the others were sent in their forms before.
    return keys.length < 2 ? new Map() : new Map(keys.flatMap((key) => [...lookUp(store, [key], fail)]));
  }
}

/** An original that was dropped from the store and comes by again is stored again: its notice is being sent. */
function restore(
  store: DecisionStore | undefined,
  blocks: readonly OpenBlock[],
  keys: readonly string[],
  known: ReadonlyMap<string, Decision>,
  fail: (error: unknown) => void,
): void {
  const lost = new Map<string, { decision: Decision; original: string }>();
  try {
    for (const [index, key] of keys.entries()) {
      const decision = known.get(key);
      if (decision?.handle === undefined || store?.hasOriginal(decision.handle) === true) continue;
      lost.set(key, { decision, original: (blocks[index] as OpenBlock).text });
    }
    if (lost.size > 0) store?.pin([...lost.values()]);
  } catch (error) {
    fail(error);
  }
}

function pinAll(
  store: DecisionStore | undefined,
  open: ReadonlyMap<string, { decision: Decision; original?: string }>,
  fail: (error: unknown) => void,
  blocks: readonly OpenBlock[],
  keys: readonly string[],
): ReadonlyMap<string, { decision: Decision }> {
  if (open.size === 0) return open;
  try {
    const winners = store?.pin([...open.values()]) ?? [];
    return new Map([...open.keys()].map((key, index) => [key, { decision: winners[index] as Decision }]));
  } catch (error) {
    fail(error);
    return verbatim(blocks, keys);
  }
}

/** What is not on disk with its original goes up as it is. */
function verbatim(blocks: readonly OpenBlock[], keys: readonly string[]): ReadonlyMap<string, { decision: Decision }> {
  return new Map(
    keys.map((key, index) => [key, { decision: leftAlone(blocks[index] as OpenBlock, key, 'storeFailed', 0, false) }]),
  );
}

function decideOne(parts: DecideParts, block: OpenBlock, key: string): Decision {
  const { call, text } = block;
  try {
    if (call !== undefined && parts.isRetrieval(call)) {
      return leftAlone(block, key, 'retrieved', parts.countTokens(text.slice(0, maxBlockCharacters)), true);
    }
    if (text.length > maxBlockCharacters) return leftAlone(block, key, 'budget', 0, true);
    // A call that the request does not hold may be anybody's, a protected tool's as well.
    const isProtected = call !== undefined && (call.tool === '' || parts.isProtected(call.tool));
    if (isProtected && !parts.isFolded(call.tool)) return leftAlone(block, key, 'protectedTool', 0, true);
    if (noticeHandles(text).some((handle) => parts.store?.hasOriginal(handle))) {
      return leftAlone(block, key, 'retrieved', 0, true);
    }
    const handle = sha256(text).slice(0, 24);
    const outcome = parts.shorten({ ...block, handle, losslessKinds: isProtected ? foldedKinds : undefined });
    if ('reason' in outcome) return leftAlone(block, key, outcome.reason, outcome.tokens, true);
    const { form } = outcome;
    return {
      key,
      sent: form.text,
      handle: form.fidelity === 'lossless' ? undefined : handle,
      kind: form.kind,
      by: form.by,
      fidelity: form.fidelity,
      tool: toolName(block),
      tokensBefore: outcome.tokens,
      tokensAfter: outcome.tokensAfter,
      durable: true,
    };
  } catch {
    return leftAlone(block, key, 'error', 0, true);
  }
}

function leftAlone(block: OpenBlock, key: string, reason: LeftAloneReason, tokens: number, durable: boolean): Decision {
  return { key, reason, tool: toolName(block), tokensBefore: tokens, tokensAfter: tokens, durable };
}

function toolName(block: OpenBlock): string {
  return block.call?.tool ?? 'unknown';
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
