import { expect, test } from 'vitest';
import { createOriginalTexts } from '../../commands/original-text.ts';
import { hitsCodec } from '../../src/content/search/hits.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { ReadStore } from '../../src/store/read-only.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';

const hits = Array.from({ length: 40 }, (_, line) => `src/deep/folder/file.ts:${line + 10}:  call(${line});`).join(
  '\n',
);
const form = hitsCodec.encode(hits);
const kept = new Map([['a'.repeat(24), Buffer.from('the whole text')]]);
const store = { original: (handle: string) => kept.get(handle) } as unknown as ReadStore;
const originalOf = createOriginalTexts(store);
const counter = loadRanks().then(createCounter);

const decision = async (part: Partial<Decision>): Promise<Decision> => ({
  key: 'k',
  tool: 'Grep',
  by: 'search-hits',
  fidelity: 'lossless',
  sent: form,
  tokensBefore: (await counter).count(hits),
  tokensAfter: 1,
  durable: true,
  ...part,
});

test.each<[string, Partial<Decision>, unknown]>([
  ['what was kept', { fidelity: 'lossy', handle: 'a'.repeat(24) }, { text: 'the whole text' }],
  ['what was kept and has gone', { fidelity: 'lossy', handle: 'b'.repeat(24) }, { absence: 'dropped' }],
  ['a lossless form, of which nothing was kept', {}, { text: hits }],
  ['a pointer of which nothing was kept', { fidelity: 'repeat', by: 'repeats' }, { absence: 'neverKept' }],
  ['a layout of another version', { by: 'search-hits-2' }, { absence: 'unreadable' }],
  ['a form that reads as something else', { tokensBefore: 7 }, { absence: 'unreadable' }],
])('of %s', async (_, part, original) => {
  expect(form).toBeDefined();
  expect(await originalOf(await decision(part))).toEqual(original);
});
