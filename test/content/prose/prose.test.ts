import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../src/content/lines.ts';
import { createProseCompressor } from '../../../src/content/prose/prose.ts';
import type { Compressed, CompressInput } from '../../../src/model/content.ts';
import { handle, inputOf } from './input.ts';

const prose = createProseCompressor();

const nouns = 'mill river road house bridge field orchard market harbour school tower garden forest meadow'.split(' ');
const verbs = 'grinds holds carries feeds borders crosses shelters divides follows watches borrows repairs'.split(' ');
const others = 'slowly often together alone early twice gladly quietly seldom nearby openly evenly'.split(' ');

/** Paragraphs of sentences that differ, wrapped by hand: a first one, a long one, and a last one. */
function paragraphs(count: number, seed = 1): string {
  let state = seed;
  const pick = (words: readonly string[]) => {
    state = (state * 48271) % 2147483647;
    return words[state % words.length] as string;
  };
  const clause = () => `the ${pick(nouns)} ${pick(verbs)} the ${pick(nouns)} and the ${pick(nouns)} ${pick(others)}`;
  const paragraph = () => `First ${clause()}.
It is also told that ${clause()},
while ${clause()},
and that ${clause()}.
Also ${clause()}, where ${clause()}.
`;
  return Array.from({ length: count }, paragraph).join('\n');
}

function shortest(text: string, more: Partial<CompressInput> = {}): string {
  return prose.compress(inputOf(text, more))[0]?.text ?? '';
}

/** What stands in a form when the notices are taken out: those on lines of their own, and those within lines. */
function withoutNotices(form: string): string {
  return form.replace(/^\[headroom: [^\]]*\]\n?/gm, '').replace(/\[headroom: [^\]]*\]/g, '');
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of whole) if (char === part[at]) at++;
  return at === part.length;
}

/** Lines that a form says are gone, from its notices. */
function saidGone(form: string): number[] {
  const gone: number[] = [];
  for (const [, ranges] of form.matchAll(/^\[headroom: omitted (?:lines |\d+ of \d+ lines: )([\d, -]+)/gm))
    for (const range of (ranges as string).split(', ')) {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      for (let line = first; line <= (last as number); line++) gone.push(line);
    }
  return gone;
}

function checkWhole(text: string, form: Compressed): void {
  const { lines } = splitLines(text);
  const gone = new Set(saidGone(form.text));
  const cut = new Map((form.lines?.replaced ?? []).map(({ first, text: line }) => [first, line]));
  const left = lines.flatMap((line, index) => (gone.has(index + 1) ? [] : [cut.get(index + 1) ?? line]));
  const shown = splitLines(form.text).lines.filter((line) => !line.startsWith('[headroom: omitted') || cut.size > 0);
  if (cut.size === 0) expect(shown).toEqual(left);
  expect(isSubsequence(withoutNotices(form.text).trimEnd(), text)).toBe(true);
  const [, first, last] =
    new RegExp(`headroom retrieve hash=${handle}(?: --lines (\\d+)-(\\d+))?\\]`).exec(form.text) ?? [];
  expect(
    lines.length === 1 || (gone.has(Number(first)) && gone.has(Number(last))) || cut.has(Number(first)),
    form.text,
  ).toBe(true);
}

describe('what is kept of prose', () => {
  it('keeps headings and the first sentence below each', () => {
    const text = ['# Mills', paragraphs(6), '## Rivers', paragraphs(6, 2), 'ROADS', paragraphs(6, 3)].join('\n\n');
    const form = shortest(text);
    expect(form.length).toBeLessThan(text.length * 0.75);
    expect(form).toMatch(/# Mills\n\n+First the/);
    expect(form).toMatch(/## Rivers\n\n+First the/);
    expect(form).toContain('ROADS\n');
  });

  it('keeps lines that tell of failures', () => {
    const lines = paragraphs(12).split('\n');
    lines[30] = 'fatal: could not reach the miller, who was out.';
    lines[42] = 'He met a ConnectionError on the stair.';
    const form = shortest(lines.join('\n'));
    expect(form).toContain(lines[30]);
    expect(form).toContain(lines[42]);
  });

  it('keeps what was asked for, wherever it stands', () => {
    const text = paragraphs(30);
    const { lines } = splitLines(text);
    const gone = saidGone(shortest(text)).map((line) => lines[line - 1] as string);
    const wanted = gone.filter((line) => line.startsWith('Also')).slice(0, 5);
    expect(wanted).toHaveLength(5);
    for (const line of wanted) {
      expect(shortest(text, { asked: `Is it true what they say: ${line}?` })).toContain(line);
      const call = { tool: 'fetch', input: JSON.stringify({ prompt: line }) };
      expect(shortest(text, { call })).toContain(line);
    }
  });

  it('drops what was said above before anything else', () => {
    const once = paragraphs(12);
    const text = `${once}\n${once}`;
    const [form] = prose.compress(inputOf(text));
    const gone = saidGone(form?.text ?? '');
    const half = splitLines(text).lines.length / 2;
    expect(gone.filter((line) => line > half).length).toBeGreaterThan(gone.length * 0.9);
  });

  it('keeps the head of a table where a row of it stays, and the fences of code where a line stays', () => {
    const code = Array.from(
      { length: 12 },
      (_, index) => `run(${index});\nrun(${index}, 1);\nrun(${index}, 2);\n`,
    ).join('\n');
    const rows = Array.from({ length: 30 }, (_, index) => `| key${index} | the value of key ${index} in the file |`);
    const text = `${paragraphs(4)}\n\`\`\`js\n${code}\`\`\`\n\n| Key | Value |\n|---|---|\n${rows.join('\n')}\n\n${paragraphs(4, 2)}`;
    for (const { text: form } of prose.compress(inputOf(text, { shortest: true }))) {
      expect((form.match(/^```/gm) ?? []).length % 2).toBe(0);
      if (/^\| key/m.test(form)) expect(form).toContain('| Key | Value |\n|---|---|\n');
      if (/^run\(/m.test(form)) expect(form).toContain('```js\n');
    }
  });

  it('keeps a line that names a place in a file above what is said of it', () => {
    const notes = Array.from(
      { length: 10 },
      (_, index) => `Reviewer on src/mill${index}.ts:${index + 10}:\n${paragraphs(2, index + 1)}`,
    );
    const form = shortest(notes.join('\n'));
    for (let index = 0; index < 10; index++) expect(form).toContain(`Reviewer on src/mill${index}.ts:${index + 10}:\n`);
  });
});

describe('long lines', () => {
  const line = Array.from(
    { length: 12 },
    (_, index) => `In ${1900 + index} the mill of Dr. A. Novak ground ${index} tons of rye, e.g. for bread.`,
  );
  const text = `Mills\n\n${line.join(' ')}\n\n${line.join(' ').replaceAll('rye', 'oats')}\n`;

  it('are cut between sentences, with a notice in the place that counts them', () => {
    const [form] = prose.compress(inputOf(text));
    expect(form?.text).toMatch(/for bread\. \[headroom: omitted \d+ of 12 sentences/);
    checkWhole(text, form as Compressed);
    for (const sentence of withoutNotices(form?.text ?? '')
      .split(/(?<=bread\.)\s+/)
      .slice(1, -1))
      expect(text).toContain(sentence.trim());
  });

  it('name the handle in the last notice where no whole line goes', () => {
    const form = prose.compress(inputOf(text))[0] as Compressed;
    expect(form.lines?.keep.every(Boolean)).toBe(true);
    expect(form.text.match(/headroom retrieve hash=/g)).toHaveLength(1);
    expect(form.text.lastIndexOf('[headroom: ')).toBe(form.text.indexOf('[headroom: ', form.text.indexOf(handle) - 80));
  });
});

describe('what decides', () => {
  it('is the score of a model where there is one', () => {
    const asked: string[][] = [];
    const score = (_: string, units: readonly string[]) => {
      asked.push([...units]);
      return units.map((unit) => (unit.startsWith('Also') ? 1 : 0.1));
    };
    const [form] = createProseCompressor({ score }).compress(inputOf(paragraphs(10)));
    expect(asked).toHaveLength(1);
    expect(form?.text.match(/^Also/gm)).toHaveLength(10);
  });

  it('is the text alone where the model gives nothing', () => {
    const silent = createProseCompressor({ score: () => undefined });
    expect(silent.compress(inputOf(paragraphs(10)))).toEqual(prose.compress(inputOf(paragraphs(10))));
  });

  it('goes further only where the shortest form is wanted', () => {
    const text = paragraphs(20);
    const length = (more: Partial<CompressInput>) => shortest(text, more).length / text.length;
    expect(length({})).toBeGreaterThan(0.5);
    expect(length({ shortest: true })).toBeLessThan(0.4);
  });
});

describe('texts that are left alone', () => {
  it('while nothing may be left out', () => {
    expect(prose.compress(inputOf(paragraphs(20), { lossy: false }))).toEqual([]);
  });

  it('what is not written to be read', () => {
    const table = Array.from(
      { length: 80 },
      (_, index) => `0x${index.toString(16)} ${index * 7} ${index * 13} OK`,
    ).join('\n');
    expect(prose.compress(inputOf(table))).toEqual([]);
    expect(prose.compress(inputOf('short text\n'))).toEqual([]);
  });

  it('what a program reports in sentences, unless headings make it a document', () => {
    const call = { tool: 'Bash', input: '', command: './deploy.sh --all' };
    expect(prose.compress(inputOf(paragraphs(20), { call }))).toEqual([]);
    const document = ['# One', '# Two', '# Three'].map((head, index) => `${head}\n\n${paragraphs(8, index + 1)}`);
    expect(prose.compress(inputOf(document.join('\n'), { call }))).not.toEqual([]);
    const fetched = ['curl -s https://example.com/a', 'cd x && man mill | col -b', 'mill --help'];
    const other = { tool: 'poll', input: '{"session":4}' };
    expect(prose.compress(inputOf(paragraphs(20), { call: other }))).toEqual([]);
    expect(prose.compress(inputOf(paragraphs(20), { call: { ...other, input: '{"url":"x.example"}' } }))).not.toEqual(
      [],
    );
    for (const command of fetched)
      expect(prose.compress(inputOf(paragraphs(20), { call: { ...call, command } }))).not.toEqual([]);
  });

  it('what others ask for: each point is something to do', () => {
    const call = { tool: 'Bash', input: '', command: 'cd repo && gh pr view 12 --comments' };
    expect(prose.compress(inputOf(paragraphs(20), { call }))).toEqual([]);
    const headed = `# A\n\n${paragraphs(9)}\n# B\n\n${paragraphs(9, 2)}\n# C\n\n${paragraphs(9, 3)}`;
    expect(prose.compress(inputOf(headed, { call }))).toEqual([]);
    expect(prose.compress(inputOf(headed, { call, shortest: true }))).not.toEqual([]);
  });
});

const lineOf = fc.oneof(
  fc.constant(''),
  fc.constantFrom('# Head', '---', '```', '```sh', '| a | b |', '|---|---|', '  continued below', 'NAME', 'Usage::'),
  fc
    .array(fc.constantFrom('the', 'mill', 'of', 'Rye', 'stands.', '42', '`run`', 'error:', '水车。', 'и'), {
      minLength: 1,
      maxLength: 90,
    })
    .map((words) => words.join(' ')),
  fc.array(fc.constantFrom('one', 'two', 'b'), { minLength: 1, maxLength: 6 }).map((words) => `- ${words.join(' ')}`),
);

describe('any text', () => {
  it('keeps whole lines in order, says which are gone, and is a subsequence without its notices', () => {
    fc.assert(
      fc.property(fc.array(lineOf, { maxLength: 80 }), fc.boolean(), (lines, more) => {
        const text = `${paragraphs(3)}${lines.join('\n')}`;
        const forms = prose.compress(inputOf(text, { shortest: more }));
        expect(prose.compress(inputOf(text, { shortest: more }))).toEqual(forms);
        for (const form of forms) checkWhole(text, form);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['one letter', 'a'.repeat(5_000_000)],
    ['points', '.'.repeat(2_000_000)],
    ['points and quotes', `."${'"'.repeat(1_000_000)}`],
    ['sentences on one line', 'It is so. '.repeat(200_000)],
    ['a path without an end', `see ${'a/b.'.repeat(500_000)}`],
    ['fences without an end', '```\ncode\n'.repeat(50_000)],
    ['short lines', 'the mill stands\n'.repeat(100_000)],
    ['spaces', `the mill${' '.repeat(2_000_000)}stands`],
    ['bars', '|'.repeat(1_000_000)],
  ])('comes to an end for %s', (_, part) => {
    const text = `${paragraphs(20)}\n${part}\n`;
    for (const form of prose.compress(inputOf(text))) expect(form.text.length).toBeLessThan(text.length);
  });
});
