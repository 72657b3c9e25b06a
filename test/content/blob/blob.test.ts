import { describe, expect, it } from 'vitest';
import { blobCompressor, isBlobLine } from '../../../src/content/blob/blob.ts';
import { splitSections } from '../../../src/content/sections/split.ts';

const handle = '0123456789abcdef01234567';
const bytes = (length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 7919 + (index >> 3) * 31) % 256)).toString('base64');
const wrapped = (bytes(1500).match(/.{1,76}/g) as string[]).filter((line) => line.length === 76);
const token = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${bytes(300).replace(/[+/=]/g, 'x')}.${bytes(200).replace(/[+/=]/g, 'y')}`;

function compress(text: string, lossy = true) {
  const counter = { count: (each: string) => each.length };
  return blobCompressor.compress({ text, handle, lossy, tokens: text.length, counter });
}

describe('lines of encoded bytes', () => {
  it.each([
    ['base64', bytes(90), true],
    ['a data URL', `data:image/png;base64,${bytes(200)}`, true],
    ['a signed token', token, true],
    ['a short line', bytes(20), false],
    ['a path', '/home/dev/projects/Some/Long/Path2/to/a/file/in/a/folder/that/is/deep.ts', false],
    ['a word in capitals and digits', `${'HELLO_WORLD_1'.repeat(6)}`, false],
    ['a sentence', 'The quick brown fox 12 jumps over the lazy dog and nobody minds at all really.', false],
    ['bytes inside another line', `token: ${bytes(300)}`, false],
  ])('%s', (_, line, expected) => {
    expect(isBlobLine(line)).toBe(expected);
  });

  it('go whole, the first of several aside, with a word on how much there was', () => {
    const text = ['-----BEGIN CERTIFICATE-----', ...wrapped, '-----END CERTIFICATE-----', ''].join('\n');
    const [form] = compress(text);
    expect(form?.text.split('\n')).toEqual([
      '-----BEGIN CERTIFICATE-----',
      wrapped[0],
      `[headroom: omitted lines 3-${wrapped.length + 1}; ${76 * (wrapped.length - 1)} characters of encoded bytes]`,
      '-----END CERTIFICATE-----',
      `[headroom: omitted ${wrapped.length - 1} of ${wrapped.length + 2} lines; headroom retrieve hash=${handle} --lines 3-${wrapped.length + 1}]`,
      '',
    ]);
  });

  it('stay where nothing may be left out', () => {
    expect(compress(`${wrapped.join('\n')}\n`, false)).toEqual([]);
    expect(compress('nothing of the kind\n')).toEqual([]);
  });

  it('are a section of their own in another text', () => {
    const words = Array.from({ length: 12 }, (_, index) => `step ${index} of the work is done`);
    const text = [...words, bytes(1500), ...words, ''].join('\n');
    const told = { kind: 'log', searched: false, single: false } as const;
    expect(splitSections(text, undefined, told).map(({ start, end, shape }) => [start, end, shape])).toEqual([
      [0, 12, 'loose'],
      [12, 13, 'blob'],
      [13, 25, 'loose'],
    ]);
  });
});
