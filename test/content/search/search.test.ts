import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesCodec } from '../../../src/content/search/entries.ts';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { listingCodec } from '../../../src/content/search/listing.ts';
import { longListingCodec } from '../../../src/content/search/long-listing.ts';
import { namesCodec } from '../../../src/content/search/names.ts';
import { plainHitsCodec } from '../../../src/content/search/plain-hits.ts';
import { searchCompressor } from '../../../src/content/search/search.ts';
import { spacedHitsCodec } from '../../../src/content/search/spaced-hits.ts';
import { treeCodec } from '../../../src/content/search/tree.ts';

const codecs = {
  spaced: spacedHitsCodec,
  hits: hitsCodec,
  plain: plainHitsCodec,
  listing: listingCodec,
  names: namesCodec,
  entries: entriesCodec,
  long: longListingCodec,
  tree: treeCodec,
};

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

describe('the search codecs', () => {
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
      { numRuns: 2000 },
    );
    for (const name of ['hits', 'listing', 'plain']) expect(encoded.get(name)).toBeGreaterThan(10);
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
      { numRuns: 3000 },
    );
    for (const name of ['spaced', 'names'])
      expect([name, encoded.get(name) ?? 0]).toEqual([name, expect.toSatisfy((count) => count > 10)]);
  });

  it('write a hit as number, blank and text, and the same text of a file once', () => {
    const source = [
      'lib/io/file.ts:3:  return open(path);',
      'lib/io/file.ts:9:  return close(path);',
      'lib/io/file.ts:31:  return open(path);',
      'lib/io/other.ts:8:  return open(path);',
    ];
    expect(spacedHitsCodec.encode(source.join('\n'))?.split('\n')).toEqual([
      '[headroom: lossless, hits grouped by file: number, space, line; equal lines once, after their numbers]',
      'lib/io/file.ts:',
      '3 31:   return open(path);',
      '9   return close(path);',
      'lib/io/other.ts:',
      '8   return open(path);',
    ]);
  });

  it('tell a file that was searched twice once', () => {
    const file = (name: string) =>
      Array.from({ length: 4 }, (_, index) => `lib/${name}.ts:${index * 7 + 3}:  const value = ${name}(${index});`);
    const source = [...file('one'), ...file('one'), ...file('two'), ...file('one'), ...file('one').slice(2)].join('\n');
    expect(spacedHitsCodec.encode(source)?.split('\n').slice(1)).toEqual([
      'lib/one.ts:',
      ...file('one').map((line) => line.slice('lib/one.ts:'.length).replace(':', ' ')),
      'lib/one.ts: as above',
      'lib/two.ts:',
      ...file('two').map((line) => line.slice('lib/two.ts:'.length).replace(':', ' ')),
      'lib/one.ts: as above',
      'lib/one.ts:',
      ...file('one')
        .slice(2)
        .map((line) => line.slice('lib/one.ts:'.length).replace(':', ' ')),
    ]);
    expect(spacedHitsCodec.decode(spacedHitsCodec.encode(source) as string)).toBe(source);
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
      { numRuns: 2000 },
    );
    for (const name of ['entries', 'long'])
      expect([name, encoded.get(name) ?? 0]).toEqual([name, expect.toSatisfy((count) => count > 10)]);
  });

  it('write what is said of paths below their folders, and of entries once', () => {
    const counts = [
      '   12 src/content/search/hits.ts',
      ' 1234 src/content/search/omit.ts',
      '   40 src/content/diff/omit.ts',
      '    7 src/content/diff/diff.ts',
      ' 1293 total',
      '',
    ];
    expect(entriesCodec.encode(counts.join('\n'))?.split('\n')).toEqual([
      '[headroom: lossless, paths grouped by folder; numbers padded to 5]',
      'src/content/search/:',
      '12 hits.ts',
      '1234 omit.ts',
      'src/content/diff/:',
      '40 omit.ts',
      '7 diff.ts',
      ':',
      '1293 total',
      '',
    ]);
    const long = [
      'total 8',
      'drwxr-xr-x 18 ann  staff 4096 Nov 21 15:43 .',
      ...Array.from(
        { length: 6 },
        (_, index) => `-rw-r--r--  1 ann  staff  ${(index + 1) * 111} Nov 21 15:43 file${index}.ts`,
      ),
      'drwxr-xr-x  2 root staff 4096 Jan  3  2025 lib',
    ];
    expect(longListingCodec.encode(long.join('\n'))?.split('\n').slice(0, 4)).toEqual([
      'total 8',
      '[headroom: lossless, ls -l without -rw-r--r-- 1 ann staff before files and drwxr-xr-x 18 ann staff before folders, which begin with d]',
      'd 4096 Nov 21 15:43 .',
      '111 Nov 21 15:43 file0.ts',
    ]);
  });

  it('draw trees by indentation and put names in rows', () => {
    const tree = [
      '.',
      '├── src',
      '│   ├── a.c',
      '│   └── lib',
      '│       └── b.c',
      '└── test',
      '    └── long name of a file in the tree',
      '        └── x',
      '',
      '3 files',
    ];
    expect(treeCodec.encode(tree.join('\n'))?.split('\n')).toEqual([
      '.',
      '[headroom: lossless, tree drawn by indentation: 7 entries]',
      'src',
      '  a.c',
      '  lib',
      '    b.c',
      'test',
      '  long name of a file in the tree',
      '    x',
      '',
      '3 files',
    ]);
    const noBreak = tree.map((line) => line.replaceAll('│   ', '│\u00a0\u00a0 ')).join('\n');
    expect(treeCodec.decode(treeCodec.encode(noBreak) as string)).toBe(noBreak);
    const names = [
      'src:',
      ...Array.from({ length: 12 }, (_, index) => `file-${index}.ts`),
      '',
      'test:',
      'a b.ts',
      'c.ts',
    ];
    expect(namesCodec.encode(names.join('\n'))?.split('\n')).toEqual([
      'src:',
      '[headroom: lossless, names side by side; an indented line is one entry]',
      'file-0.ts file-1.ts file-2.ts file-3.ts file-4.ts file-5.ts file-6.ts file-7.ts file-8.ts file-9.ts',
      'file-10.ts file-11.ts',
      '',
      'test:',
      ' a b.ts',
      'c.ts',
    ]);
  });

  it('put the path on a line of its own above hits and context', () => {
    const source = [
      'src/a.c-1-int main(void)',
      'src/a.c:2:{ return 1; }',
      'src/a.c-3-',
      '--',
      'src/a.c:90:int x;',
      'src/b-7-b.c-8-before',
      'src/b-7-b.c:9:hit: here',
      '',
    ].join('\n');
    const repeated = source + source.repeat(3);
    expect(hitsCodec.encode(repeated)?.split('\n').slice(0, 10)).toEqual([
      '[headroom: lossless, hits grouped by file]',
      'src/a.c:',
      '1-int main(void)',
      '2:{ return 1; }',
      '3-',
      '--',
      '90:int x;',
      'src/b-7-b.c:',
      '8-before',
      '9:hit: here',
    ]);
  });

  it('give indented lines around hits a space for their dash', () => {
    const source = Array.from({ length: 20 }, (_, index) =>
      [
        `src/a.c-${index * 9 + 1}-  before;`,
        `src/a.c:${index * 9 + 2}:  hit(${index});`,
        `src/a.c-${index * 9 + 3}-}`,
      ].join('\n'),
    ).join('\n--\n');
    const form = hitsCodec.encode(source) as string;
    expect(form.split('\n').slice(0, 6)).toEqual([
      '[headroom: lossless, hits grouped by file; lines around them after a space]',
      'src/a.c:',
      '1   before;',
      '2:  hit(0);',
      '3 }',
      '--',
    ]);
    expect(hitsCodec.decode(form)).toBe(source);
    const odd = source.replace('--', '12 matches');
    expect(hitsCodec.decode(hitsCodec.encode(odd) as string)).toBe(odd);
  });

  it('write the folder of context lines once where hits have paths relative to it', () => {
    const root = '/home/somebody/work/project/';
    const source = [
      'src/a.c:92:int f(void) {',
      `${root}src/a.c-93-  return 1;`,
      'src/a.c-94-  label: x',
      `${root}src/a.c-95-`,
      '--',
      `${root}lib/b.c-7-before`,
      'lib/b.c:8:int g;',
    ];
    const text = Array(3).fill(source.join('\n')).join('\n');
    const form = hitsCodec.encode(text) as string;
    expect(form.split('\n').slice(0, 9)).toEqual([
      `[headroom: lossless, hits grouped by file; the path of lines without a colon began with ${root}]`,
      'src/a.c:',
      '92:int f(void) {',
      '93-  return 1;',
      '94-  label: x',
      '95-',
      '--',
      'lib/b.c:',
      '7-before',
    ]);
    expect(hitsCodec.decode(form)).toBe(text);
  });

  it('give back context in either spelling, also where the spelling follows no rule', () => {
    const roots = fc.constantFrom('/r/', '/home/x/work/', '');
    const part = fc
      .tuple(roots, fc.constantFrom('src/a.c', 'lib/b-1-c.ts', 'd.py'), fc.nat(99), text)
      .map(([root, file, number, rest]) =>
        rest.includes(':')
          ? `${file}${number % 3 === 0 ? ':' : '-'}${number}${number % 3 === 0 ? ':' : '-'}${rest}`
          : `${root}${file}-${number}-${rest}`,
      );
    const odd = fc.constantFrom('/r/src/a.c:4:x', '--', '7-x', '/r/other', 'src/a.c:', '/r/src/a.c-5-a:b');
    let rooted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 15, arbitrary: part }, odd), { minLength: 5, maxLength: 60, size: 'max' }),
        (lines) => {
          const source = lines.join('\n');
          const form = hitsCodec.encode(source);
          if (form === undefined) return;
          if (form.includes('began with')) rooted++;
          expect(hitsCodec.decode(form)).toBe(source);
        },
      ),
      { numRuns: 1500 },
    );
    expect(rooted).toBeGreaterThan(50);
  });

  it('keep the lines that a client put above the hits, and those between them', () => {
    const hits = Array.from(
      { length: 20 },
      (_, index) => `lib/long/path/to/file.js:${index + 1}:const value = ${index};`,
    );
    const source = [
      'Wall time: 0.1 seconds',
      'Output:',
      ...hits.slice(0, 10),
      'Binary file lib/x.bin matches',
      ...hits.slice(10),
    ].join('\n');
    const form = hitsCodec.encode(source) as string;
    expect(form.startsWith('Wall time: 0.1 seconds\nOutput:\n[headroom: lossless')).toBe(true);
    expect(form).toContain('\nBinary file lib/x.bin matches\n11:');
    expect(hitsCodec.decode(form)).toBe(source);
  });

  it('give up where a line between hits could be read as one', () => {
    const hits = Array.from({ length: 20 }, (_, index) => `lib/long/path/to/file.js:${index + 1}:x`);
    expect(hitsCodec.encode([...hits, '99:not a hit', ...hits].join('\n'))).toBeUndefined();
  });

  it('group paths by folder', () => {
    const source = [
      './src/app/main.ts',
      './src/app/view.ts',
      './src/app/state.ts',
      './src/lib/one.ts',
      './src/lib/two.ts',
      './README.md',
      '',
    ]
      .join('\n')
      .repeat(4);
    const form = listingCodec.encode(source) as string;
    expect(form.split('\n').slice(0, 9)).toEqual([
      '[headroom: lossless, paths grouped by folder, names side by side]',
      './src/app/:',
      'main.ts view.ts state.ts',
      './src/lib/:',
      'one.ts two.ts',
      './:',
      'README.md',
      './src/app/:',
      'main.ts view.ts state.ts',
    ]);
    expect(listingCodec.decode(form)).toBe(source);
  });

  it('offer nothing for text without hits, and end on large ones', () => {
    for (const each of [
      'nothing to see here\n'.repeat(40),
      'x'.repeat(5_000_000),
      ':1:'.repeat(200_000),
      '-1-'.repeat(200_000),
    ])
      expect(compress(each)).toEqual([]);
    for (const each of ['a.ts:1:x\n'.repeat(200_000), 'a/b\n'.repeat(200_000), 'x\n'.repeat(200_000)])
      expect(compress(each).length).toBeGreaterThan(0);
  });
});

const counter = { count: (each: string) => each.length };
const handle = 'a'.repeat(24);

function compress(each: string, options: { shortest?: boolean; tokens?: number; asked?: string } = {}) {
  return searchCompressor.compress({ text: each, handle, lossy: true, tokens: 2000, counter, ...options });
}

describe('long searches', () => {
  const hits = (file: string, count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `${file}:${index * 3 + 1}:${line(index)}`).join('\n');

  it('lose the tail of hits in files that no person wrote, with a count', () => {
    const source = `${hits('yarn.lock', 40, (index) => `  "name-${'x'.repeat(index)}"`)}\n${hits('src/a.ts', 5, (index) => `call(${'y'.repeat(index)})`)}`;
    const [form] = compress(source);
    expect(form?.text.split('\n').slice(0, 6)).toEqual([
      '[headroom: lossless, hits grouped by file: number, space, line]',
      'yarn.lock:',
      '1   "name-"',
      '4   "name-x"',
      '7   "name-xx"',
      '[headroom: omitted lines 4-40; 37 hits of yarn.lock]',
    ]);
    expect(form?.text).toContain(`[headroom: omitted 37 of 45 lines; headroom retrieve hash=${handle}]`);
    expect(form?.text).toContain('\n13 call(yyyy)\n');
  });

  it('keep every hit that says something of its own', () => {
    const source = hits('src/a.ts', 200, (index) => `call(${'y'.repeat(index)})`);
    expect(compress(source).map(({ fidelity }) => fidelity)).toEqual(['lossless']);
  });

  it('lose hits that differ in numbers alone, but neither failures nor what stands out', () => {
    const source = [
      ...hits('src/a.ts', 60, (index) => `total += price(${index});`).split('\n'),
      'src/a.ts:500:total += price(123456789012);',
      "src/a.ts:503:throw new RangeError('no price');",
    ].join('\n');
    const [form] = compress(source);
    expect(form?.fidelity).toBe('lossy');
    expect(form?.text).toContain('\n500 total += price(123456789012);\n503 throw');
    expect(form?.text).toContain('; 54 hits of src/a.ts]');
  });

  it('are ranked by what was asked for where the shortest form is wanted, and no file goes without a word', () => {
    const files = Array.from({ length: 80 }, (_, file) =>
      hits(
        `src/file${file}.ts`,
        9,
        (index) => `use(${'abcdefghijklmnopq'[index + (file % 6)]}${file % 7}, "name ${index}")`,
      ),
    );
    const source = [...files, 'src/last.ts:7:const retryBudget = limits.retry;'].join('\n');
    const [form] = compress(source, { shortest: true, asked: 'Where is the retry budget set?' });
    expect(form?.text.replace(':\n', ':')).toMatch(/\nsrc\/last\.ts:\n?7.const retryBudget = limits\.retry;/);
    for (let file = 0; file < 80; file++) expect(form?.text).toContain(`src/file${file}.ts`);
    expect(form?.text.split('\n').length).toBeLessThan(source.split('\n').length / 2);
  });

  it('lose most lines that are too long to be read, whole, and no others', () => {
    const source = [
      hits('data/rows.jsonl', 9, (index) => `{"row":"${'abcdefghi'[index]}${'z'.repeat(2000)}"}`),
      hits('web/app.min.js', 2, (index) => `${'ab'[index]}=${'f();'.repeat(900)}`),
      hits('src/a.ts', 3, (index) => `call(${'y'.repeat(index)})`),
    ].join('\n');
    const [form] = compress(source);
    expect(form?.text.match(/"row"/g)).toHaveLength(5);
    expect(form?.text).toContain('[headroom: omitted lines 6-11; 4 hits of data/rows.jsonl, 2 of web/app.min.js]');
    expect(form?.text).toContain('call(yy)');
  });

  it('keep the lines around a hit with it', () => {
    const block = (index: number) => [
      `src/a.ts-${index * 9 + 1}-before ${index}`,
      `src/a.ts:${index * 9 + 2}:hit(${index})`,
      `src/a.ts-${index * 9 + 3}-after ${index}`,
    ];
    const source = Array.from({ length: 30 }, (_, index) => block(index).join('\n')).join('\n--\n');
    const [form] = compress(source);
    expect(form?.text).toContain('\n46-before 5\n47:hit(5)\n48-after 5\n[headroom: omitted lines ');
    expect(form?.text).not.toContain('hit(6)');
  });
});
