import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outline, type Shape } from '../../../src/lib/json-scan/outline.ts';
import { commonPrefix, createRecentOutlines } from '../../../src/lib/json-scan/recent.ts';

const shape: Shape = { members: { name: {}, list: { elements: { members: { text: {}, parts: { elements: {} } } } } } };
const filler = 'x'.repeat(2000);
const body = (texts: readonly string[], tail = 'end') =>
  Buffer.from(
    JSON.stringify({
      name: 'n'.repeat(1500),
      list: texts.map((text) => ({ text: text + filler, parts: [1, text] })),
      tail,
    }),
  );

describe('recent outlines', () => {
  it('finds in a text that continues another what a reading from scratch finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string(), { minLength: 6, maxLength: 14 }), { minLength: 2, maxLength: 6 }),
        (all) => {
          const recent = createRecentOutlines(3, 1e6);
          let texts: readonly string[] = [];
          for (const more of all) {
            texts = [...texts.slice(0, Math.max(0, texts.length - 1)), ...more];
            const bytes = body(texts, more.join());
            expect(recent.read(bytes, shape)).toEqual(outline(bytes, shape));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes over the very same places as long as the bytes are the same', () => {
    const recent = createRecentOutlines(3, 1e6);
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    const before = recent.read(body(texts), shape).members?.get('list')?.elements;
    const after = recent.read(body([...texts.slice(0, 11), 'changed', 'new']), shape).members?.get('list')?.elements;
    expect(after?.[10]).toBe(before?.[10]);
    expect(after?.[11]).not.toBe(before?.[11]);
    expect(after).toHaveLength(13);
  });

  it('notices damage behind the part that is known', () => {
    const recent = createRecentOutlines(3, 1e6);
    const bytes = body(Array.from({ length: 12 }, (_, index) => `text ${index}`));
    recent.read(bytes, shape);
    expect(() => recent.read(bytes.subarray(0, bytes.length - 1), shape)).toThrow();
    expect(() => recent.read(Buffer.concat([bytes, Buffer.from(']')]), shape)).toThrow();
  });

  it('keeps no more texts than it may', () => {
    const recent = createRecentOutlines(1, 1e6);
    const one = body(Array.from({ length: 12 }, () => 'one'));
    const two = Buffer.from(one.toString().replace('"n', '"m'));
    const first = recent.read(one, shape);
    recent.read(two, shape);
    expect(recent.read(one, shape).members?.get('list')?.elements?.[0]).not.toBe(
      first.members?.get('list')?.elements?.[0],
    );
  });
});

describe('commonPrefix', () => {
  it('counts the bytes that are alike at the start', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 50 }), fc.nat(300), (a, more, cut) => {
        const b = Buffer.concat([a.subarray(0, cut), more]);
        let same = 0;
        while (same < a.length && same < b.length && a[same] === b[same]) same++;
        expect(commonPrefix(a, b)).toBe(same);
      }),
    );
  });
});
