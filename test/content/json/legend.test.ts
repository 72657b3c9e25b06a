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

const host = 'https://api.example.com/repos/someone/something';
const person = (name: string) => ({
  login: name,
  url: `https://api.example.com/users/${name}`,
  followers_url: `https://api.example.com/users/${name}/followers`,
  gists_url: `https://api.example.com/users/${name}/gists{/gist_id}`,
});

describe('what JSON repeats', () => {
  it('stands in a legend where whole addresses and ids are the same, never their beginnings', () => {
    const page = 'https://api.example.com/pulls/2800';
    const id = 'sha256:0123456789abcdef01';
    const form = encoded({
      pages: [page, `${page}/files`, { self: page, next: `${page}/4`, last: page }, page, page],
      images: [id, `${id}0`, { last: id, first: id }, id, id],
    });
    const [notice, body] = form.split('\n') as [string, string];
    expect(notice).toContain(`JSON minified; strings: $1=${id} $2=${page}; source`);
    expect(body).toBe(
      `{"pages":["$2","${page}/files",{"self":"$2","next":"${page}/4","last":"$2"},"$2","$2"],"images":["$1","${id}0",{"last":"$1","first":"$1"},"$1","$1"]}`,
    );
  });

  it('is written once where whole values are the same, with the way to where they stand', () => {
    const form = encoded({
      base: { owner: person('ada'), name: 'b' },
      head: { owner: person('ada'), name: 'h' },
      list: [{ by: person('ada') }, 1],
    });
    expect(form).toContain('"head":{"owner":[same as .base.owner],"name":"h"}');
    expect(form).toContain('{"by":[same as .base.owner]}');
  });

  it('stays in the cells of a column where only a part of it is the same', () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({
      at: `2025-11-20T14:${10 + index}:00Z`,
      path: `src/parts/one/file${index}.ts`,
      kind: 'a',
    }));
    const lines = encoded(rows).split('\n');
    expect(lines[2]).toBe('at,path,kind=a');
    expect(lines[3]).toBe('2025-11-20T14:10:00Z,src/parts/one/file0.ts');
  });

  it('stays where strings of the JSON look like the legend, or a constant like a heading', () => {
    const repeated = Array.from({ length: 20 }, () => 'https://api.example.com/1');
    expect(encoded({ repeated }, 2)).toContain('; strings: $1=https://api.example.com/1;');
    expect(encoded({ repeated, price: '$1/kg' }, 2)).not.toContain('$1=');
    const rows = Array.from({ length: 9 }, (_, index) => ({ kind: 'a…b', id: index, note: 'something or other' }));
    expect(encoded(rows)).toContain('kind="a…b"');
  });

  it('comes back whole, whatever is repeated', () => {
    const text = fc.oneof(
      fc.constantFrom(
        host,
        `${host}/pulls`,
        `${host}/pulls/1?x=1`,
        'https://other.example/a/b/c/d',
        '$',
        '$ 1',
        'a…b',
        '2025-01-02T03:04:05Z',
        '2025-01-02T03:04:09Z',
        '2025-01-02',
        'src/a/b.ts',
        'src/a/',
        'src/a/null',
        'src/a/7',
        'src/a/c,d',
        '[same as .a]',
        'sha256:0123456789abcdef0123456789abcdef',
      ),
      fc.string({ maxLength: 6 }).map((end) => `${host}/${end}`),
      fc.string({ maxLength: 3 }),
    );
    const small = fc.record({ url: text, at: text, n: fc.nat(3) }, { requiredKeys: [] });
    const node = fc.oneof(small, text, fc.record({ owner: small, list: fc.array(small, { maxLength: 9 }) }));
    const document = fc.oneof(
      fc.record({ a: node, b: node, c: fc.array(node, { maxLength: 12 }), 'odd key': node }),
      fc.array(small, { minLength: 6, maxLength: 20 }),
    );
    let encodedOnes = 0;
    fc.assert(
      fc.property(document, fc.boolean(), fc.constantFrom(undefined, 2), (value, twice, indent) => {
        const source = JSON.stringify(twice ? { one: value, two: value } : value, null, indent);
        const form = tableCodec.encode(source);
        if (form === undefined) return;
        encodedOnes++;
        expect(tableCodec.decode(form)).toBe(source);
      }),
      { numRuns: 1000 },
    );
    expect(encodedOnes).toBeGreaterThan(500);
  });
});
