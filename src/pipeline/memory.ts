import { createHash } from 'node:crypto';
import { decodeString } from '../lib/json-scan/strings.ts';
import type { Block, LlmRequest } from '../model/block.ts';
import type { Decision } from '../model/decision.ts';

/** A decision as the running proxy keeps it: the sent form escaped, ready to be spliced in. */
export type Remembered = Omit<Decision, 'sent'> & {
  /** Escaped characters to send instead, or `undefined` if the block is forwarded unchanged. */
  readonly json?: Uint8Array;
};

/** Decisions of this process by block; the least recently used are dropped first once `maxBytes` is reached. */
export type DecisionMemory = {
  get(key: string): Remembered | undefined;
  /**
   * Whether the engine should see a block again whose decision is known: the store does not have the decision, or may
   * have dropped the original that its notice names. Both are then stored again; the decision itself never changes.
   */
  isDue(key: string): boolean;
  set(key: string, remembered: Remembered): void;
  /**
   * The store fails: from now on nothing is forgotten, and nothing is due, since the store can neither be read nor
   * written.
   */
  suspend(): void;
  /**
   * The store is back.
   * @param renewed a new store replaced it: it has none of the decisions and none of their originals, so each is due
   */
  resume(renewed: boolean): void;
  /** Decisions that no store keeps. */
  unkept(): readonly Decision[];
  /** Records that the store now has these decisions. */
  kept(decisions: readonly Decision[]): void;
  readonly bytes: number;
};

/** Milliseconds after which the store is asked again. */
const askAgainMs = 10 * 60_000;

/** What an entry costs besides its sent form: key, map slot and fields, measured roughly. */
const entryBytes = 400;

/**
 * A least-recently-used memory of decisions. A decision that no store has is never forgotten: it could not be repeated.
 * @param maxBytes upper bound of what is kept besides, in bytes
 * @param now milliseconds of a clock that never goes back
 */
export function createDecisionMemory(maxBytes: number, now: () => number = () => performance.now()): DecisionMemory {
  const entries = new Map<string, Remembered>();
  const asked = new Map<string, number>();
  let bytes = 0;
  let suspended = false;
  const costOf = (remembered: Remembered) => entryBytes + (remembered.json?.length ?? 0);
  return {
    get(key) {
      const remembered = entries.get(key);
      if (remembered === undefined) return undefined;
      entries.delete(key);
      entries.set(key, remembered);
      return remembered;
    },
    set(key, remembered) {
      const before = entries.get(key);
      if (before !== undefined) bytes -= costOf(before);
      entries.delete(key);
      entries.set(key, withOwnBytes(remembered));
      bytes += costOf(remembered);
      if (remembered.handle !== undefined) asked.set(key, now());
      for (const [oldest, value] of entries) {
        if (suspended || bytes <= maxBytes || oldest === key) break;
        if (!value.durable) continue;
        entries.delete(oldest);
        asked.delete(oldest);
        bytes -= costOf(value);
      }
    },
    isDue(key) {
      const remembered = entries.get(key);
      if (suspended || remembered === undefined) return false;
      if (!remembered.durable) return true;
      return remembered.handle !== undefined && now() - (asked.get(key) ?? 0) > askAgainMs;
    },
    suspend() {
      suspended = true;
    },
    resume(renewed) {
      suspended = false;
      if (!renewed) return;
      for (const [key, remembered] of entries) {
        entries.set(key, { ...remembered, durable: false });
        if (remembered.handle !== undefined) asked.set(key, Number.NEGATIVE_INFINITY);
      }
    },
    unkept() {
      const found: Decision[] = [];
      for (const remembered of entries.values()) if (!remembered.durable) found.push(asDecision(remembered));
      return found;
    },
    kept(decisions) {
      const keys = new Set(decisions.map(({ key }) => key));
      for (const [key, remembered] of entries) {
        if (keys.has(remembered.key)) entries.set(key, { ...remembered, durable: true });
      }
    },
    get bytes() {
      return bytes;
    },
  };
}

/** A decision with its sent form as text. */
export function asDecision({ json, ...decision }: Remembered): Decision {
  return json === undefined ? decision : { ...decision, sent: decodeString(json, [0, json.length]) };
}

/** Small buffers are slices of a pool that they keep alive: long-lived entries get memory of their own size. */
function withOwnBytes(remembered: Remembered): Remembered {
  const { json } = remembered;
  if (json === undefined || json.buffer.byteLength === json.length) return remembered;
  return { ...remembered, json: new Uint8Array(json) };
}

/**
 * The key under which the memory keeps a block: API, call and the bytes as the wire spells them. Cheaper than the
 * store's key, because nothing has to be decoded; another spelling of the same text just asks the store once more.
 */
export function memoryKey(request: LlmRequest, block: Block): string {
  const digest = digestOf(request, block);
  const call = block.call?.id ?? `${block.call?.tool ?? ''} ${block.call?.input ?? ''}`;
  return `${request.api} ${call} ${digest}`;
}

/** Digests of blocks whose bytes were hashed in an earlier request of the same conversation. */
const digests = new WeakMap<object, string>();

function digestOf(request: LlmRequest, { source, span }: Block): string {
  const known = source && digests.get(source);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(request.raw.subarray(span[0], span[1])).digest('base64');
  if (source !== undefined) digests.set(source, digest);
  return digest;
}
