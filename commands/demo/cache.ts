import { createHash } from 'node:crypto';
import { largest } from '../../src/lib/lists.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Usage } from '../../src/model/usage.ts';

/** Blocks that are searched for an entry backwards from a breakpoint, itself included. */
const lookBack = 20;
/** Prompts shorter than this are not cached. */
const minTokens = 1024;

/** One block of a prompt in its billing order: tools, system, messages. */
type PromptBlock = { readonly text: string; readonly mark?: JsonObject };

/** A position in a prompt: the hash of everything up to it, and the tokens up to it. */
type Place = { readonly hash: string; readonly tokens: number; readonly mark?: JsonObject };

/** A prompt cache with explicit breakpoints, as this API's provider documents it. Entries do not expire. */
export type SimulatedCache = {
  /** Bills a request and stores what it writes. */
  bill(body: JsonObject): Omit<Usage, 'output'>;
};

/** An empty cache that counts with `count`. */
export function simulatedCache(count: (text: string) => number): SimulatedCache {
  const entries = new Set<string>();
  const counts = new Map<string, number>();

  const places = (body: JsonObject): readonly Place[] => {
    const found: Place[] = [];
    let hash = digest(String(body.model));
    let tokens = 0;
    for (const block of promptBlocks(body)) {
      hash = digest(hash + block.text);
      const own = counts.get(hash) ?? count(block.text);
      counts.set(hash, own);
      tokens += own;
      found.push({ hash, tokens, mark: block.mark });
    }
    return found;
  };

  return {
    bill(body) {
      const prompt = places(body);
      const marked = [...prompt.keys()].filter((index) => prompt[index]!.mark && prompt[index]!.tokens >= minTokens);
      const hit = largest([-1, ...marked.map((index) => entryBefore(prompt, index, entries))]);
      const read = hit === -1 ? 0 : prompt[hit]!.tokens;
      let billed = read;
      const written = { write: 0, writeLong: 0 };
      for (const index of marked) {
        const { hash, tokens, mark } = prompt[index]!;
        entries.add(hash);
        if (index <= hit) continue;
        written[mark?.ttl === '1h' ? 'writeLong' : 'write'] += tokens - billed;
        billed = tokens;
      }
      return { uncached: (prompt.at(-1)?.tokens ?? 0) - billed, ...written, read };
    },
  };
}

/** The nearest position with an entry, from a breakpoint backwards; -1 for none. */
function entryBefore(prompt: readonly Place[], from: number, entries: ReadonlySet<string>): number {
  for (let index = from; index >= 0 && index > from - lookBack; index--) {
    const { hash, tokens } = prompt[index]!;
    if (tokens >= minTokens && entries.has(hash)) return index;
  }
  return -1;
}

function promptBlocks(body: JsonObject): readonly PromptBlock[] {
  const messages = list(body.messages).filter(isJsonObject);
  return [
    ...list(body.tools).map((tool) => promptBlock('tool', tool)),
    ...contentOf(body.system).map((part) => promptBlock('system', part)),
    ...messages.flatMap(({ role, content }) => contentOf(content).map((part) => promptBlock(String(role), part))),
  ];
}

/** A mark may be on the block or on a block inside a tool's result; it is not part of the prompt. */
function promptBlock(role: string, part: Json): PromptBlock {
  let mark: JsonObject | undefined;
  const text = JSON.stringify(part, (key, value: Json) => {
    if (key !== 'cache_control') return value;
    if (isJsonObject(value)) mark = value;
    return undefined;
  });
  return { text: `${role} ${text}`, mark };
}

function contentOf(content: Json | undefined): readonly Json[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return list(content);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
