import { createHash } from 'node:crypto';
import type { PromptAlignment, VolatileName } from '../model/alignment.ts';
import type { Block, LlmRequest } from '../model/block.ts';
import { detectVolatile } from './volatile.ts';

/**
 * Watches system prompts for tokens that differ between requests, which end the part that a provider can read from its
 * cache. It only looks: no prompt is ever changed.
 */
export type CacheAligner = {
  /** What is volatile in a request's system prompt; `undefined` where it has none, or one too long to look at. Never throws. */
  align(request: LlmRequest): PromptAlignment | undefined;
};

/** A prompt as it was looked at: what is volatile in it, and what it is besides. */
type Inspection = {
  readonly names: readonly VolatileName[];
  readonly values: readonly string[];
  /** Hash of the text without the volatile values: two requests that share it have the same prompt otherwise. */
  readonly skeleton: string;
};

/** The values that one prompt had in a session: the latest, and hashes of all. */
type History = { last: readonly string[]; readonly seen: Set<string> };

const pointsPerToken = 10;
/** Longer prompts are not looked at, in bytes. */
const maxPromptBytes = 2_000_000;
const maxInspections = 64;
const maxPrompts = 1000;
const maxSeen = 10_000;

/** Digests of texts whose bytes were hashed in an earlier request of the same conversation. */
const digests = new WeakMap<object, string>();

/** Builds the watcher. A prompt is read when its bytes are new; otherwise a request costs a hash at most. */
export function createCacheAligner(): CacheAligner {
  const inspections = new Map<string, Inspection>();
  const prompts = new Map<string, History>();
  return {
    align(request) {
      try {
        const inspection = inspected(inspections, request);
        return inspection && judge(prompts, `${request.session ?? ''}\0${request.model}`, inspection);
      } catch {
        return undefined;
      }
    },
  };
}

function inspected(known: Map<string, Inspection>, { raw, system = [] }: LlmRequest): Inspection | undefined {
  const bytes = system.reduce((sum, { span }) => sum + span[1] - span[0], 0);
  if (bytes === 0 || bytes > maxPromptBytes) return undefined;
  const key = system.map((block) => digestOf(raw, block)).join(' ');
  const inspection = known.get(key) ?? inspect(system.map(({ text }) => text ?? '').join('\n\0\n'));
  remember(known, key, inspection, maxInspections);
  return inspection;
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

/** Compares a prompt with the same one in the session's requests before. */
function judge(prompts: Map<string, History>, session: string, { names, values, skeleton }: Inspection) {
  const key = `${session}\0${skeleton}`;
  const history = prompts.get(key) ?? { last: values, seen: new Set<string>() };
  const digest = createHash('sha256').update(values.join('\0')).digest('base64');
  const fresh = !history.seen.has(digest);
  // Values that come back are those of another conversation of the session, whose prefix is in the cache as well.
  const changed = fresh ? names.filter((_, index) => values[index] !== history.last[index]) : [];
  history.last = values;
  if (history.seen.size < maxSeen) history.seen.add(digest);
  remember(prompts, key, history, maxPrompts);
  return { score: Math.max(0, 100 - pointsPerToken * names.length), tokens: names, changed, fresh };
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
