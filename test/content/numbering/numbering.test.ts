import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberingCodec } from '../../../src/content/numbering/numbering.ts';

const shown = (first: number, texts: readonly string[], width: number, mark = '→') =>
  texts.map((text, index) => `${String(first + index).padStart(width)}${mark}${text}`).join('\n');

describe('line numbers', () => {
  it('stay on the first line and on each tenth, and the mark stays on all', () => {
    const text = shown(
      8,
      Array.from({ length: 25 }, (_, index) => `line ${index}`),
      6,
    );
    const lines = numberingCodec.encode(text)?.split('\n') ?? [];
    expect(lines.slice(0, 5)).toEqual([
      '[headroom: lossless, line numbers on each tenth line]',
      '     8→line 0',
      '→line 1',
      '    10→line 2',
      '→line 3',
    ]);
    expect(numberingCodec.decode(lines.join('\n'))).toBe(text);
  });

  it('start anew behind a gap', () => {
    const text = `${shown(1, Array(30).fill('a'), 6)}\n[a notice]\n${shown(90, Array(30).fill('b'), 6)}\n`;
    const encoded = numberingCodec.encode(text) as string;
    expect(encoded).toContain('[a notice]\n    90→b\n→b');
    expect(numberingCodec.decode(encoded)).toBe(text);
  });

  it('leave a text alone whose lines could be taken for numberless ones', () => {
    const text = `${shown(1, Array(30).fill('a'), 6)}\n→not a line of a file`;
    expect(numberingCodec.encode(text)).toBeUndefined();
  });

  it('come back for any text, padded or not', () => {
    const line = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ' '));
    const property = fc.property(
      fc.array(line, { minLength: 22, maxLength: 120 }),
      fc.integer({ min: 0, max: 999_950 }),
      fc.constantFrom(0, 4, 6),
      fc.constantFrom('→', '\t'),
      fc.array(fc.nat(120), { maxLength: 3 }),
      (texts, first, width, mark, odd) => {
        const lines = shown(first, texts, width, mark).split('\n');
        for (const place of odd) lines.splice(place, 0, `${place}: ${mark}`);
        const text = lines.join('\n');
        const encoded = numberingCodec.encode(text);
        if (encoded !== undefined) expect(numberingCodec.decode(encoded)).toBe(text);
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });
});
