import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeByMachine } from '../../../src/content/made-by-machine.ts';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { searchCompressor } from '../../../src/content/search/search.ts';
import { spacedHitsCodec } from '../../../src/content/search/spaced-hits.ts';

const counter = { count: (each: string) => each.length };
const handle = 'a'.repeat(24);

function compress(each: string, options: { shortest?: boolean; tokens?: number; asked?: string } = {}) {
  return searchCompressor.compress({ text: each, handle, lossy: true, tokens: 2000, counter, ...options });
}

/** The hits of a text that a person may have written, as `path:line`, with what stands behind. */
function placesOf(text: string): readonly (readonly [place: string, text: string])[] {
  const hits = Array.from(text.matchAll(/^([^\s:]+):(\d+):(.*)$/gm), ([, path = '', number, rest = '']) => ({
    path,
    place: `${path}:${number}`,
    rest,
  }));
  return hits.filter(({ path }) => madeByMachine(path) === undefined).map(({ place, rest }) => [place, rest]);
}

/** The places that notices tell, each with the reason why its hit went. */
function toldPlaces(form: string): readonly (readonly [place: string, reason: string])[] {
  const notices = form.split('\n').filter((line) => line.startsWith('[headroom: omitted lines '));
  return notices.flatMap((notice) =>
    Array.from(
      notice.matchAll(/[;,] (\S+):(\d+(?: \d+)*) (alike but for quotes|alike|too long)(?=[,\]])/g),
      (match) => match,
    ).flatMap(([, path, numbers = '', reason = '']) =>
      numbers.split(' ').map((number) => [`${path}:${number}`, reason] as const),
    ),
  );
}

const unquoted = (text: string) => text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "'");
const withoutNumbers = (text: string) => text.replace(/\d+/g, '0');

/** Checks that each place can be read, and that a hit which is called alike has its like in the same file. */
function expectEveryPlace(source: string, form: string): void {
  const shown = new Set(placesOf(form).map(([place]) => place));
  const told = new Map(toldPlaces(form));
  const like = new Set(
    placesOf(form).map(([place, text]) => `${place.slice(0, place.lastIndexOf(':'))}:${withoutNumbers(text)}`),
  );
  const likeUnquoted = new Set([...like].map(unquoted));
  for (const [place, text] of placesOf(source)) {
    if (shown.has(place)) continue;
    const key = `${place.slice(0, place.lastIndexOf(':'))}:${withoutNumbers(text)}`;
    const reason = told.get(place);
    if (reason === 'alike') expect(like, place).toContain(key);
    else if (reason === 'alike but for quotes') expect(likeUnquoted, place).toContain(unquoted(key));
    else expect([place, reason]).toEqual([place, 'too long']);
  }
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

  it('keep no long line of a file that no person wrote', () => {
    const long = (index: number) => `${'abcdefghij'[index]}${'x'.repeat(1600)}`;
    const source = `${hits('dist/app.min.js', 8, long)}\n${hits('src/a.ts', 5, (index) => `call(${'y'.repeat(index)})`)}`;
    const [form] = compress(source);
    expect(form?.text.split('\n')[0]).toBe('[headroom: omitted lines 1-8; 8 hits of dist/app.min.js]');
  });

  it('name two hundred files of a gap and count the rest', () => {
    const long = 'x'.repeat(1600);
    const source = [
      ...Array.from({ length: 230 }, (_, file) => `vendor/f${file}.js:1:${long}\nvendor/f${file}.js:2:${long}`),
      'src/a.ts:1:call()',
    ];
    const [form] = compress(source.join('\n'));
    expect(form?.text).toMatch(/, 2 of vendor\/f199\.js, and of 30 more files[;\]]/);
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
    expect(form?.text).toContain(
      `[headroom: omitted lines 7-60; src/a.ts:${Array.from({ length: 54 }, (_, index) => index * 3 + 19).join(' ')} alike]`,
    );
  });

  it('tell the place of each hit that goes, file by file, and never a hit that is only nearly alike', () => {
    const source = [
      ...hits('src/a.ts', 60, (index) => `total += price(${index});`).split('\n'),
      ...hits('src/b.ts', 40, (index) => `  count(${index});`).split('\n'),
      'src/b.ts:901:    count(7);',
      ...hits('yarn.lock', 40, (index) => `  version "${index}"`).split('\n'),
    ].join('\n');
    for (const tokens of [2000, 20_000]) {
      const [form] = compress(source, { tokens });
      expect(form?.fidelity).toBe('lossy');
      expectEveryPlace(source, form?.text ?? '');
      expect(form?.text).toContain('\nsrc/b.ts:901:    count(7);\n');
      expect(form?.text).toContain('; 37 hits of yarn.lock]');
    }
    expect(toldPlaces(compress(source, { shortest: true })[0]?.text ?? '')).toEqual([]);
  });

  it('say so where quoted texts of a result too long to be read differ', () => {
    const source = hits(
      'src/a.tsx',
      90,
      (index) => `<Label>{t('field_${'abcdefghij'[index % 10]}${'klmnop'[index % 6]}')}</Label>`,
    );
    const [form] = compress(source, { tokens: 20_000 });
    expect(form?.text).toMatch(/; src\/a\.tsx:13 16 [\d ]+ alike but for quotes/);
    expectEveryPlace(source, form?.text ?? '');
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
      '\t\tcall("b", 17)',
      `row(${'x'.repeat(1600)})`,
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
          if (!shortest) expectEveryPlace(source.join('\n'), form.text);
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
    expect(form?.text).toContain(
      '[headroom: omitted lines 6-11; data/rows.jsonl:16 19 22 25 too long, 2 hits of web/app.min.js]',
    );
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
