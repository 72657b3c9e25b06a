import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCodeCompressor } from '../../../src/content/code/code.ts';
import { loadGrammars, type ParseCode } from '../../../src/content/code/grammars.ts';
import { grammarNames, languageOf, showsFromStart } from '../../../src/content/code/languages.ts';
import type { CompressInput } from '../../../src/model/content.ts';
import { samples } from './samples.ts';

let parse: ParseCode;
beforeAll(async () => {
  parse = await loadGrammars(grammarNames);
});

const handle = 'a'.repeat(24);
const counter = { count: (text: string) => text.length };
const formsOf = (text: string, command: string, over: Partial<CompressInput> = {}) => {
  const call = { tool: 'shell', input: '', command };
  return createCodeCompressor(parse).compress({ text, handle, lossy: true, tokens: 5000, counter, call, ...over });
};
const hasErrors = (grammar: string, text: string) => parse(grammar, text, (tree) => tree.rootNode.hasError);
const isNotice = (line: string) => line.startsWith('[headroom: ');

describe('source code', () => {
  it.each(Object.entries(samples))('of %s keeps what it declares and loses the bodies of functions', (name, lines) => {
    const command = `cat src/${name}`;
    expect(hasErrors(languageOf(command)?.grammar ?? '', lines.join('\n'))).toBe(false);
    const [hardest] = formsOf(lines.join('\n'), command);
    const kept = hardest?.text.split('\n') ?? [];
    expect(kept.filter((line) => !isNotice(line))).toEqual(lines.filter((line) => !line.includes('body')));
    expect(kept.filter(isNotice).at(-1)).toMatch(
      /^\[headroom: omitted \d+ of \d+ lines.*; headroom retrieve hash=a{24} --lines \d+-\d+\]$/,
    );
  });

  it('is cut at whole lines, so that what is left parses as the whole did', () => {
    const files = ['src/pipeline/pipeline.ts', 'src/proxy/websocket/relay.ts', 'test/commands/demo.test.ts'];
    for (const file of files) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      const forms = formsOf(text, `cat ${file}`);
      expect(forms.length).toBeGreaterThan(0);
      for (const { text: form } of forms) {
        const left = form.split('\n').filter((line) => !isNotice(line));
        expect(hasErrors('typescript', left.join('\n'))).toBe(false);
        let at = 0;
        for (const line of left) at = text.split('\n').indexOf(line, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
    }
  });

  it('has forms that keep longer bodies, the hardest first', () => {
    const body = (count: number) =>
      Array.from({ length: count }, (_, index) => `  statement(${index}, "and some words");`);
    const functions = [4, 20, 60].map((count) => [`function f${count}() {`, ...body(count), '}']);
    const forms = formsOf(functions.flat().join('\n'), 'cat a.js');
    expect(forms.map(({ lines }) => lines?.keep.filter((kept) => !kept).length)).toEqual([84, 80, 60]);
  });

  it('keeps functions that the user names, and those that hold what the user or the call names', () => {
    const [lines, bodies] = [
      samples['kept.ts'] as readonly string[],
      (text = '') => text.split('\n').filter((line) => line.includes('body_')),
    ];
    const text = lines.join('\n');
    expect(bodies(formsOf(text, 'cat kept.ts')[0]?.text)).toHaveLength(0);
    expect(bodies(formsOf(text, 'cat kept.ts', { asked: 'why does method fail?' })[0]?.text)).toHaveLength(8);
    const withName = text.replace('body_3, 3', 'retryCount, 3');
    expect(bodies(formsOf(withName, 'cat kept.ts', { asked: 'where is retryCount set' })[0]?.text)).toHaveLength(8);
    expect(bodies(formsOf(withName, 'cat kept.ts # retryCount')[0]?.text)).toHaveLength(8);
  });

  it('opens suites of tests, and functions that are most of a file', () => {
    const body = samples['kept.mjs']?.slice(2, -1) ?? [];
    const suite = ["describe('kept', () => {", "  it('kept', () => {", ...body, '  });', '});'];
    const factory = [
      'function make() {',
      '  const kept = 1;',
      '  function inner() {',
      ...body,
      '  }',
      '  return inner;',
      '}',
    ];
    for (const lines of [suite, factory]) {
      const left = formsOf(lines.join('\n'), 'cat a.js')[0]
        ?.text.split('\n')
        .filter((line) => !isNotice(line));
      expect(left).toEqual(lines.filter((line) => !line.includes('body')));
    }
  });

  it('keeps the first line of a comment and its end', () => {
    const words = Array.from({ length: 6 }, (_, index) => ` * words ${index} that go on for a while and then some`);
    const lines = [
      '// one',
      '/**',
      ...words,
      ' */',
      'const kept = 1;',
      ...words.map((line) => line.replace(' *', '//')),
      'f();',
    ];
    const left = formsOf(lines.join('\n'), 'cat a.js')[0]
      ?.text.split('\n')
      .filter((line) => !isNotice(line));
    expect(left).toEqual(['// one', '/**', words[0], ' */', 'const kept = 1;', lines[10], 'f();']);
  });

  it('is read through line numbers and a client’s fields above it', () => {
    const lines = samples['kept.ts'] as readonly string[];
    const numbered = lines.map((line, index) => `${String(index + 1).padStart(6)}\t${line}`);
    const wrapped = ['Chunk ID: 1', 'Wall time: 0.1 seconds', 'Output:', ...lines];
    for (const shown of [numbered, wrapped]) {
      const left = formsOf(shown.join('\n'), 'cat -n kept.ts')[0]
        ?.text.split('\n')
        .filter((line) => !isNotice(line));
      expect(left).toEqual(shown.filter((line) => !line.includes('body')));
    }
  });

  it('is left alone where nothing may go, its language is not known, or it is something else', () => {
    const text = (samples['kept.ts'] as readonly string[]).join('\n');
    expect(formsOf(text, 'cat kept.ts', { lossy: false })).toEqual([]);
    expect(formsOf(text, 'cat kept')).toEqual([]);
    expect(formsOf(text, 'cat kept.ts kept.py')).toEqual([]);
    expect(formsOf('nothing in here is code at all\n'.repeat(50), 'cat kept.ts')).toEqual([]);
    expect(formsOf(text.slice(0, text.indexOf('body_4')).slice(0, -3), 'head kept.ts')).toEqual([]);
  });

  it('is cut where its end is missing, and left alone where its beginning is', () => {
    const lines = (samples['kept.ts'] as readonly string[]).slice(0, -3);
    const text = lines.join('\n');
    expect(hasErrors('typescript', text)).toBe(true);
    const left = formsOf(text, "sed -n '1,80p' kept.ts")[0]?.text.split('\n') ?? [];
    expect(left.length).toBeLessThan(lines.length);
    expect(left).toEqual(expect.arrayContaining(lines.filter((line) => !line.includes('body'))));
    expect(formsOf(text, "sed -n '200,280p' kept.ts")).toEqual([]);
  });

  it('comes to an end on any text, with the same result each time', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      'function f() {\n',
      '=> {',
      '\n',
      '/*',
      '*/',
      '"',
      'x = 1;\n',
      'class A {\n',
    );
    const texts = fc.array(piece, { maxLength: 300 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect(formsOf(text, 'cat a.ts')).toEqual(formsOf(text, 'cat a.ts'));
      }),
      { numRuns: 50 },
    );
    for (const [each, name] of [
      ['(', 'a.ts'],
      ['{', 'a.cpp'],
      ['a', 'a.py'],
      ['#', 'a.rb'],
      ['/*', 'a.go'],
    ] as const) {
      expect(formsOf(each.repeat(60_000 / each.length), `cat ${name}`)).toEqual([]);
      expect(formsOf(each.repeat(5_000_000 / each.length), `cat ${name}`)).toEqual([]);
    }
  });
});

describe('the language of shown files', () => {
  it.each([
    ['cat src/a.ts', 'typescript'],
    ["sed -n '1,80p' ./x/y.py | head -20", 'python'],
    ['cd x && cat a.h b.cc', 'cpp'],
    ['git show HEAD:lib/a.go', 'go'],
    ['cat a.ts b.tsx', undefined],
    ['cat Makefile', undefined],
    ['cat a.tsv notes.pyx', undefined],
    [undefined, undefined],
  ])('%s is %s', (command, grammar) => {
    expect(languageOf(command)?.grammar).toBe(grammar);
  });

  it.each([
    ['cat a.ts | head -200', true],
    ["nl -ba a.ts | sed -n '1,240p'", true],
    ['sed -n 1,240p src/sed.ts && cat awk.ts', true],
    ["sed -n '80,240p' a.ts", false],
    ["sed -n '1,40p;80,90p' a.ts", false],
    ['cat a.ts | tail -50', false],
    ["awk 'NR > 30' a.ts", false],
  ])('%s shows from the start: %s', (command, answer) => {
    expect(showsFromStart(command)).toBe(answer);
  });
});
