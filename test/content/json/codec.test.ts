import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minifyCodec, tableCodec } from '../../../src/content/json/codec.ts';

/** JSON as Python's standard library spells it. */
function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${pythonText(inner)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}

const spellings: readonly ((value: unknown) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, 2),
  (value) => JSON.stringify(value, null, 4),
  (value) => JSON.stringify(value, null, '\t'),
  (value) => JSON.stringify(value, null, 2).replaceAll('\n', '\r\n'),
  pythonText,
];

const scalar = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    ' ',
    'null',
    'true',
    '12',
    '-0',
    '1e5',
    '=x',
    '[table:',
    ']',
    'a,b',
    '"',
    '\\',
    '\n',
    'é\u2028',
    '😀',
    '{',
    'x ',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.oneof(fc.constantFrom('id', 'name', 'a.b', 'a=b', 'a,b', '', '"', 'é', 'status'), fc.string());
const record = fc.dictionary(
  key,
  fc.oneof(scalar, fc.dictionary(key, scalar, { maxKeys: 3 }), fc.array(scalar, { maxLength: 3 })),
  { maxKeys: 5 },
);
const records = fc
  .record({
    shapes: fc.array(record, { minLength: 1, maxLength: 3 }),
    picks: fc.array(fc.nat(2), { minLength: 2, maxLength: 20 }),
    extra: scalar,
  })
  .map(({ shapes, picks, extra }) =>
    picks.map((pick, index) => {
      const shape = shapes[pick % shapes.length] as Record<string, unknown>;
      const changed = Object.fromEntries(
        Object.entries(shape).map(([name, value]) => [name, index % 3 === 0 ? extra : value]),
      );
      return index % 7 === 6 ? extra : changed;
    }),
  );
const documents = fc.oneof(
  records,
  records.map((items) => ({ total: items.length, items, next: { items } })),
  fc.jsonValue(),
);

describe('the JSON codecs', () => {
  it('give back every document that they encode, in every spelling and wherever it stands', () => {
    let encodedOnes = 0;
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...spellings),
        fc.constantFrom('', '\n', 'some text\n', 'Output:\n  ', 'x: '),
        fc.constantFrom('', '\n', '\nand more\n', ' trailing'),
        (value, spell, before, after) => {
          const text = before + spell(value) + after;
          for (const codec of [tableCodec, minifyCodec]) {
            const encoded = codec.encode(text);
            if (encoded === undefined) continue;
            encodedOnes++;
            expect(codec.decode(encoded)).toBe(text);
            expect(encoded.length).toBeLessThan(text.length);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(encodedOnes).toBeGreaterThan(300);
  });

  it('give back what was cut off anywhere, and lines of JSON', () => {
    fc.assert(
      fc.property(
        records,
        fc.constantFrom(...spellings),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (items, spell, from, to, lines) => {
          const whole = lines ? items.map((item) => JSON.stringify(item)).join('\n') : spell({ items, more: items });
          const text = whole.slice(Math.floor(whole.length * from * 0.5), Math.ceil(whole.length * (0.5 + to / 2)));
          const encoded = tableCodec.encode(text);
          if (encoded !== undefined) expect(tableCodec.decode(encoded)).toBe(text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('give back JSON that stands in strings, in every spelling', () => {
    let lifted = 0;
    const ascii = (text: string) =>
      text.replace(/[^\0-~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const around = fc.constantFrom<(text: string) => unknown>(
      (text) => ({ content: [{ type: 'text', text }], isError: false }),
      (text) => [{ output: text }, { output: `${text}${text}` }],
      (text) => ({ a: JSON.stringify({ deeper: text }) }),
      (text) => ({ text: `Found:\n${text}\n]\n[text of 3 lines:\n` }),
    );
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...spellings),
        around,
        fc.constantFrom(...spellings),
        fc.boolean(),
        (value, spellInner, place, spell, escaped) => {
          const written = spell(place(spellInner(value)));
          const text = escaped ? ascii(written) : written;
          const encoded = tableCodec.encode(text);
          if (encoded === undefined) return;
          if (encoded.includes('[text of ')) lifted++;
          expect(tableCodec.decode(encoded)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
    expect(lifted).toBeGreaterThan(50);
  });

  it('lay JSON in a string out below a line that counts its lines', () => {
    const items = Array.from({ length: 20 }, (_, index) => ({ id: index, name: `element ${index}` }));
    const text = JSON.stringify({ content: [{ type: 'text', text: `Result:\n${JSON.stringify(items)}` }] });
    const encoded = tableCodec.encode(text) as string;
    expect(encoded.split('\n').slice(0, 7)).toEqual([
      '[headroom: lossless, JSON as a table; blank cell: no such key; name=value in the header: that value in every row; a string after [text of N lines: as those lines; source spacing: compact]',
      '{"content":[{"type":"text","text":[text of 25 lines:',
      'Result:',
      '[headroom: lossless, JSON as a table; source spacing: compact]',
      '[table:',
      'id,name',
      '0,element 0',
    ]);
    expect(encoded.endsWith('\n19,element 19\n]\n]}]}')).toBe(true);
    expect(tableCodec.decode(encoded)).toBe(text);
  });

  it('lay records out with a header, constants in it, and a blank cell only where there is no such key', () => {
    const items = [
      { id: 1, kind: 'pod', spec: { node: 'a', cpu: 2 }, note: null, tag: '' },
      { id: 2, kind: 'pod', spec: { node: 'b, c', cpu: 1.5 }, tag: 'true' },
      { id: 3, kind: 'pod', spec: { node: 'd' }, note: 'has "quotes"', tag: '12' },
      { id: 4, kind: 'pod', spec: { node: 'e', cpu: 4 }, note: 'a note that is long enough to matter', tag: 'x' },
    ];
    const text = JSON.stringify(items, null, 2);
    const encoded = tableCodec.encode(text);
    expect(encoded?.split('\n').slice(1)).toEqual([
      '[table:',
      'id,kind=pod,spec.node,spec.cpu,note,tag',
      '1,a,2,null,""',
      '2,"b, c",1.5,,"true"',
      '3,d,,"has \\"quotes\\"","12"',
      '4,e,4,a note that is long enough to matter,x',
      ']',
    ]);
    expect(encoded).toMatch(/^\[headroom: lossless, JSON as a table; [^\n]*source spacing: indent=2\]\n/);
    expect(tableCodec.decode(encoded as string)).toBe(text);
  });

  it('keep the spelling of numbers, escapes and repeated keys', () => {
    const rows = Array.from({ length: 12 }, (_, index) =>
      [
        '  {',
        `    "big": 1234567890123456789${index},`,
        '    "float": 1.0,',
        '    "exp": 1e5,',
        `    "escape": "\\u00e9\\/${index}",`,
        '    "twice": 1,',
        '    "twice": 2',
        '  }',
      ].join('\n'),
    );
    const text = `[\n${rows.join(',\n')}\n]\n`;
    const encoded = tableCodec.encode(text) as string;
    expect(tableCodec.decode(encoded)).toBe(text);
    expect(encoded).toContain('12345678901234567890');
    expect(encoded).toContain('\\u00e9\\/3');
  });

  it('take records out of a document whose own spacing follows no rule', () => {
    const items = Array.from(
      { length: 20 },
      (_, index) => `    {"id": ${index}, "name": "element ${index}", "state": "ready"}`,
    );
    const text = `{ "total":20,\n  "items": [\n${items.join(',\n')}\n  ]   }\n`;
    const encoded = tableCodec.encode(text) as string;
    expect(encoded.startsWith('{ "total":20,\n  "items": \n[headroom: lossless')).toBe(true);
    expect(encoded).toContain('\n3,element 3\n');
    expect(tableCodec.decode(encoded)).toBe(text);
  });

  it('leave irregular spacing, text without JSON and look-alikes of their notice alone', () => {
    const irregular = `[${Array.from({ length: 30 }, (_, index) => `{"id":${' '.repeat(index % 4)}${index}, "v" :1}`).join(' ,')}]`;
    expect(tableCodec.encode(irregular)).toBeUndefined();
    expect(tableCodec.encode('plain words\n'.repeat(50))).toBeUndefined();
    const items = JSON.stringify(
      Array.from({ length: 30 }, (_, index) => ({ id: index, name: 'n' })),
      null,
      2,
    );
    expect(tableCodec.encode(items)).toBeDefined();
    expect(
      tableCodec.encode(`[headroom: lossless, JSON minified; source spacing: indent=2]\n${items}`),
    ).toBeUndefined();
  });

  it('survive ten thousand levels of nesting', () => {
    for (const text of [
      '['.repeat(10_000) + ']'.repeat(10_000),
      '{"a":\n'.repeat(10_000),
      `{"a":`.repeat(10_000) + 1 + '}'.repeat(10_000),
    ]) {
      const encoded = tableCodec.encode(text);
      if (encoded !== undefined) expect(tableCodec.decode(encoded)).toBe(text);
    }
  });
});
