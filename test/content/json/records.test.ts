import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableCodec } from '../../../src/content/json/codec.ts';

/** Encodes, and checks that decoding gives the text back. */
function encoded(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  const form = tableCodec.encode(text) as string;
  expect(tableCodec.decode(form)).toBe(text);
  return form;
}

/** A record with so many keys; every third value is its own, the others are the same in all records. */
const wide = (keys: number, index: number) =>
  Object.fromEntries(
    Array.from({ length: keys }, (_, key) => [
      `key_${key}`,
      key % 3 === 1 ? `value ${key * 100 + index}` : `same ${key}`,
    ]),
  );
const stamp = (index: number) => `2019-09-07T22:${10 + index}:29Z`;

describe('records that make no readable table', () => {
  it('are a table up to 24 columns, and one a line with their keys from there on', () => {
    const columns = (count: number) => encoded(Array.from({ length: 6 }, (_, index) => wide(count, index)));
    expect(columns(24)).toContain('[table:\n');
    expect(columns(25)).not.toContain('[table:\n');
    expect(columns(25)).toContain('[records:\n');
  });

  it('have the same values once, behind the key that they follow', () => {
    const records = Array.from({ length: 5 }, (_, index) => ({
      ...wide(24, index),
      id: 100 + index,
      state: 'open',
      user: { login: `user${index}`, type: 'User', admin: false },
      created_at: stamp(index),
    }));
    const lines = encoded(records, 2).split('\n');
    expect(lines[0]).toBe(
      '[headroom: lossless, JSON as records; name=value below [records: that value in every record; source spacing: indent=2]',
    );
    expect(lines[2]).toMatch(
      /^key_0=same 0,key_1,key_2=same 2,.*,id,state=open,user\.login,user\.type=User,user\.admin=false$/,
    );
    expect(lines[3]).toMatch(/"id":100,"user":\{"login":"user0"\},"created_at":"2019-09-07T22:10:29Z"\}$/);
    expect(lines).toHaveLength(9);
  });

  it('are those of which more than half of the cells would be blank', () => {
    const filled = (share: number) =>
      Array.from({ length: 20 }, (_, index) => ({
        id: `item ${index}`,
        kind: 'a kind of thing',
        ...Object.fromEntries(
          Array.from({ length: 10 }, (_, key) => [`option_${key}`, key * 10 + index] as const).filter(
            (_, key) => (key + index) % 10 < share * 10,
          ),
        ),
      }));
    expect(encoded(filled(0.6))).toContain('[table:\n');
    const sparse = encoded(filled(0.3));
    expect(sparse).not.toContain('[table:\n');
    expect(sparse).toContain('\n{"id":"item 4","option_6":64,"option_7":74,"option_8":84}\n');
  });

  it('keep every time, id and path in one piece', () => {
    const records = (keys: number) =>
      Array.from({ length: 12 }, (_, index) => ({
        ...wide(keys, index),
        created_at: stamp(index),
        path: `src/parts/one/file${index}.ts`,
        url: `https://api.example.com/repos/someone/something/issues/${index}`,
        sha: `0a1b2c3d4e5f60718293a4b5c6d7e8f9${100 + index}`,
      }));
    for (const keys of [3, 30]) {
      const form = encoded(records(keys));
      for (const { created_at, path, url, sha } of records(keys)) {
        for (const value of [created_at, path, url, sha]) expect(form).toContain(value);
      }
    }
  });

  it('come back whole, whatever keys are missing, moved, nested or of another type', () => {
    const value = fc.oneof(fc.nat(3), fc.constantFrom('a', 'a…b', '=x', '', 'null', '{}'), fc.constant(null));
    const inner = fc.record({ x: value, 'odd.key': value, y: value, z: fc.constant('z') }, { requiredKeys: [] });
    const item = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.tuple(fc.nat(6), inner, fc.subarray([...Array(32).keys()], { minLength: 26 }), value),
      },
      { weight: 1, arbitrary: value },
    );
    let wideOnes = 0;
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 9 }), fc.constantFrom(undefined, 2), (items, indent) => {
        const records = items.map((each) => {
          if (!Array.isArray(each)) return each;
          const [change, nested, keys, one] = each;
          const entries = keys.map((key): [string, unknown] => [
            `k${key}`,
            key === change ? one : key % 5 === 4 ? nested : key,
          ]);
          return Object.fromEntries(change === 6 ? entries.reverse() : entries);
        });
        const text = JSON.stringify({ before: 1, records }, null, indent);
        const form = tableCodec.encode(text);
        if (form === undefined) return;
        if (form.includes('[records:\n')) wideOnes++;
        expect(tableCodec.decode(form)).toBe(text);
      }),
      { numRuns: 600 },
    );
    expect(wideOnes).toBeGreaterThan(150);
  });
});

describe('what earlier versions sent', () => {
  const wideNames = Array.from({ length: 27 }, (_, key) => `k${key}`);
  it.each([
    [
      'beginnings of strings in a legend',
      '[headroom: lossless, JSON minified; strings begin with $1=https://a.example/repos/some $2=$1/issues; source spacing: compact]\n{"url":"$1/pulls/28","issue":"$2","more":["$2/3/labels","$1x"]}',
      {
        url: 'https://a.example/repos/some/pulls/28',
        issue: 'https://a.example/repos/some/issues',
        more: ['https://a.example/repos/some/issues/3/labels', 'https://a.example/repos/somex'],
      },
    ],
    [
      'what the cells of a column have in common',
      '[headroom: lossless, JSON as a table; blank cell: no such key; name=value in the header: that value in every row; name=a…b in the header: each cell between a and b; source spacing: compact]\n[table:\nat=2025-11-20T14:…:00Z,path=src/one/…,kind=a\n10,file0.ts\n11,\n]',
      [
        { at: '2025-11-20T14:10:00Z', path: 'src/one/file0.ts', kind: 'a' },
        { at: '2025-11-20T14:11:00Z', kind: 'a' },
      ],
    ],
    [
      'a table of many columns',
      `[headroom: lossless, JSON as a table; blank cell: no such key; name=value in the header: that value in every row; source spacing: compact]\n[table:\n${wideNames.join(',')}\n${wideNames.map((_, key) => key).join(',')}\n]`,
      [Object.fromEntries(wideNames.map((name, key) => [name, key]))],
    ],
  ])('comes back: %s', (_, sent, value) => {
    expect(tableCodec.decode(sent)).toBe(JSON.stringify(value));
  });
});
