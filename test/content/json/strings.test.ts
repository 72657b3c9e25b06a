import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCompressor } from '../../../src/content/json/json.ts';
import type { Compressed } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
const counter = { count: (text: string) => Math.ceil(text.length / 4) };

function compress(text: string, command = '', lossy = true): readonly Compressed[] {
  const call = { tool: 'shell', input: '', command };
  return jsonCompressor.compress({ text, handle, call, lossy, tokens: counter.count(text), counter });
}

function hardest(text: string, command = ''): string {
  return (compress(text, command).find(({ by }) => by === 'json-strings') as Compressed).text;
}

const numbered = (count: number, change: (line: number) => string | undefined = () => undefined) =>
  Array.from(
    { length: count },
    (_, index) => change(index + 1) ?? `plain sentence about the ${index + 1}th of many things`,
  );
const hunk = (count: number, change?: (line: number) => string | undefined) =>
  ['@@ -0,0 +1,400 @@', ...numbered(count - 1, change).map((line) => `+\t"${line}"`)].join('\n');

/** Undoes the cuts of a form with the source's own lines, checking every range and the total on the way. */
function refilled(form: string, source: string): string {
  const parts = form.split(/\n(\[headroom: omitted lines \d+(?:-\d+)? of the string\])\n/);
  let out = '';
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      out += part;
      continue;
    }
    const [first, last] = (/lines (\d+)(?:-(\d+))?/.exec(part) as RegExpExecArray).slice(1);
    const count = Number(last ?? first) - Number(first) + 1;
    const before = source.slice(0, out.length);
    expect(before).toBe(out);
    const opening = before.search(/"(?:[^"\\]|\\.)*$/);
    expect(
      before
        .slice(opening + 1)
        .match(/\\(?:n|\\|"|t|r|u\w{4})/g)
        ?.filter((each) => each === '\\n'),
    ).toHaveLength(Number(first) - 1);
    for (let line = 0; line < count; line++) {
      const rest = source.slice(out.length);
      out += (/^(?:[^"\\]|\\[^n])*(?:\\n)?/.exec(rest) as RegExpExecArray)[0];
    }
  }
  return out;
}

describe('leaving lines out of strings inside JSON', () => {
  it('breaks a string at its own line ends and names what went, in place and in total', () => {
    const text = JSON.stringify({ id: 7, diff_hunk: hunk(200), path: 'a/b.go' });
    const form = hardest(text);
    const lines = form.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^\{"id":7,"diff_hunk":"@@ .*\\n$/);
    expect(lines[1]).toBe('[headroom: omitted lines 5-188 of the string]');
    expect(lines[2]).toMatch(/199th of many things\\"","path":"a\/b\.go"\}$/);
    expect(lines[3]).toBe(`[headroom: omitted 184 of 200 lines of strings; headroom retrieve hash=${handle}]`);
    expect(() => JSON.parse(form)).toThrow();
  });

  it('leaves the source once the lines that the notices name are put back', () => {
    const word = fc.constantFrom(
      'plain',
      'ERROR',
      '"quoted"',
      'back\\slash',
      '\\n',
      'é😀',
      'tab\t',
      '\r',
      '\u2028',
      '',
    );
    const line = fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => words.join(' '));
    const long = fc.array(line, { minLength: 45, maxLength: 120 }).map((lines) => lines.join('\n'));
    const value = fc.oneof(long, long, fc.string(), fc.jsonValue({ maxDepth: 1 }));
    const spell = fc.constantFrom<(value: unknown) => string>(
      (each) => JSON.stringify(each),
      (each) => `before\n${JSON.stringify(each, null, 2)}\nafter`,
      (each) => JSON.stringify([each, each]),
    );
    let cut = 0;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('body', 'text', 'a', 'b'), value, { minKeys: 1 }),
        spell,
        (object, write) => {
          const text = write(object);
          for (const form of compress(text)) {
            if (form.by !== 'json-strings') continue;
            cut++;
            const end = form.text.lastIndexOf('[headroom: omitted ');
            const bare = form.text.slice(0, end).replace(/\n$/, '');
            expect(refilled(bare, text)).toBe(text);
            const gone = [...bare.matchAll(/\n\[headroom: omitted lines (\d+)(?:-(\d+))? of the string\]\n/g)];
            const sum = gone.reduce((total, [, first, last]) => total + Number(last ?? first) - Number(first) + 1, 0);
            expect(form.text.slice(end)).toMatch(
              new RegExp(`^\\[headroom: omitted ${sum} of \\d+ lines of strings; headroom`),
            );
          }
        },
      ),
      { numRuns: 120 },
    );
    expect(cut).toBeGreaterThan(100);
  });

  it('keeps lines that report failures, with what follows them, and what the call names', () => {
    const text = JSON.stringify({
      output: numbered(300, (line) =>
        line === 90
          ? 'Traceback (most recent call last):'
          : line === 91
            ? '  File "x.py", line 3'
            : line === 150
              ? 'tok retryBudget 7'
              : undefined,
      ).join('\n'),
    });
    const form = hardest(text, 'show retryBudget');
    for (const kept of ['Traceback (most recent', 'x.py', 'tok retryBudget 7']) expect(form).toContain(kept);
    expect(form.length).toBeLessThan(text.length / 3);
  });

  it('keeps the headings of a document', () => {
    const body = numbered(120, (line) => (line % 30 === 0 ? `## Part ${line}` : undefined)).join('\n');
    const form = hardest(JSON.stringify({ body }));
    for (const part of [30, 60, 90, 120]) expect(form).toContain(`## Part ${part}`);
    expect(form).toContain('[headroom: omitted lines 31-59 of the string]');
  });

  it('keeps more of the end of a hunk than of its beginning, and every header of several hunks', () => {
    const form = hardest(JSON.stringify({ patch: `${hunk(100)}\n${hunk(100)}\n${hunk(100)}` }));
    expect(form.match(/@@ -0,0 \+1,400 @@/g)).toHaveLength(3);
  });

  it('leaves short strings, error texts and calls for lossless forms alone', () => {
    const by = (value: unknown, lossy = true) => compress(JSON.stringify(value), '', lossy).map((form) => form.by);
    expect(by({ body: numbered(20).join('\n') })).toEqual([]);
    expect(by({ body: 'x\n'.repeat(60) })).toEqual([]);
    expect(by({ body: 'x'.repeat(9000) })).toEqual([]);
    expect(by({ stack_trace: numbered(200).join('\n') })).toEqual([]);
    expect(by({ body: numbered(200).join('\n') }, false)).toEqual([]);
  });

  it('takes lines out of the elements that stay, and counts both', () => {
    const items = Array.from({ length: 60 }, (_, id) => ({ id, state: 'ok', text: numbered(60).join('\n') }));
    for (const text of [JSON.stringify(items), JSON.stringify(items, null, 2)]) {
      const form = hardest(text);
      const last = form.trimEnd().split('\n').at(-1) as string;
      const counts = /omitted (\d+) of 60 items and (\d+) of (\d+) lines of strings; headroom retrieve/.exec(last);
      const shown = 60 - Number(counts?.[1]);
      expect(Number(counts?.[3])).toBe(shown * 60);
      expect(form.match(/of the string\]/g)).toHaveLength(shown);
    }
  });

  it('offers gentler forms after the hardest, and ones that leave strings whole last', () => {
    const items = Array.from({ length: 60 }, (_, id) => ({ id, state: 'ok', text: numbered(200).join('\n') }));
    const forms = compress(JSON.stringify(items)).filter(({ fidelity }) => fidelity === 'lossy');
    expect(forms.map(({ by }) => by)).toEqual([...Array(3).fill('json-strings'), ...Array(3).fill('json-elements')]);
    const lengths = forms.map(({ text }) => text.length);
    expect(lengths.slice(0, 3)).toEqual(lengths.slice(0, 3).sort((a, b) => a - b));
  });

  it('is not slowed down beyond measure by a long string', () => {
    const text = JSON.stringify({ output: numbered(50_000).join('\n') });
    expect(hardest(text, 'a-1 b-2 c-3 d-4 e-5').length).toBeLessThan(4000);
  });
});

describe('lines of markup in strings', () => {
  const badge = `<p><a href="https://example.com/${'x'.repeat(120)}"><img alt="Fix" src="https://example.com/y.png"></a>&nbsp;</p>`;

  it('go also from a text of few lines, and only they do', () => {
    const words = 'A sentence that says what is wrong, '.repeat(30);
    const text = JSON.stringify({ body: `### Title\n\n${words}\n<!-- ${'id '.repeat(80)}-->\n${badge}\nend`, n: 1 });
    expect(hardest(text).split('\n')).toEqual([
      `{"body":"### Title\\n\\n${words}\\n`,
      '[headroom: omitted lines 4-5 of the string]',
      'end","n":1}',
      `[headroom: omitted 2 of 6 lines of strings; headroom retrieve hash=${handle}]`,
    ]);
  });

  it('stay where words are to be seen between the tags, and come to an end where tags do not', () => {
    const telling = badge.replace('&nbsp;', 'The build has failed because of a missing file');
    const open = '<'.repeat(300_000);
    const text = JSON.stringify({ body: `${'a'.repeat(900)}\n${telling}\n${open}\n${'<a '.repeat(100_000)}` });
    expect(compress(text).filter(({ fidelity }) => fidelity === 'lossy')).toEqual([]);
  });
});

describe('an object that was cut off', () => {
  it('loses lines of the strings that are complete, but none of what a key calls an error', () => {
    const value = {
      id: 1,
      diff_hunk: hunk(200),
      stack_trace: numbered(60).join('\n'),
      user: { login: 'ada' },
      body: 'x',
    };
    const text = JSON.stringify(value).slice(0, -6);
    const form = hardest(text);
    expect(form).toMatch(/^\{"id":1,"diff_hunk":"@@ /);
    expect(form.match(/of the string\]$/gm)).toHaveLength(1);
    expect(form.startsWith(text.slice(0, 40))).toBe(true);
    expect(form).toContain(`"stack_trace":${JSON.stringify(value.stack_trace)},"user":{"login":"ada"},"body`);
    expect(refilled(form.replace(/\n\[headroom: omitted \d+ of [^\n]*$/, ''), text)).toBe(text);
  });
});
