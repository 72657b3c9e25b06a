import { randomBytes } from 'node:crypto';
import { contentHashes, prefixHashes, sharedBlocks } from '../lib/prefix-hash.ts';
import type { LlmRequest } from '../model/block.ts';
import type { CacheFacts } from '../model/cache.ts';
import type { CacheWatcher, Leaving } from '../model/cache-watcher.ts';
import type { PromptBlock } from '../model/prompt.ts';
import { comparedWith } from './compare.ts';
import { growthOf } from './growth.ts';
import { createMemory } from './memory.ts';
import { copyHead, type Remembered } from './remembered.ts';

/** Prompts of more blocks are not examined. */
const maxBlocks = 20_000;

/** Longer prompts are not kept for later processes: each of their requests would write hundreds of kilobytes. */
const mostKeptBlocks = 5000;
/** Requests that are compared again, at most: their bytes are kept until earlier processes' prompts are read. */
const mostEarly = 16;
/** Milliseconds for which the shared start of another conversation may still be cached. */
const longestLifetime = 60 * 60_000;

/**
 * Builds the watcher.
 * @param name identifies this process among all that keep prompts
 */
export function createCacheWatcher(name: string = randomBytes(6).toString('hex')): CacheWatcher {
  const memory = createMemory();
  const recalled = new Map<string, readonly Remembered[]>();
  /** Requests that came before earlier processes' prompts were read: what each is then compared with again. */
  let early: (() => void)[] | undefined = [];
  const later = new WeakMap<CacheFacts, CacheFacts>();
  let finishRecall = () => {};
  const whenRecalled = new Promise<void>((resolve) => {
    finishRecall = resolve;
  });
  let number = 0;
  const observe = (request: LlmRequest, leaving: Leaving) => {
    const { prompt, raw, model, api, session = '' } = request;
    if (prompt === undefined || prompt.length === 0 || prompt.length > maxBlocks) return undefined;
    const present = { ...remember(request, leaving), id: `${name}-${++number}` };
    const kind = `${api}\0${model}`;
    const key = `${session}\0${kind}`;
    const own = memory.known(key);
    const { facts: seen, before, whole } = compared(recalled.get(kind) ?? [], own, { raw, prompt, facts: present });
    const comparable = whole && seen.reformed !== true ? before : undefined;
    const growth = comparable === undefined ? undefined : growthOf(request, comparable, leaving);
    const facts = growth === undefined ? seen : { ...seen, growth };
    const shared = own.find(
      ({ prefixes }) => sharedBlocks(prefixes, present.prefixes) >= present.heads && present.heads > 0,
    );
    const head = shared?.head ?? copyHead(raw, prompt);
    const long = before?.long ?? false;
    const outlived = whole ? before?.before : undefined;
    memory.expect(leaving.requestId, key, {
      ...present,
      long,
      ...(head === undefined ? {} : { head }),
      ...(whole && before !== undefined ? { before } : {}),
    });
    const kept = { ...present, key, kind, long, ...(outlived?.id === undefined ? {} : { replaces: outlived.id }) };
    const all: CacheFacts = prompt.length > mostKeptBlocks ? facts : { ...facts, prompt: kept };
    if (early !== undefined && early.length < mostEarly) {
      early.push(() => {
        const again = compared(recalled.get(kind) ?? [], own, { raw, prompt, facts: present });
        if (again.before !== before) later.set(all, { ...again.facts, ...(all.prompt && { prompt: all.prompt }) });
      });
    }
    return all;
  };
  return {
    recall(prompts) {
      for (const { kind, key: _, replaces: __, ...prompt } of prompts) {
        recalled.set(kind, [...(recalled.get(kind) ?? []), prompt]);
      }
      for (const compareAgain of early ?? []) compareAgain();
      early = undefined;
      finishRecall();
    },
    recalled: whenRecalled,
    known: (facts) => later.get(facts) ?? facts,
    observe(request, leaving) {
      try {
        return observe(request, leaving);
      } catch {
        return undefined;
      }
    },
    begun: memory.begun,
    ended: memory.ended,
  };
}

/**
 * Compares a prompt with those of its own session and with those of earlier processes, for resumed conversations. A
 * prompt that merely starts alike counts only as long as it can be cached.
 */
function compared(
  recalled: readonly Remembered[],
  own: readonly Remembered[],
  present: Parameters<typeof comparedWith>[1],
) {
  if (recalled.length === 0) return comparedWith(own, present);
  const all = comparedWith([...recalled, ...own], present);
  const { continues, pauseMs = 0 } = all.facts;
  const isOwn = all.before === undefined || own.includes(all.before);
  return isOwn || continues || pauseMs <= longestLifetime ? all : comparedWith(own, present);
}

function remember({ raw, prompt = [], model, takesBreakpoints }: LlmRequest, leaving: Leaving) {
  let bytes = 0;
  const ends = Uint32Array.from(prompt, (block) => {
    bytes += sizeOf(block);
    return bytes;
  });
  const tools = prompt.findLastIndex(({ section }) => section === 'tools') + 1;
  return {
    time: leaving.time,
    prefixes: prefixHashes(raw, prompt, model),
    contents: contentHashes(raw, prompt),
    ends,
    tools,
    heads: prompt.findLastIndex(({ section }) => section !== 'messages') + 1,
    ...(takesBreakpoints === undefined ? {} : { marks: marksOf({ prompt, takesBreakpoints }) }),
    forms: Uint32Array.from(leaving.blocks, ({ key, removed }) => nameOf(`${key} ${removed}`)),
    sentBytes: Math.max(1, bytes - (raw.length - leaving.sentBytes)),
    long: false,
  };
}

/** Bytes of a block without its separate parts, so that its size does not depend on marks. */
function sizeOf({ span, weight, apart = [] }: PromptBlock): number {
  return apart.reduce((size, [start, end]) => size - (end - start), weight ?? span[1] - span[0]);
}

/**
 * Blocks with a mark. A client that asks for caching and marks no block leaves the place to the service, which chooses
 * the end.
 */
function marksOf({
  prompt = [],
  takesBreakpoints,
}: Pick<LlmRequest, 'prompt' | 'takesBreakpoints'>): readonly number[] {
  if (takesBreakpoints === true) return [];
  const marks = prompt.flatMap(({ apart = [] }, index) => (apart.length > 0 ? [index] : []));
  return marks.length > 0 ? marks : [prompt.length - 1];
}

/** FNV-1a, 32 bits. */
function nameOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
