import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecs } from './codecs.ts';

const path = fc.constantFrom(
  'src/a.ts',
  'src/lib/b-12-c.ts',
  './x y/z.c',
  'C:\\code\\main.c',
  'a:1:b.c',
  'Makefile',
  'src/-3-.h',
  'deep/er/and/deeper.py',
);
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('', 'a:b:12:c', '  indented', '12:34', 'x-9-y', 'ends:', '--'),
);
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(path, fc.nat(3000), text).map(([file, number, rest]) => `${file}:${number}:${rest}`),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(path, fc.nat(3000), text).map(([file, number, rest]) => `${file}-${number}-${rest}`),
  },
  { weight: 1, arbitrary: fc.tuple(path, text).map(([file, rest]) => `${file}:${rest}`) },
  { weight: 1, arbitrary: path },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '--',
      '',
      'Binary file a.bin matches',
      'grep: x: No such file',
      'src/a.ts:',
      '17:',
      '[headroom: lossless, hits grouped by file]',
      '/:',
      ':',
    ),
  },
);

describe('the layouts of searches and listings', () => {
  it('give back every result that they encode', () => {
    const encoded = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40, size: 'max' }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        (lines, newline, closed, sorted) => {
          const source = (sorted ? [...lines].sort() : lines).join(newline) + (closed ? newline : '');
          for (const [name, codec] of Object.entries(codecs)) {
            const form = codec.encode(source);
            if (form === undefined) continue;
            encoded.set(name, (encoded.get(name) ?? 0) + 1);
            expect(codec.decode(form)).toBe(source);
          }
        },
      ),
      { numRuns: 1000 },
    );
    for (const name of ['hits', 'listing', 'plain']) expect(encoded.get(name)).toBeGreaterThan(3);
  });

  it('give back hits of one kind, listings and trees', () => {
    const rest = fc.constantFrom(
      '  return value of the call;',
      '\tif (found) {',
      '12 24: x',
      'import os',
      '',
      '3 x',
      ': y',
    );
    const hit = fc.tuple(fc.constantFrom('src/a.ts', 'src/b.ts'), fc.nat(40), rest);
    const hits = fc
      .array(hit, { minLength: 2, maxLength: 40, size: 'max' })
      .map((all) => all.sort(([a, m], [b, n]) => (a === b ? m - n : a < b ? -1 : 1)))
      .chain((all) =>
        fc.constantFrom(
          all,
          [...all, ...all],
          all.flatMap((each) => [each, each]),
        ),
      );
    const odd = fc.option(fc.constantFrom('--', '12 matches', '', 'src/a.ts:', '[headroom: omitted lines 3-9]'));
    const flat = fc
      .tuple(hits, odd, fc.nat(40))
      .map(([all, extra, at]) =>
        all
          .map(([file, number, text]) => `${file}:${number}:${text}`)
          .toSpliced(at, 0, ...(extra === null ? [] : [extra])),
      );
    const below = hits.map((all) => [
      'src/a.ts',
      ...all.filter(([file]) => file === 'src/a.ts').map(([, number, text]) => `${number}:${text}`),
      '',
      'src/b.ts',
      ...all.filter(([file]) => file === 'src/b.ts').map(([, number, text]) => `${number}:${text}`),
    ]);
    const entry = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a.c', 'Makefile', 'x') },
      fc.constantFrom('total 12', 'with blank', 'src:', '', ' x', 'b/c.ts', 'b/d.ts'),
    );
    const branches = fc.constantFrom('├── a', '│   ├── b', '│   └── c d', '└── e', '    └── f', '│   │   └── g', '.');
    const texts = fc.oneof(
      flat,
      below,
      fc.array(entry, { maxLength: 40, size: 'max' }),
      fc.array(branches, { maxLength: 20, size: 'max' }),
    );
    const encoded = new Map<string, number>();
    fc.assert(
      fc.property(texts, (lines) => {
        const source = lines.join('\n');
        for (const [name, codec] of Object.entries(codecs)) {
          const form = codec.encode(source);
          if (form === undefined) continue;
          encoded.set(name, (encoded.get(name) ?? 0) + 1);
          expect(codec.decode(form)).toBe(source);
        }
      }),
      { numRuns: 1000 },
    );
    for (const name of ['spaced', 'names'])
      expect([name, encoded.get(name) ?? 0]).toEqual([name, expect.toSatisfy((count) => count > 3)]);
  });

  it('give back listings with what they say of each entry', () => {
    const size = fc.constantFrom('0', '12', '4096', '123456');
    const file = fc.constantFrom('src/a.c', 'src/b/c.ts', 'd.md', 'src/e f.c', './g.c', '/h');
    const rows = fc.array(fc.tuple(size, file), { maxLength: 20, size: 'max' });
    const counted = fc.tuple(rows, fc.constantFrom(0, 3, 7), fc.constantFrom(' ', '\t', '  '));
    const listed = fc.array(
      fc.tuple(
        fc.constantFrom('-rw-r--r--', 'drwxr-xr-x', 'lrwxrwxrwx'),
        fc.constantFrom('1', '2', '14'),
        fc.constantFrom('root', 'ann'),
        size,
        file,
      ),
      { maxLength: 20, size: 'max' },
    );
    const texts = fc.oneof(
      counted.map(([all, width, gap]) => all.map(([number, path]) => `${number.padStart(width)}${gap}${path}`)),
      fc
        .tuple(listed, fc.boolean())
        .map(([all, pads]) =>
          all.map(([mode, links, owner, number, path]) =>
            [
              mode,
              links.padStart(pads ? 2 : 0),
              owner.padEnd(pads ? 4 : 0),
              'staff',
              number.padStart(pads ? 6 : 0),
              'Nov 21 15:43',
              path,
            ].join(' '),
          ),
        ),
    );
    const encoded = new Map<string, number>();
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(['total 12'], [], ['src:', 'total 0']),
        fc.boolean(),
        (rows, above, closed) => {
          const source = [...above, ...rows, ...(closed ? [''] : [])].join('\n');
          for (const [name, codec] of Object.entries(codecs)) {
            const form = codec.encode(source);
            if (form === undefined) continue;
            encoded.set(name, (encoded.get(name) ?? 0) + 1);
            expect(codec.decode(form)).toBe(source);
          }
        },
      ),
      { numRuns: 1000 },
    );
    for (const name of ['entries', 'long'])
      expect([name, encoded.get(name) ?? 0]).toEqual([name, expect.toSatisfy((count) => count > 3)]);
  });
});
