import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partSpans } from '../../../src/lib/json-scan/parts.ts';
import { decodeString, encodeString } from '../../../src/lib/json-scan/strings.ts';

/** A character in one of the spellings that JSON allows, so that sources are not only those JSON.stringify writes. */
const spelled = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.boolean())
  .map(([character, hex]) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    const escaped = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
    return hex || /\p{Surrogate}/u.test(character) ? escaped : JSON.stringify(character).slice(1, -1);
  });
const source = fc.array(fc.oneof(spelled, fc.constantFrom('\\/', 'plain', '\\ud83e\\udd16', '🤖', 'é')), {
  maxLength: 30,
});

test('a string decodes as JSON.parse decodes it, or not at all where it is ill-formed', () => {
  fc.assert(
    fc.property(source, (pieces) => {
      const bytes = Buffer.from(`"${pieces.join('')}"`, 'utf8');
      const expected = JSON.parse(bytes.toString('utf8')) as string;
      const wellFormed = !/\p{Surrogate}/u.test(expected);
      expect(decodeString(bytes, [1, bytes.length - 1])).toBe(wellFormed ? expected : undefined);
    }),
    { numRuns: 1000 },
  );
});

test.each(['\\ud800', '\\udc00x', 'a\\ud83e', '\\udd16\\ud83e', '\\uD83E\\n\\uDD16'])('%s is ill-formed', (text) => {
  const bytes = Buffer.from(text);
  expect(decodeString(bytes, [0, bytes.length])).toBeUndefined();
});

test('an escaped backslash before u is no surrogate', () => {
  const bytes = Buffer.from('\\\\ud800');
  expect(decodeString(bytes, [0, bytes.length])).toBe('\\ud800');
});

test('encoding and decoding are inverse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = encodeString(text);
      expect(decodeString(bytes, [0, bytes.length])).toBe(/\p{Surrogate}/u.test(text) ? undefined : text);
    }),
    { numRuns: 1000 },
  );
});

test('a part of a string is the part of its source that decodes to it', () => {
  fc.assert(
    fc.property(source, fc.nat(), fc.nat(), (pieces, left, right) => {
      const bytes = Buffer.from(`"${pieces.join('')}"`, 'utf8');
      const text = decodeString(bytes, [1, bytes.length - 1]);
      fc.pre(text !== undefined);
      const [start, end] = [left, right].map((offset) => offset % (text.length + 1)).sort((a, b) => a - b) as [
        number,
        number,
      ];
      const span = partSpans(bytes, [1, bytes.length - 1], [[start, end]])[0];
      const cutsPair = [start, end].some((offset) => /^[\udc00-\udfff]/.test(text.slice(offset, offset + 1)));
      if (cutsPair) expect(span).toBeUndefined();
      else expect(decodeString(bytes, span as [number, number])).toBe(text.slice(start, end));
    }),
    { numRuns: 1000 },
  );
});

test('parts outside of the string have no span, the others keep theirs', () => {
  const bytes = Buffer.from('a\\nbc');
  expect(
    partSpans(
      bytes,
      [0, 5],
      [
        [1, 3],
        [2, 9],
        [3, 2],
        [4, 4],
      ],
    ),
  ).toEqual([[1, 4], undefined, undefined, [5, 5]]);
});
