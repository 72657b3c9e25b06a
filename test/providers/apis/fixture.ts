import { readFileSync } from 'node:fs';
import type { Block } from '../../../src/model/block.ts';
import type { OutputRegion, ProviderAdapter, ReadOptions } from '../../../src/model/provider.ts';

/** Bytes of a shortened request of a real client. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/apis/${name}.json`, import.meta.url));
}

/** The blocks of a body, given as JSON or as its text. */
export function blocksOf(adapter: ProviderAdapter, body: unknown, options?: ReadOptions): readonly Block[] {
  return adapter.read(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), options).blocks;
}

/** The texts of the blocks. */
export function textsOf(
  adapter: ProviderAdapter,
  body: unknown,
  options?: ReadOptions,
): readonly (string | undefined)[] {
  return blocksOf(adapter, body, options).map((block) => block.text);
}

/** The body with each block's characters replaced by a letter: whatever else differs was touched by mistake. */
export function withBlocksReplaced(raw: Buffer, blocks: readonly Block[]): string {
  let at = 0;
  let out = '';
  for (const { span } of blocks) {
    out += `${raw.subarray(at, span[0]).toString('utf8')}X`;
    at = span[1];
  }
  return out + raw.subarray(at).toString('utf8');
}

/** Finds what stands between `<<` and `>>`. */
export function findMarked(text: string): readonly OutputRegion[] {
  return Array.from(text.matchAll(/<<(.*?)>>/gs), (match) => ({
    start: match.index + 2,
    end: match.index + match[0].length - 2,
    command: 'make',
  }));
}

/** The texts of the system prompt that an adapter finds. */
export function systemTexts(adapter: ProviderAdapter, body: unknown): readonly (string | undefined)[] {
  return adapter.read(Buffer.from(JSON.stringify(body))).system?.map(({ text }) => text) ?? [];
}
