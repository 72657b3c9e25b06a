import { contentHashes, prefixHashes, sharedBlocks } from '../lib/prefix-hash.ts';
import type { LlmRequest } from '../model/block.ts';
import type { CacheWatcher, Leaving } from '../model/cache-watcher.ts';
import type { PromptBlock } from '../model/prompt.ts';
import { comparedWith } from './compare.ts';
import { createMemory } from './memory.ts';
import { copyHead, type Remembered } from './remembered.ts';

/** Prompts of more blocks are not looked at. */
const maxBlocks = 20_000;

/** Builds the watcher. */
export function createCacheWatcher(): CacheWatcher {
  const memory = createMemory();
  const observe = (request: LlmRequest, leaving: Leaving) => {
    const { prompt, raw, model, api, session = '' } = request;
    if (prompt === undefined || prompt.length === 0 || prompt.length > maxBlocks) return undefined;
    const present = remember(request, leaving);
    const key = `${session}\0${api}\0${model}`;
    const known = memory.known(key);
    const { facts, before, whole } = comparedWith(known, { raw, prompt, facts: present });
    const shared = known.find(
      ({ prefixes }) => sharedBlocks(prefixes, present.prefixes) >= present.heads && present.heads > 0,
    );
    const head = shared?.head ?? copyHead(raw, prompt);
    memory.expect(leaving.requestId, key, {
      ...present,
      long: before?.long ?? false,
      ...(head === undefined ? {} : { head }),
      ...(whole && before !== undefined ? { before } : {}),
    });
    return facts;
  };
  return {
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

function remember({ raw, prompt = [], model, takesBreakpoints }: LlmRequest, leaving: Leaving): Remembered {
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

/** Bytes of a block without what is apart, so that it has one size wherever marks stand. */
function sizeOf({ span, weight, apart = [] }: PromptBlock): number {
  return apart.reduce((size, [start, end]) => size - (end - start), weight ?? span[1] - span[0]);
}

/** Blocks with a mark. A client that asks for caching and marks no block leaves the place to the service, which takes the end. */
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
