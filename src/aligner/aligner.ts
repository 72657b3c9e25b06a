import { createHash } from 'node:crypto';
import type { PromptAlignment, VolatileName } from '../model/alignment.ts';
import type { Block, LlmRequest } from '../model/block.ts';
import { detectVolatile } from './volatile.ts';

/**
 * Watches system prompts for tokens that differ between requests, which end the part that a provider can read from its
 * cache. It never changes a prompt.
 */
export type CacheAligner = {
  /**
   * What is volatile in a request's system prompt; `undefined` if it has none, or one that is too long. Never throws.
   */
  align(request: LlmRequest): PromptAlignment | undefined;
};

/** An examined part of a prompt: its volatile tokens, and the rest. */
type Inspection = {
  readonly names: readonly VolatileName[];
  readonly values: readonly string[];
  /** Hash of the text without the volatile values: two parts that share it are the same otherwise. */
  readonly skeleton: string;
};

/** The values that one part had in a session: the latest, and hashes of all. */
type History = { last: readonly string[]; readonly seen: Set<string> };

const pointsPerToken = 10;
/** Longer prompts are not examined, in bytes. */
const maxPromptBytes = 2_000_000;
const maxInspections = 128;
const maxHistories = 1000;
const maxSeen = 10_000;

/** Digests of texts whose bytes were hashed in an earlier request of the same conversation. */
const digests = new WeakMap<object, string>();

/** Builds the watcher. A part is read only if its bytes are new; otherwise it costs at most a hash. */
export function createCacheAligner(): CacheAligner {
  const inspections = new Map<string, Inspection>();
  const histories = new Map<string, History>();
  return {
    align(request) {
      try {
        const parts = inspected(inspections, request);
        if (parts.length === 0) return undefined;
        const tokens = parts.flatMap(({ names }) => names);
        const session = `${request.session ?? ''}\0${request.model}`;
        const judged = parts.filter(({ names }) => names.length > 0).map((part) => judge(histories, session, part));
        return {
          score: Math.max(0, 100 - pointsPerToken * tokens.length),
          tokens,
          changed: judged.flatMap(({ changed }) => changed),
          fresh: judged.some(({ fresh }) => fresh),
        };
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * The parts of a request's system prompt. Each is examined by itself: a client may sign its requests in one of them,
 * which says nothing about the others.
 */
function inspected(known: Map<string, Inspection>, { raw, system = [] }: LlmRequest): readonly Inspection[] {
  const parts = system.filter(({ span }) => span[1] > span[0]);
  const bytes = parts.reduce((sum, { span }) => sum + span[1] - span[0], 0);
  if (bytes > maxPromptBytes) return [];
  return parts.map((block) => {
    const key = digestOf(raw, block);
    const inspection = known.get(key) ?? inspect(block.text ?? '');
    remember(known, key, inspection, maxInspections);
    return inspection;
  });
}

function inspect(text: string): Inspection {
  const skeleton = createHash('sha256');
  const tokens = detectVolatile(text);
  let at = 0;
  for (const { kind, start, end } of tokens) {
    skeleton.update(text.slice(at, start)).update(`\0${kind}\0`);
    at = end;
  }
  skeleton.update(text.slice(at));
  return {
    names: tokens.map(({ kind, label }) => ({ kind, label })),
    values: tokens.map(({ start, end }) => text.slice(start, end)),
    skeleton: skeleton.digest('base64'),
  };
}

/** Compares a part with the same one in the session's requests before. */
function judge(histories: Map<string, History>, session: string, { names, values, skeleton }: Inspection) {
  const key = `${session}\0${skeleton}`;
  const history = histories.get(key) ?? { last: values, seen: new Set<string>() };
  const digest = createHash('sha256').update(values.join('\0')).digest('base64');
  const fresh = !history.seen.has(digest);
  // Values that come back belong to another conversation of the session, whose prefix is cached as well.
  const changed = fresh ? names.filter((_, index) => values[index] !== history.last[index]) : [];
  history.last = values;
  if (history.seen.size < maxSeen) history.seen.add(digest);
  remember(histories, key, history, maxHistories);
  return { changed, fresh };
}

/** Keeps the most recently used entries of a map. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && oldest.done !== true) map.delete(oldest.value);
}

function digestOf(raw: Uint8Array, { source, span }: Block): string {
  const known = source && digests.get(source);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(raw.subarray(span[0], span[1])).digest('base64');
  if (source !== undefined) digests.set(source, digest);
  return digest;
}
