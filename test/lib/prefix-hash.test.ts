import { expect, test } from 'vitest';
import { contentHashes, prefixHashBytes, prefixHashes, sharedBlocks } from '../../src/lib/prefix-hash.ts';

/** Blocks of a text, one a word, and its bytes. */
function words(text: string, salts: readonly string[] = []) {
  const bytes = Buffer.from(text);
  const blocks = Array.from(text.matchAll(/\S+/g), (match, index) => ({
    span: [match.index, match.index + match[0].length] as const,
    salt: salts[index],
  }));
  return { bytes, blocks };
}
const parts = (hashes: Uint8Array) =>
  Array.from({ length: hashes.length / prefixHashBytes }, (_, index) =>
    Buffer.from(hashes.subarray(index * prefixHashBytes, (index + 1) * prefixHashBytes)).toString('hex'),
  );
const prefixes = (text: string, salts?: readonly string[], seed = 'm') => {
  const { bytes, blocks } = words(text, salts);
  return parts(prefixHashes(bytes, blocks, seed));
};

test('prefixes are the same up to the first block that differs, wherever it stands in the body', () => {
  const one = prefixes('a b c d');
  const other = prefixes('   a  b  x  d');
  expect(other.slice(0, 2)).toEqual(one.slice(0, 2));
  expect(other.slice(2).some((hash) => one.includes(hash))).toBe(false);
  expect(prefixes('ab')).not.toEqual(prefixes('a b').slice(1));
});

test('the seed and salts tell prefixes apart', () => {
  expect(prefixes('a b', [], 'n')[0]).not.toBe(prefixes('a b')[0]);
  expect(prefixes('a b', ['user'])[0]).not.toBe(prefixes('a b', ['assistant'])[0]);
});

test('contents are told by their bytes alone, without what is apart', () => {
  const { bytes, blocks } = words('a b a');
  const [first, second, third] = parts(contentHashes(bytes, blocks));
  expect(first).toBe(third);
  expect(first).not.toBe(second);
  const marked = Buffer.from('xyKEYz');
  const plain = Buffer.from('xyz');
  const hash = (of: Buffer, apart: readonly (readonly [number, number])[]) =>
    parts(contentHashes(of, [{ span: [0, of.length], apart }]));
  expect(hash(marked, [[2, 5]])).toEqual(hash(plain, []));
  expect(parts(prefixHashes(marked, [{ span: [0, 6], apart: [[2, 5]] }], ''))).toEqual(
    parts(prefixHashes(plain, [{ span: [0, 3] }], '')),
  );
});

test('what a source was hashed to is kept, and a list asked for twice is hashed once', () => {
  const source = {};
  const bytes = Buffer.from('same');
  const [before] = parts(contentHashes(bytes, [{ span: [0, 4], source }]));
  bytes.fill('x');
  expect(parts(contentHashes(bytes, [{ span: [0, 4], source }]))).toEqual([before]);
  const blocks = [{ span: [0, 4] as const }];
  const hashes = prefixHashes(bytes, blocks, 's');
  expect(prefixHashes(bytes, blocks, 's')).toBe(hashes);
  expect(prefixHashes(bytes, blocks, 't')).not.toEqual(hashes);
});

test('a block that is known from one chain gets in another what a fresh one gets', () => {
  const text = 'a b c d';
  const { bytes, blocks } = words(text);
  const sources = blocks.map(() => ({}));
  const again = (salts: readonly string[], seed: string, from = 0) => {
    const known = blocks.map((block, index) => ({ ...block, salt: salts[index], source: sources[index] })).slice(from);
    const fresh = known.map(({ span, salt }) => ({ span, salt }));
    const hashes = parts(prefixHashes(bytes, known, seed));
    expect(hashes).toEqual(parts(prefixHashes(bytes, fresh, seed)));
    return hashes;
  };
  const first = again([], 'm');
  const others = [again(['user'], 'm'), again([], 'n'), again(['', 'x'], 'm'), again([], 'm', 1)];
  expect(again([], 'm')).toEqual(first);
  for (const hashes of others) expect(hashes.at(-1)).not.toBe(first.at(-1));
  expect(new Set(others.map((hashes) => hashes.at(-1))).size).toBe(others.length);
});

test('a salt is told from the bytes behind it and from another', () => {
  const bytes = Buffer.from('ab');
  const of = (...blocks: { span: readonly [number, number]; salt?: string }[]) =>
    parts(prefixHashes(bytes, blocks, ''));
  const all = [
    of({ span: [0, 2] }),
    of({ span: [1, 2], salt: 'a' }),
    of({ span: [1, 2], salt: 'a\0' }),
    of({ span: [1, 2] }),
  ];
  expect(new Set(all.flat()).size).toBe(4);
});

test('the blocks that two prompts share are counted up to the first that differs', () => {
  const hashed = (text: string) => {
    const { bytes, blocks } = words(text);
    return prefixHashes(bytes, blocks, 'm');
  };
  const letters = Array.from({ length: 17 }, (_, index) => `w${index}`);
  for (let same = 0; same <= letters.length; same++) {
    const other = [...letters.slice(0, same), 'other', ...letters.slice(same + 1)];
    expect(sharedBlocks(hashed(letters.join(' ')), hashed(other.join(' ')))).toBe(same);
    expect(sharedBlocks(hashed(letters.join(' ')), hashed(letters.slice(0, same).join(' ')))).toBe(same);
  }
});
