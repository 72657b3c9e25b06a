import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseReader } from '../../src/lib/sse.ts';

/** Reads a stream given in pieces of the given sizes, over and over. */
function read(text: string, sizes: readonly number[] = [], maxBytes?: number): readonly string[] {
  const seen: string[] = [];
  const reader = createSseReader((data) => seen.push(data), maxBytes);
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] as number);
    // The piece is overwritten after the push, as a socket may do with its buffer.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    reader.push(piece);
    piece.fill(0);
    at += size;
  }
  reader.end();
  return seen;
}

test('events come out whole wherever the chunks are cut and whatever ends the lines', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', ':', '🤖', 'é', '{"x":1}'), maxLength: 8 });
  const events = fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(
      events,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (list, end, sizes) => {
        const text = list.map(
          (lines) => `event: x${end}${lines.map((one) => `data: ${one}${end}`).join('')}: note${end}${end}`,
        );
        expect(read(text.join(''), sizes)).toEqual(list.map((lines) => lines.join('\n')));
      },
    ),
    { numRuns: 1000 },
  );
});

test('one space after the colon belongs to the format, a second one to the data', () => {
  expect(read('data:a\n\ndata:  b\n\ndata\n\ndatum: c\n\n')).toEqual(['a', ' b', '']);
});

test('an event without its closing blank line is handed out at the end', () => {
  expect(read('data: a\n\ndata: b')).toEqual(['a', 'b']);
});

test('a byte order mark is no part of the first line', () => {
  expect(read('\ufeffdata: a\n\n', [1])).toEqual(['a']);
});

test('an event over the limit is left out and the next one is read', () => {
  const long = 'x'.repeat(200);
  for (const sizes of [[], [1], [7]]) {
    expect(read(`data: a\n\ndata: ${long}\n\ndata: b\n\ndata: ${long}\ndata: c\n\ndata: d\n\n`, sizes, 100)).toEqual([
      'a',
      'b',
      'd',
    ]);
  }
});
