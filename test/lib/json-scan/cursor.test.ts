import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonCursor } from '../../../src/lib/json-scan/cursor.ts';
import { JsonScanError } from '../../../src/lib/json-scan/skip.ts';
import { decodeLoosely } from '../../../src/lib/json-scan/strings.ts';

/** Builds the value with the cursor alone, as an independent check of every method. */
function build(cursor: JsonCursor): unknown {
  switch (cursor.peek()) {
    case 'object': {
      const value: Record<string, unknown> = Object.create(null);
      cursor.enterObject();
      for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) value[key] = build(cursor);
      return value;
    }
    case 'array': {
      const value: unknown[] = [];
      cursor.enterArray();
      while (cursor.nextElement()) value.push(build(cursor));
      return value;
    }
    case 'string':
      return decodeLoosely(cursor.bytes, cursor.string());
    default: {
      const [start, end] = cursor.skipValue();
      return JSON.parse(Buffer.from(cursor.bytes.subarray(start, end)).toString('utf8'));
    }
  }
}

function accepts(text: string, walk: (cursor: JsonCursor) => void): boolean {
  const cursor = new JsonCursor(Buffer.from(text, 'utf8'));
  try {
    walk(cursor);
    cursor.end();
    return true;
  } catch (error) {
    if (error instanceof JsonScanError) return false;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const indented = fc
  .tuple(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t'))
  .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent));

test('walking any JSON text gives what JSON.parse gives', () => {
  fc.assert(
    fc.property(indented, (text) => {
      const cursor = new JsonCursor(Buffer.from(text, 'utf8'));
      const built = build(cursor);
      cursor.end();
      expect(JSON.stringify(built)).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { numRuns: 1000 },
  );
});

test('skipping a value covers exactly its bytes', () => {
  fc.assert(
    fc.property(indented, fc.constantFrom('', ' ', '\r\n\t'), (text, space) => {
      const bytes = Buffer.from(space + text + space, 'utf8');
      const cursor = new JsonCursor(bytes);
      const [start, end] = cursor.skipValue();
      cursor.end();
      expect(bytes.subarray(start, end).toString('utf8')).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test('damaged texts are refused exactly where JSON.parse refuses them', () => {
  const damage = fc.record({
    text: indented,
    at: fc.nat(),
    remove: fc.nat({ max: 2 }),
    insert: fc.constantFrom(
      '',
      '"',
      '\\',
      ',',
      ':',
      '{',
      '}',
      '[',
      ']',
      '0',
      '-',
      '.',
      'e',
      'u12',
      '\n',
      '\u0001',
      't',
      ' ',
    ),
  });
  fc.assert(
    fc.property(damage, ({ text, at, remove, insert }) => {
      const place = at % (text.length + 1);
      const damaged = text.slice(0, place) + insert + text.slice(place + remove);
      // Half a surrogate pair cannot be written as UTF-8.
      fc.pre(!/\p{Surrogate}/u.test(damaged));
      const expected = parses(damaged);
      expect(accepts(damaged, (cursor) => cursor.skipValue())).toBe(expected);
      expect(accepts(damaged, build)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  '',
  ' ',
  '[1,]',
  '{"a":1,}',
  '[,1]',
  '{,}',
  '01',
  '-',
  '1.',
  '.5',
  '1e',
  '+1',
  'nul',
  'nulll',
  'True',
  '"\\x"',
  '"\\u12g4"',
  '"\t"',
  '"',
  '"\\',
  "'a'",
  '{"a"}',
  '{a:1}',
  '{"a" 1}',
  '[1 2]',
  '[1}',
  '{"a":1]',
  '[',
  '{',
  '[[]',
  '1 2',
  '\ufeff1',
  '{"a":1}}',
  'NaN',
  '1e5',
  '-0',
  '1.5E+10',
  '"\\u00e9\\/"',
  '[]',
  '{}',
  ' [ ] ',
  '{"a":{"b":[1,{"c":null}]}}',
])('agrees with JSON.parse about %j', (text) => {
  expect(accepts(text, (cursor) => cursor.skipValue())).toBe(parses(text));
  expect(accepts(text, build)).toBe(parses(text));
});

test('an error names the byte at which the text stops being JSON', () => {
  const cursor = new JsonCursor(Buffer.from('{"é":[1,}'));
  expect(() => cursor.skipValue()).toThrow('expected a JSON value at byte 9, found byte 0x7d');
});

test('a hundred thousand open containers are no deeper than one', () => {
  const depth = 100_000;
  for (const text of ['['.repeat(depth) + ']'.repeat(depth), `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`]) {
    expect(accepts(text, (cursor) => cursor.skipValue())).toBe(true);
    expect(accepts(text.slice(0, -1), (cursor) => cursor.skipValue())).toBe(false);
  }
});

test('both of two equal keys are reported', () => {
  const cursor = new JsonCursor(Buffer.from('{"a":1,"\\u0061":2}'));
  cursor.enterObject();
  const keys: string[] = [];
  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    keys.push(key);
    cursor.skipValue();
  }
  expect(keys).toEqual(['a', 'a']);
});
