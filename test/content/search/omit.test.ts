import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { searchCompressor } from '../../../src/content/search/search.ts';
import { spacedHitsCodec } from '../../../src/content/search/spaced-hits.ts';

const counter = { count: (each: string) => each.length };
const handle = 'a'.repeat(24);

function compress(each: string, options: { shortest?: boolean; tokens?: number; asked?: string } = {}) {
  return searchCompressor.compress({ text: each, handle, lossy: true, tokens: 2000, counter, ...options });
}

describe('long searches', () => {
  it('offer nothing for text without hits, and end on large ones', () => {
    for (const each of [
      'nothing to see here\n'.repeat(40),
      'x'.repeat(5_000_000),
      ':1:'.repeat(50_000),
      '-1-'.repeat(50_000),
    ])
      expect(compress(each)).toEqual([]);
    for (const each of ['a.ts:1:x\n'.repeat(50_000), 'a/b\n'.repeat(50_000), 'x\n'.repeat(50_000)])
      expect(compress(each).length).toBeGreaterThan(0);
  });

  const hits = (file: string, count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `${file}:${index * 3 + 1}:${line(index)}`).join('\n');

  it('lose the tail of hits in files that no person wrote, with a count', () => {
    const source = `${hits('yarn.lock', 40, (index) => `  "name-${'x'.repeat(index)}"`)}\n${hits('src/a.ts', 5, (index) => `call(${'y'.repeat(index)})`)}`;
    const [form] = compress(source);
    expect(form?.text.split('\n').slice(0, 4)).toEqual([
      'yarn.lock:1:  "name-"',
      'yarn.lock:4:  "name-x"',
      'yarn.lock:7:  "name-xx"',
      '[headroom: omitted lines 4-40; 37 hits of yarn.lock]',
    ]);
    expect(form?.text).toContain(`[headroom: omitted 37 of 45 lines; headroom retrieve hash=${handle} --lines 4-40]`);
    expect(form?.text).toContain('\nsrc/a.ts:13:call(yyyy)\n');
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
    expect(form?.text).toContain('\nsrc/a.ts:500:total += price(123456789012);\nsrc/a.ts:503:throw');
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

  it('give back, once laid out as before, lines of the source in order, and as many gone as they say', () => {
    const rest = fc.constantFrom(
      '  return price(1);',
      '\tcall("a")',
      '\tcall("b")',
      'x = 123456789;',
      'throw new RangeError("x")',
      'total',
    );
    const mark = fc.constantFrom(':', ':', ':', '-');
    const file = fc.constantFrom('src/a.ts', 'yarn.lock', 'vendor/b.go', 'c.min.js');
    const hit = fc
      .tuple(file, mark, fc.nat(500), rest)
      .map(([path, at, number, text]) => `${path}${at}${number}${at}${text}`);
    const lines = fc.array(fc.oneof({ weight: 12, arbitrary: hit }, fc.constantFrom('--', '', 'grep: x: denied')), {
      minLength: 20,
      maxLength: 120,
      size: 'max',
    });
    let lossy = 0;
    fc.assert(
      fc.property(lines, fc.boolean(), fc.boolean(), fc.constantFrom(2000, 20_000), (all, sorted, shortest, tokens) => {
        const source = [...(sorted ? [...all].sort() : all), 'end'];
        for (const form of compress(source.join('\n'), { shortest, tokens, asked: 'price' })) {
          if (form.fidelity !== 'lossy') continue;
          lossy++;
          const plain = [spacedHitsCodec, hitsCodec]
            .map((codec) => codec.decode(form.text))
            .find((text) => text !== form.text);
          const left = (plain ?? form.text).split('\n').filter((line) => !line.startsWith('[headroom: '));
          let at = 0;
          for (const each of left) {
            at = source.indexOf(each, at) + 1;
            expect(at, each).toBeGreaterThan(0);
          }
          const [, gone, total] = /omitted (\d+) of (\d+) lines/.exec(form.text) as RegExpExecArray;
          expect([Number(gone), Number(total)]).toEqual([source.length - left.length, source.length]);
        }
      }),
      { numRuns: 150 },
    );
    expect(lossy).toBeGreaterThan(20);
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
    expect(form?.text).toContain('\nsrc/a.ts-46-before 5\nsrc/a.ts:47:hit(5)\nsrc/a.ts-48-after 5\n[headroom: omitted');
    expect(form?.text).not.toContain('hit(6)');
  });
});
