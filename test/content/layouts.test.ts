import { beforeAll, expect, test } from 'vitest';
import { codecCase } from '../../bench/lib/codec-cases.mjs';
import { detect } from '../../src/content/detect.ts';
import { logCodec } from '../../src/content/git/log.ts';
import { statCodec } from '../../src/content/git/stat.ts';
import { readBack, readSections } from '../../src/content/layouts.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import { hitsCodec } from '../../src/content/search/hits.ts';
import { listingCodec } from '../../src/content/search/listing.ts';
import type { TokenCounter } from '../../src/model/content.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Shorten } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';

let shorten: Shorten;
let counter: TokenCounter;
beforeAll(async () => {
  counter = createCounter(await loadRanks());
  const limits = { minTokens: 50, lossyMinTokens: 100, logLossyMinTokens: 100, minSavedShare: 0.02, minSavedTokens: 5 };
  shorten = createShorten({
    compressors,
    counter,
    limits: { ...limits, leaveOut: 'none' },
    detect,
    render: renderOutput,
    gate: createGate,
  });
});

test('every lossless form is read back, alone and beside others', () => {
  const single = Array.from({ length: 400 }, (_, number) => codecCase(7, number));
  const pairs = single.flatMap((text, index) =>
    index % 2 === 0 ? [] : [`${single[index - 1]}\n$ the next command\n${text}\n`],
  );
  const names = new Set<string>();
  let composed = 0;
  for (const text of [...single, ...pairs]) {
    const outcome = shorten({ text, handle: 'a'.repeat(24) });
    if (!('form' in outcome) || outcome.form.fidelity !== 'lossless') continue;
    const { form, tokens } = outcome;
    names.add(form.by);
    if (form.text.includes('[headroom: as printed from here]')) composed++;
    const read = readBack(form.text, form.by, (each) => counter.count(each) === tokens);
    expect(read).toBe(text);
  }
  expect(names.size).toBeGreaterThan(5);
  expect(composed).toBeGreaterThan(1);
});

test('forms of earlier versions are read: two layouts without a line between them, and no blank line at the end', () => {
  const hits = ['src/lib/a.ts:1:one', 'src/lib/a.ts:2:two', 'src/lib/a.ts:3:three', 'src/lib/a.ts:4:four'];
  const paths = ['src/lib/deep/a.ts', 'src/lib/deep/b.ts', 'src/lib/deep/c.ts', 'src/lib/deep/d.ts'];
  const [first, second] = [`${hits.join('\n')}\n`, `${paths.join('\n')}\n`];
  const form = `${hitsCodec.encode(first)}${listingCodec.encode(second)}`;
  const by = `${hitsCodec.name}+${listingCodec.name}`;
  for (const original of [`${first}${second}`, `${first}${second}\n`])
    expect(readBack(form, by, (text) => text === original)).toBe(original);
});

test('of two layouts, one in the other, both are read', () => {
  const commit = (number: number) => [
    `commit ${String(number).repeat(40)}`,
    'Author: Ana <a@x.org>',
    `Date:   Mon Nov ${10 + number} 10:00:00 2026 +0000`,
    ...['', `    Change ${number}`, ''],
    ...['a', 'b', 'c', 'd'].map((name) => ` src/lib/deep/${name}.ts            | 12 +++`),
    '',
  ];
  const text = Array.from({ length: 9 }, (_, number) => commit(number))
    .flat()
    .join('\n');
  const form = statCodec.encode(logCodec.encode(text) as string) as string;
  expect(form.match(/\[headroom: lossless, /g)).toHaveLength(2);
  expect(readSections(`above\n${form}[headroom: as printed from here]\nbelow\n`, 'git-log')).toBe(
    `above\n${text}below\n`,
  );
});

test('what no layout reads, or what is not the original, is no original', () => {
  const form = '[headroom: lossless, paths grouped by folder]\nsrc/\na.ts\n';
  expect(readBack(form, 'search-listing', () => false)).toBeUndefined();
  expect(readBack(form, 'a-layout-of-tomorrow', () => true)).toBeUndefined();
  expect(readBack('nothing of ours', 'json-table+log-starts', () => true)).toBeUndefined();
});
