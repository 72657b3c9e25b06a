import { expect, it } from 'vitest';
import { continuationsIn } from '../../src/aligner/continuation.ts';
import { prefixHashBytes } from '../../src/lib/prefix-hash.ts';

/** A prompt of messages of ten bytes each, told apart by a letter. */
const prompt = (letters: string) => ({
  contents: Buffer.concat([...letters].map((letter) => Buffer.alloc(prefixHashBytes, letter))),
  ends: Uint32Array.from(letters, (_, index) => 10 * (index + 1)),
  heads: 0,
});
const becomes = (earlier: string, later: string) => continuationsIn(prompt(later), 0)(prompt(earlier));

it('finds what comes back in order, each of it once, and counts what stands for what is gone', () => {
  expect(becomes('xkakbkc', 'ykakbkcd')).toEqual({ continues: true, bytes: 70 });
  expect(becomes('kkkk', 'kk')).toEqual({ continues: true, bytes: 20 });
  expect(becomes('akakakak', 'akak')).toEqual({ continues: true, bytes: 40 });
  expect(becomes('abcd', 'dcba')).toEqual({ continues: false, bytes: 10 });
});

it('tells one later prompt from several earlier ones', () => {
  const of = continuationsIn(prompt('abcd'), 0);
  expect([of(prompt('abc')).continues, of(prompt('xyz')).continues, of(prompt('abc')).continues]).toEqual([
    true,
    false,
    true,
  ]);
});
