import fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TokenCounter } from '../../src/model/content.ts';
import { countableParts } from '../../src/tokens/chunks.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { countMerged } from '../../src/tokens/merge.ts';
import { createRankTable, noRank } from '../../src/tokens/rank-table.ts';
import { loadRanks, type Ranks } from '../../src/tokens/ranks.ts';

let ranks: Ranks;
let counter: TokenCounter;
const reference = new Tiktoken(o200k);
const referenceCount = (text: string) => reference.encode(text, [], []).length;

beforeAll(async () => {
  ranks = await loadRanks();
  counter = createCounter(ranks);
});

const samples: Record<string, string> = {
  empty: '',
  code: 'export function sum(values: readonly number[]): number {\n\treturn values.reduce((a, b) => a + b, 0);\n}\r\n\r\n',
  log: "2025-03-01T12:00:00.123Z ERROR [worker-7] can't connect to 10.0.0.17:5432 (attempt 3/5) 0x7ffdeadbeef\n",
  prose: "It's the reader's task, isn't it? WE'LL see — “quoted” text…   with   spaces   \n\n\n and an end.",
  cjk: '這個函數會在每次請求時被呼叫。エラーが発生しました。한국어 문장도 있습니다. ไทยไม่มีช่องว่าง',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 done ✅🚀🚀🚀 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍',
  loneSurrogates: 'a\ud83d b\udc00\udc00 \ud800\ud800x',
  specialTokens: '<|endoftext|> and <|endofprompt|>',
  nul: 'a\0b\0\0\0c',
  json: JSON.stringify(Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}`, ok: id % 3 === 0 }))),
  base64: Buffer.from(Array.from({ length: 400 }, (_, index) => (index * index * 31) % 256)).toString('base64'),
  longWord: 'pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(12),
  punctuation: `${'='.repeat(300)}\n${'-'.repeat(79)}\n${'#/'.repeat(200)}`,
  whitespace: `${' '.repeat(257)}x${'\t'.repeat(130)}\n${'\n'.repeat(140)} `,
};

describe('the token counter', () => {
  test.each(Object.entries(samples))('agrees with js-tiktoken on %s', (_name, text) => {
    expect(counter.count(text)).toBe(referenceCount(text));
    expect(counter.count(text)).toBe(referenceCount(text)); // from its cache
  });

  test('agrees with js-tiktoken on arbitrary text', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t', 'a', 'A', '1', '/', '中', "'s", '\u0301', '\ud83d') }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(counter.count(text)).toBe(referenceCount(text));
      }),
      { numRuns: 600 },
    );
  });

  test('merges long pieces as js-tiktoken does, which takes another way than short ones', () => {
    const letters = fc.constantFrom('a', 'b', 'e', 't', 'th', 'ing', 'er', 'X', 'é', 'ß', 'я');
    fc.assert(
      fc.property(fc.array(letters, { minLength: 80, maxLength: 260 }), (parts) => {
        const text = parts.join('');
        expect(counter.count(text)).toBe(referenceCount(text));
      }),
      { numRuns: 80 },
    );
  });

  test('counts a megabyte of one character', () => {
    // Runs of the same letter merge into the same tokens wherever they stand, so that a long run is a multiple of a short one.
    const block = counter.count('a'.repeat(8 * 128));
    expect(counter.count('a'.repeat(1024 * 1024))).toBe(block * 1024);
  });

  test('counts the parts of a long text like the whole', () => {
    const unit = Object.values(samples)
      .filter((sample) => sample.length < 500)
      .join(' ');
    const text = unit.repeat(Math.ceil(150_000 / unit.length));
    expect(countableParts(text).next().value?.length).toBeLessThan(text.length);
    expect(counter.count(text)).toBe(referenceCount(text));
  });

  test('cuts only where no piece of the pattern reaches across', () => {
    const filler = `${'word '.repeat(20_000)}`;
    const edges = fc.string({
      unit: fc.constantFrom(' ', '\n', '\r', 'a', 'A', '1', '/', '.', '中', "'s", "'", '\u0301', '\ud83d', '😀'),
    });
    fc.assert(
      fc.property(edges, fc.integer({ min: 65_500, max: 65_536 }), (edge, at) => {
        const text = `${filler.slice(0, at)}${edge}${'b'.repeat(20)} end`;
        const whole = Array.from(text.matchAll(new RegExp(ranks.pattern, 'gu')), (match) => match[0]);
        const parts = [...countableParts(text)].flatMap((part) =>
          Array.from(part.matchAll(new RegExp(ranks.pattern, 'gu')), (match) => match[0]),
        );
        expect(parts.slice(-40)).toEqual(whole.slice(-40));
        expect(parts.length).toBe(whole.length);
      }),
      { numRuns: 150 },
    );
  });

  test('cuts runs that the regular expression engine has no stack for, and no character in two', () => {
    const pieces = new RegExp(ranks.pattern, 'gu');
    const run = '中'.repeat(5_000_000);
    expect(() => pieces.exec(run)).toThrow(RangeError);
    const parts = [...countableParts(run)];
    for (const part of parts) expect(part.match(pieces)).toEqual([part]);
    expect(parts.join('') === run).toBe(true);
    const pairs = [...countableParts(`x${'𠀀'.repeat(600_000)}`)];
    expect(pairs.length).toBeGreaterThan(2);
    for (const part of pairs) expect(/\p{Cs}/u.test(part)).toBe(false);
  });

  test('counts one byte and no byte without looking for pairs', () => {
    expect(countMerged(Buffer.alloc(0), 0, ranks.table)).toBe(0);
    expect(countMerged(Buffer.from([0xff]), 1, ranks.table)).toBe(1);
  });

  test('agrees with js-tiktoken on many pieces, one after the other, that share the slots of its cache', () => {
    const words = Array.from({ length: 60_000 }, (_, index) => `v${(index * 7919).toString(36)}zq`);
    expect(words.reduce((sum, word) => sum + counter.count(word), 0)).toBe(
      words.reduce((sum, word) => sum + referenceCount(word), 0),
    );
    const text = samples.log as string;
    expect(counter.count(text)).toBe(referenceCount(text));
  });

  test('counts pieces around the size of its buffer', () => {
    for (const unit of ['=', 'é']) {
      for (const characters of [1024, 1025]) {
        const text = unit.repeat(characters);
        expect(counter.count(text)).toBe(referenceCount(text));
      }
    }
  });
});

describe('the rank data', () => {
  const tokens = o200k.bpe_ranks.split(' ').slice(2);

  test('holds every token of the vocabulary under its rank', () => {
    expect(ranks.table.size).toBe(tokens.length);
    expect(ranks.table.longest).toBe(128);
    expect(ranks.pattern).toBe(o200k.pat_str);
    const wrong = tokens.filter((token, rank) => {
      const bytes = Buffer.from(`..${Buffer.from(token, 'base64').toString('latin1')}.`, 'latin1');
      return ranks.table.find(bytes, 2, bytes.length - 1) !== rank;
    });
    expect(wrong).toEqual([]);
  });

  test('holds nothing else', () => {
    const known = new Set(tokens.map((token) => Buffer.from(token, 'base64').toString('latin1')));
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ maxLength: 8 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, (found) => {
        const rank = ranks.table.find(found, 0, found.length);
        expect(rank !== noRank).toBe(known.has(Buffer.from(found).toString('latin1')));
      }),
      { numRuns: 2000 },
    );
    expect(ranks.table.find(new Uint8Array(200), 0, 200)).toBe(noRank);
  });

  test('takes ranks only in order, so that a vocabulary with gaps is not misread', () => {
    const table = createRankTable();
    table.add(Buffer.from('a'), 0);
    expect(() => table.add(Buffer.from('b'), 2)).toThrow(/expected rank 1 .* found 2/);
  });
});
