import { describe, expect, it } from 'vitest';
import { shown } from './policies.ts';

const red = (text: string) => `\x1b[31m${text}\x1b[m`;
const green = (text: string) => `\x1b[32m${text}\x1b[m`;
const head = (name: string) =>
  `\x1b[1mdiff --git a/${name} b/${name}\x1b[m\n\x1b[1mindex 1a2b3c4..5d6e7f8 100644\x1b[m\n\x1b[1m--- a/${name}\x1b[m\n\x1b[1m+++ b/${name}\x1b[m\n`;
const bare = (text: string) => text.replace(/\x1b\[[\d;]*[mK]/g, '');

/** Comparisons whose lines are told apart by their colours alone. */
const byColour: readonly (readonly [what: string, text: string])[] = [
  [
    'words of a line',
    `${head('a.ts')}\x1b[36m@@ -1,3 +1,3 @@\x1b[m\n one\x1b[m\n limit = ${red('17')}${green('41')};\x1b[m\n two\x1b[m\n`,
  ],
  [
    'words, without a hunk',
    `diff --git a/a.ts b/a.ts\nindex 1..2 100644\n export const limit = ${red('10')}${green('20')};\n`,
  ],
  [
    'a whole line that came, indented',
    `${head('a.py')}\x1b[36m@@ -1,2 +1,3 @@\x1b[m\n    one\x1b[m\n${green('    two')}\n    three\x1b[m\n`,
  ],
  [
    'items of a list that came',
    `${head('a.md')}\x1b[36m@@ -1,2 +1,3 @@\x1b[m\n- one\x1b[m\n${green('- two')}\n- three\x1b[m\n`,
  ],
  ['light colours', `${head('a.ts')}@@ -1 +1 @@\nlimit = \x1b[91m17\x1b[0m\x1b[92m41\x1b[0m;\n`],
  ['colours of a palette', `${head('a.ts')}@@ -1 +1 @@\nlimit = \x1b[38;5;160m17\x1b[0m\x1b[38;5;34m41\x1b[0m;\n`],
  ['true colours', `${head('a.ts')}@@ -1 +1 @@\nlimit = \x1b[38;2;200;30;30m17\x1b[0m\x1b[38;2;30;200;30m41\x1b[0m;\n`],
];

describe('colours of a comparison of files', () => {
  it.each(byColour)('stay where they alone tell what went and what came: %s', (_, text) => {
    expect(shown(text)).toBe(text);
  });

  it('stay in a layout without headers', () => {
    const text = 'src/a.ts\n\x1b[48;2;60;20;20mlimit = 17\x1b[0m\n\x1b[48;2;20;60;20mlimit = 41\x1b[0m\n';
    expect(shown(text, { comparison: true })).toBe(text);
  });

  it('go where marks say the same', () => {
    const text = `${head('a.ts')}\x1b[36m@@ -1,3 +1,3 @@\x1b[m \x1b[mclass A {\n one\n${red('-two')}\n${green('+')}${green('2')}\x1b[41m  \x1b[m\n \n\\ No newline at end of file\n`;
    expect(shown(text)).toBe(bare(text));
    expect(shown(text, { comparison: true })).toBe(bare(text));
  });

  it('go where words carry marks in brackets', () => {
    const text = `${head('a.ts')}\x1b[36m@@ -1 +1 @@\x1b[m\n limit = ${red('[-17-]')}${green('{+41+}')};\n`;
    expect(shown(text)).toBe(bare(text));
  });

  it('go from a line with a mark in more than one shade of its side, and from code in colours', () => {
    const text = `${head('a.ts')}@@ -1,2 +1,2 @@\n\x1b[31m-\x1b[1;31mtwo\x1b[m\n\x1b[32m+deux \x1b[92mmots\x1b[m\n \x1b[36mthree\x1b[m\n`;
    expect(shown(text)).toBe(bare(text));
  });

  it('end with a hunk, also where its header counts fewer lines than follow', () => {
    const more = ['+four', '+five'].map(green).join('\n');
    const plain = `${head('a.ts')}@@ -1,3 +1,1 @@\n one\n+two\n`;
    expect(shown(`${plain}${more}\n words of \x1b[31ma\x1b[m program\n`)).toBe(
      bare(`${plain}${more}\n words of \x1b[31ma\x1b[m program\n`),
    );
  });

  it('go where all words carry marks in brackets, without a mark of the line', () => {
    const text = `${head('a.ts')}@@ -1 +1 @@\nlimit = ${red('[-17-]')}${green('{+41+}')};\n`;
    expect(shown(text)).toBe(bare(text));
  });

  it('stay on a line that stayed where other looks than colours tell its words apart', () => {
    const line = ' limit = \x1b[7m17\x1b[m\x1b[4m41\x1b[m;';
    expect(shown(`${head('a.ts')}@@ -1 +1 @@\n${line}\n`)).toContain(`\n${line}\n`);
  });

  it('go from a comparison with two parents', () => {
    const text = `\x1b[1mdiff --cc a.ts\x1b[m\n\x1b[36m@@@ -1,2 -1,2 +1,2 @@@\x1b[m\n  one\n${red('- two')}\n${red(' -deux')}\n${green('++zwei')}\n`;
    expect(shown(text)).toBe(bare(text));
  });

  it('stay in a line with a mark whose words change between removed and added', () => {
    const line = `+limit = ${red('17')}${green('41')}`;
    const text = `${head('a.ts')}@@ -1 +1,2 @@\n ${'one'}\n${line}\n`;
    expect(shown(text)).toBe(`${bare(head('a.ts'))}@@ -1 +1,2 @@\n one\n${line}\n`);
  });

  it('go from how much differs, and from what follows a comparison', () => {
    const stat = ` a.ts | 4 ${green('++')}${red('--')}\n`;
    expect(shown(stat)).toBe(bare(stat));
    const marked = `${head('a.ts')}@@ -1 +1 @@\n${red('-one')}\n${green('+two')}\n`;
    const run = `${green('✓')} ${red('adds')}\n`;
    expect(shown(`${marked}${run}`)).toBe(bare(`${marked}${run}`));
  });
});

const hosts = (count: number, odd: readonly number[], name: (index: number) => string = (index) => `web-${index}`) =>
  Array.from({ length: count }, (_, index) =>
    (odd.includes(index) ? red : green)(`host ${name(index)}: ready in ${index * 7} ms`),
  );
const letters = (index: number) =>
  String.fromCharCode(97 + (index % 26), 97 + ((index * 7) % 26), 97 + ((index * 3) % 26));

describe('colours of lines that are alike', () => {
  it.each([
    ['numbers', 30, undefined],
    ['names', 26, letters],
  ])('stay where they differ from nearly all others, %s aside', (_, count, name) => {
    const lines = hosts(count, [11], name);
    const want = lines.map((line, index) => (index === 11 ? line : bare(line)));
    expect(shown(`${lines.join('\n')}\n`)).toBe(`${want.join('\n')}\n`);
  });

  it('stay at one in ten and go above', () => {
    expect(shown(`${hosts(30, [3, 9, 20]).join('\n')}\n`)).toContain('\x1b[31m');
    expect(shown(`${hosts(30, [3, 9, 20, 21]).join('\n')}\n`)).not.toContain('\x1b');
  });

  it('go from one line in nine: fewer than ten lines are no rule', () => {
    expect(shown(`${hosts(10, [3]).join('\n')}\n`)).toContain('\x1b[31m');
    const few = [...hosts(9, [3]), green('host web-9: ready')];
    expect(shown(`${few.join('\n')}\n`)).not.toContain('\x1b');
  });

  it('stay on one coloured line among plain ones', () => {
    const lines = hosts(20, []).map((line, index) => (index === 4 ? `\x1b[1;33m${bare(line)}\x1b[0m` : bare(line)));
    expect(shown(`${lines.join('\n')}\n`)).toBe(`${lines.join('\n')}\n`);
  });

  it('go from stripes, levels, lines of different words, and names of files', () => {
    const stripes = Array.from({ length: 40 }, (_, index) => (index % 2 ? red : green)(`row ${index} of the table`));
    const levels = Array.from(
      { length: 40 },
      (_, index) => `${index % 20 ? green('INFO') : red('WARN')} request ${index} served`,
    );
    const words = ['adds', 'reads a quoted field', 'rejects'].flatMap((word) => [
      green(`✓ ${word} one`),
      red(`✗ ${word} two`),
    ]);
    for (const lines of [stripes, levels, words])
      expect(shown(`${lines.join('\n')}\n`)).toBe(bare(`${lines.join('\n')}\n`));
    const files = hosts(30, [4]);
    expect(shown(`${files.join('\n')}\n`, { tellsByColour: false })).toBe(bare(`${files.join('\n')}\n`));
  });

  it('go from a path whose folder is dim and whose name is bold, and stay where marks part what went from what came', () => {
    const marked = (before: string, after: string) => `\x1b[2m${before}\x1b[22m\x1b[1m${after}\x1b[22m`;
    const paths = Array.from(
      { length: 12 },
      (_, index) => `\x1b[7m${green(' PASS ')}\x1b[27m ${marked(index % 2 ? 'src/' : 'src\\', `part${index}.js`)}`,
    ).join('\n');
    expect(shown(paths)).toBe(bare(paths));
    expect(shown(`limit = ${marked('17', '41')};\n`)).toBe(`limit = ${marked('17', '41')};\n`);
    const folders = `in ${red('src/')}${green('lib/')}part.js\n`;
    expect(shown(folders)).toBe(folders);
  });

  it('reads many lines and long ones in good order', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      (index === 999 ? red : green)(`unit ${index} done in ${index} ms`),
    );
    expect(shown(lines.join('\n'))).toContain(lines[999]);
    expect(shown(`${green('a ').repeat(200_000)}\nb`)).not.toContain('\x1b');
  });
});
