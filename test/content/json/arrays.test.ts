import { describe, expect, it } from 'vitest';
import { jsonCompressor } from '../../../src/content/json/json.ts';
import type { CompressInput } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
const counter = { count: (text: string) => Math.ceil(text.length / 4) };

function hardest(text: string, more: Partial<CompressInput> = {}): string {
  const forms = jsonCompressor.compress({ text, handle, lossy: true, tokens: 2000, counter, ...more });
  return forms.find(({ fidelity }) => fidelity === 'lossy')?.text ?? text;
}

const kinds = ['Request served', 'Job finished', 'Batch written', 'Session renewed'];
const logs = (count: number, change: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({
    at: `2025-11-20T14:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}Z`,
    level: index % 9 === 4 ? 'WARN' : 'INFO',
    message: `${kinds[index % 4]} for part ${index % 7}`,
    trace: (index * 2_654_435_761).toString(16),
    ms: 20 + (index % 13),
    ...change(index),
  }));
const kept = (form: string) => form.split('\n').filter((line) => line.startsWith('{'));

describe('choosing among the elements of an array', () => {
  it('keeps one far number among thousands of like ones, however hard it is', () => {
    const text = JSON.stringify(logs(2000, (index) => (index === 1234 ? { ms: 98_765 } : {})));
    for (const shortest of [false, true]) expect(hardest(text, { shortest })).toContain('98765');
  });

  it('keeps hardly more than what stands out in the shortest form, with the first and last of each kind of failure', () => {
    const items = logs(300, (index) =>
      index % 10 === 3 ? { level: 'ERROR', message: `pool exhausted: ${index} waiting` } : {},
    );
    const form = hardest(JSON.stringify(items), { shortest: true });
    expect(form).toContain('pool exhausted: 3 waiting');
    expect(form).toContain('pool exhausted: 293 waiting');
    expect(kept(form).length).toBeLessThan(12);
    expect(kept(hardest(JSON.stringify(items))).length).toBeGreaterThan(30);
  });

  it('shows what ordinary elements are like: each wording, whatever its numbers are', () => {
    const form = hardest(JSON.stringify(logs(400)));
    for (const kind of kinds) expect(form).toContain(kind);
  });

  it('keeps the places where the level of a number changes for good', () => {
    const items = logs(400, (index) => ({ ms: (index < 217 ? 20 : 60) + (index % 13) }));
    const form = hardest(JSON.stringify(items));
    const traces = [216, 217].map((index) => (items[index] as { trace: string }).trace);
    for (const trace of traces) expect(form).toContain(trace);
  });

  it('keeps what the question is about: names wherever they stand, plain words where they tell elements apart', () => {
    const items = logs(300, (index) => (index === 77 ? { message: 'Customs declaration stamped' } : {}));
    const trace = (items[141] as { trace: string }).trace;
    const asked = `Who stamped the customs declaration, and what is ${trace}?`;
    for (const shortest of [false, true]) {
      const form = hardest(JSON.stringify(items), { asked, shortest });
      expect(form).toContain('Customs declaration stamped');
      expect(form).toContain(trace);
    }
    expect(hardest(JSON.stringify(items), { shortest: true })).not.toContain(trace);
  });

  it('sums up what is in all gaps once: counts by value, the span of times, ranges of numbers', () => {
    const items = logs(200, (index) => (index === 60 || index === 120 ? { level: 'ERROR', message: 'it broke' } : {}));
    const form = hardest(JSON.stringify(items), { shortest: true });
    const gone = items.filter(({ trace }) => !form.includes(trace));
    const said = form.match(/in all gaps: .*(?=\])/g) as string[];
    expect(said).toHaveLength(1);
    const count = (level: string) => gone.filter((item) => item.level === level).length;
    expect(said[0]).toContain(`level: ${count('INFO')} INFO, ${count('WARN')} WARN`);
    expect(said[0]).toContain(`at: ${gone[0]?.at} to ${gone.at(-1)?.at}`);
  });

  it.each([
    [true, 'true'],
    [1, '1'],
    [12.5, '12.5'],
    [null, 'null'],
  ])('counts %j apart from the string %j', (value, text) => {
    const items = logs(200, (index) => ({ flag: index % 5 === 2 ? text : value }));
    const form = hardest(JSON.stringify(items), { shortest: true });
    const gone = items.filter(({ trace }) => !form.includes(trace)) as unknown as { flag: unknown }[];
    const strings = gone.filter(({ flag }) => flag === text).length;
    expect(form).toContain(`flag: ${gone.length - strings} ${text}, ${strings} "${text}"`);
  });

  it('shortens arrays inside of the elements that it keeps', () => {
    const folder = (name: string, depth: number): object => ({
      name,
      children: Array.from({ length: 14 }, (_, index) =>
        depth === 0 || index > 2
          ? { name: `${name}_${index}.ts`, size: 100 + index }
          : folder(`${name}${index}`, depth - 1),
      ),
    });
    const tree = folder('r', 2) as { children: object[] };
    tree.children[1] = { ...tree.children[1], error: 'EACCES: permission denied' };
    for (const indent of [undefined, 2]) {
      const text = JSON.stringify(tree, null, indent);
      const form = hardest(text, { shortest: true });
      expect(form).toContain('EACCES: permission denied');
      expect(form.length).toBeLessThan(text.length / 2);
      const gaps = [...form.matchAll(/omitted items (\d+)(?:-(\d+))?/g)];
      const omitted = gaps.reduce((sum, [, first, last]) => sum + Number(last ?? first) - Number(first) + 1, 0);
      expect(form).toContain(`[headroom: omitted ${omitted} of `);
    }
  });

  it('lets the kind of a text in a string say which of its lines stay', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of some output of a program`);
    const text = JSON.stringify({ stdout: lines.join('\n'), code: 0 });
    const inner = (source: string) =>
      source === lines.join('\n')
        ? {
            keep: lines.map((_, index) => index === 29),
            summary: ([first]: readonly [number, number]) => (first === 1 ? '29 hits' : undefined),
          }
        : undefined;
    const form = hardest(text, { inner });
    expect(form.split('\n')).toEqual([
      '{"stdout":"',
      '[headroom: omitted lines 1-29 of the string; 29 hits]',
      'line 30 of some output of a program\\n',
      '[headroom: omitted lines 31-60 of the string]',
      '","code":0}',
      `[headroom: omitted 59 of 60 lines of strings; headroom retrieve hash=${handle}]`,
    ]);
  });

  it('comes to an end with long, deep and repetitive input', () => {
    const odd = [
      `["${'a'.repeat(5_000_000)}"]`,
      '['.repeat(1_000_000),
      '{"a":'.repeat(200_000),
      `[${'1,'.repeat(400_000)}1]`,
      `[${'{},'.repeat(200_000)}{}]`,
      `{"a":"${'\\n'.repeat(500_000)}"}`,
      `[${'{"a":[{"b":['.repeat(60)}${'1'}${']}]}'.repeat(60)}]`,
    ];
    for (const text of odd) {
      const forms = jsonCompressor.compress({ text, handle, lossy: true, shortest: true, tokens: 2000, counter });
      expect(Array.isArray(forms)).toBe(true);
    }
  });
});

describe('hits of a search as JSON', () => {
  const numberOf = (index: number) => 1000 + index * 7;
  const fileOf = (index: number) => `src/${'abcdefgh'[index >> 4]}.ts`;
  const hits = Array.from({ length: 120 }, (_, index) => ({
    path: fileOf(index),
    line: numberOf(index),
    text: `  const user = fetchUser(${index});`,
  }));
  const byFile = [...new Set(hits.map(({ path }) => path))].map((path) => ({
    path,
    matches: hits.filter((hit) => hit.path === path),
  }));
  const matches = hits.map(({ path, line, text }) => ({
    type: 'match',
    data: { path: { text: path }, lines: { text: `${text}\n` }, line_number: line, absolute_offset: line * 40 },
  }));
  const begun = byFile.map(({ path }) => ({ type: 'begin', data: { path: { text: path } } }));
  const texts: readonly (readonly [what: string, text: string])[] = [
    ['one array', JSON.stringify({ total: hits.length, items: hits })],
    ['arrays by file', JSON.stringify(byFile)],
    ['a line each', [...begun, ...matches].map((each) => JSON.stringify(each)).join('\n')],
    ['other names', JSON.stringify(hits.map(({ path, line }) => ({ file: path, lineNumber: line, column: 3 })))],
  ];
  const search = { tool: 'shell', input: '', command: 'rg --json fetchUser src' };

  it.each(texts)('keep every place they name: %s', (_, text) => {
    for (const call of [
      search,
      { tool: 'mcp__code__searchFiles', input: '{}' },
      { tool: 'find_usages', input: '{}' },
    ]) {
      const forms = jsonCompressor.compress({ text, handle, lossy: true, tokens: 2000, counter, call });
      for (const form of forms)
        for (const index of hits.keys()) expect(form.text).toMatch(new RegExp(`\\b${numberOf(index)}\\b`));
    }
  });

  it.each(texts.filter(([what]) => what !== 'arrays by file'))(
    'may go from other output and the shortest form: %s',
    (_, text) => {
      expect(hardest(text, { call: { ...search, command: './lint --json' } })).toContain('[headroom: omitted');
      expect(hardest(text, { call: { tool: 'research', input: '{}' } })).toContain('[headroom: omitted');
      expect(hardest(text, { call: search, shortest: true })).toContain('[headroom: omitted');
    },
  );

  it('may go where they name no lines', () => {
    const text = JSON.stringify(hits.map(({ path, text: words }) => ({ path, words, outline: 3 })));
    expect(hardest(text, { call: search })).toContain('[headroom: omitted');
  });
});
