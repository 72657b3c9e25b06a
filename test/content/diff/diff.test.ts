import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffCompressor } from '../../../src/content/diff/diff.ts';
import { diffHeadersCodec } from '../../../src/content/diff/headers.ts';
import { readDiff } from '../../../src/content/diff/parse.ts';

const handle = 'a'.repeat(24);
const counter = { count: (text: string) => text.length };

function compress(text: string, options: { lossy?: boolean; shortest?: boolean } = {}) {
  return diffCompressor.compress({ text, handle, counter, tokens: text.length, lossy: true, ...options });
}

function gitFile(path: string, hunk: readonly string[], extra = ''): string {
  const removed = hunk.filter((line) => !line.startsWith('+')).length;
  const added = hunk.filter((line) => !line.startsWith('-')).length;
  const old = extra.startsWith('new') ? '/dev/null' : `a/${path}`;
  const now = extra.startsWith('deleted') ? '/dev/null' : `b/${path}`;
  return `diff --git a/${path} b/${path}\n${extra}index 1111111..2222222 100644\n--- ${old}\n+++ ${now}\n@@ -1,${removed} +1,${added} @@\n${hunk.map((line) => `${line}\n`).join('')}`;
}

const many = (mark: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${mark}a line of some length with number ${index}`);

/** The text without notices, every kept line a line of the source, in order. */
function expectSubsequence(form: string, source: string): void {
  const lines = source.split('\n');
  let at = 0;
  for (const line of form.split('\n').filter((each) => !each.startsWith('[headroom: '))) {
    at = lines.indexOf(line, at) + 1;
    expect(at, line).toBeGreaterThan(0);
  }
}

describe('the heads of patches', () => {
  it('name a file once where its names are the same', () => {
    const text = gitFile('src/a.ts', [' x', '-y', '+z']) + gitFile('src/gone.ts', ['-y'], 'deleted file mode 100644\n');
    const encoded = diffHeadersCodec.encode(text.repeat(2)) as string;
    expect(encoded.split('\n').slice(1, 10)).toEqual([
      'diff --git src/a.ts',
      'index 1111111..2222222 100644',
      '@@ -1,2 +1,2 @@',
      ' x',
      '-y',
      '+z',
      'diff --git src/gone.ts',
      'deleted file mode 100644',
      'index 1111111..2222222 100644',
    ]);
    expect(diffHeadersCodec.decode(encoded)).toBe(text.repeat(2));
  });

  it('come back as they were, whatever stands between', () => {
    const part = fc.oneof(
      fc.constantFrom(
        gitFile('src/a.ts', [' x', '-y', '+z']),
        gitFile('new.ts', ['+z'], 'new file mode 100644\n'),
        gitFile('gone.ts', ['-z'], 'deleted file mode 100644\n'),
        'diff --git a/x.ts b/y.ts\nsimilarity index 100%\nrename from x.ts\nrename to y.ts\n',
        'diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n',
        'diff --git a/x.png b/x.png\nindex 1..2\nBinary files a/x.png and b/x.png differ\n',
        'diff --git src/odd.ts\n',
        'diff --git src/odd.ts\n@@ -1 +1 @@\n-a\n+b\n',
        '--- a/q.c\n+++ b/q.c\n@@ -1 +1 @@\n-a\n+b\n',
      ),
      fc.string(),
    );
    let encodedTexts = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.nat(60), (parts, cut) => {
        const whole = parts.join('');
        for (const text of [whole, whole.slice(0, -cut)]) {
          const encoded = diffHeadersCodec.encode(text);
          if (encoded === undefined) continue;
          encodedTexts++;
          expect(diffHeadersCodec.decode(encoded)).toBe(text);
        }
      }),
      { numRuns: 1500 },
    );
    expect(encodedTexts).toBeGreaterThan(100);
  });
});

describe('patches', () => {
  it('are read with their files, states and hunks', () => {
    const text = `words before\n${gitFile('a.ts', [' x', '-y', '+z'])}${gitFile('b.ts', ['+z'], 'new file mode 100644\n')}--- a/q.c\n+++ b/q.c\n@@ -1 +1 @@\n-a\n+b\nwords behind\n`;
    expect(readDiff(text.split('\n')).map(({ path, state, hunks }) => [path, state, hunks.length])).toEqual([
      ['a.ts', 'changed', 1],
      ['b.ts', 'new', 1],
      ['q.c', 'changed', 1],
    ]);
  });

  it('lose what programs wrote and the rest of files that are gone', () => {
    const text =
      gitFile('package-lock.json', many('+', 40)) +
      gitFile('src/gone.ts', many('-', 40), 'deleted file mode 100644\n') +
      gitFile('src/kept.ts', [...many('-', 20), ...many('+', 20)]);
    const [form] = compress(text);
    expect(form?.text).toContain('[headroom: omitted lines 6-45; lock file, 40 added and 0 removed]');
    expect(form?.text).toContain('; rest of the deleted file]');
    expect(form?.text).toContain('\n-a line of some length with number 5\n[headroom: omitted lines ');
    expect(form?.text).toContain(gitFile('src/kept.ts', [...many('-', 20), ...many('+', 20)]));
    expect(form?.text).toContain(`; headroom retrieve hash=${handle} --lines 6-45]`);
    expectSubsequence(form?.text as string, text);
  });

  it('lose what a build wrote', () => {
    const long = ['-', '+'].map((mark) => `${mark}${'f();'.repeat(400)}`);
    const text =
      gitFile('web/app.js', [...many(' ', 3), ...long, ...many(' ', 3)]) + gitFile('dist/cli.mjs', many('+', 30));
    const [form] = compress(text);
    expect(form?.text).toContain('; built file, 1 added and 1 removed]');
    expect(form?.text).toContain('; built file, 30 added and 0 removed]');
    expectSubsequence(form?.text as string, text);
  });

  it('keep new files, heads and every change that somebody wrote', () => {
    const text =
      gitFile('src/new.ts', many('+', 60), 'new file mode 100644\n') +
      gitFile('src/a.ts', [...many(' ', 3), ...many('-', 30), ...many('+', 30), ...many(' ', 3)]);
    expect(compress(text).filter(({ fidelity }) => fidelity === 'lossy')).toEqual([]);
    const [hard] = compress(text, { shortest: true });
    expect(hard?.text).toContain(many('+', 60).join('\n'));
    expect(hard?.text).toContain(many('+', 30).join('\n'));
    expect(hard?.text).toContain('; removed]');
  });

  it('lose unchanged lines far from every change', () => {
    const text = gitFile('src/a.ts', [...many(' ', 30), '-old', '+new', ...many(' ', 30)]);
    const [form] = compress(text);
    expect(form?.text.split('\n').filter((line) => line.startsWith(' ')).length).toBe(6);
    expectSubsequence(form?.text as string, text);
  });

  it('lose the data of binary files, and keep their notes', () => {
    const data = Array.from({ length: 50 }, (_, index) => `zcmV;aBcDeFgHiJkLmNoPqRsTuVwXyZ${index}#$%`).join('\n');
    const text = `diff --git a/x.png b/x.png\nindex 1..2 100644\nGIT binary patch\nliteral 2000\n${data}\n\nliteral 0\nHcmV?d00001\n\n${gitFile('a.ts', ['-y', '+z'])}`;
    const [form] = compress(text);
    expect(form?.text).toContain('GIT binary patch\nliteral 2000\n[headroom: omitted');
    expect(form?.text).toContain('+++ b/a.ts');
    expectSubsequence(form?.text as string, text);
  });

  it('offer nothing for other text, and end on large ones', () => {
    for (const text of [
      '',
      'x',
      '-'.repeat(5_000_000),
      `diff --git ${'a'.repeat(5_000_000)}`,
      '@@ -1,9 +1,9 @@\n'.repeat(50_000),
      'diff --git \n'.repeat(50_000),
    ])
      for (const form of compress(text, { shortest: true })) expect(form.fidelity).toBe('lossless');
  });
});
