import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { spacedHitsCodec } from '../../../src/content/search/spaced-hits.ts';

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('', 'a:b:12:c', '  indented', '12:34', 'x-9-y', 'ends:', '--'),
);
describe('hits', () => {
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

  it.each([
    ['at a start', (time: string) => `${time} ready`],
    ['with a date', (time: string) => `2024-05-01T${time}Z ready`],
    ['in brackets', (time: string) => `[${time}] ready`],
    ['of a field', (time: string) => `at=${time},level=info`],
    ['of a field with a date', (time: string) => `ts=2024-05-01T${time}Z,level=info`],
    ['with a low line', (time: string) => `run/2024-05-01_${time} ready`],
    ['in a list', (time: string) => `web;${time};ready`],
  ])('take no time for a place: %s', (_, line) => {
    const source = Array.from({ length: 40 }, (__, index) => line(`10:${10 + index}:07`)).join('\n');
    expect(hitsCodec.encode(source)).toBeUndefined();
    expect(spacedHitsCodec.encode(source)).toBeUndefined();
  });

  it('take names that end with digits for files', () => {
    const source = Array.from({ length: 40 }, (_, index) => `logs/part-10:${10 + index}:ready`).join('\n');
    expect(spacedHitsCodec.encode(source)?.split('\n')[1]).toBe('logs/part-10:');
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
      { numRuns: 1000 },
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
});
