import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/content/detect/command.ts';
import { detect } from '../../../src/content/detect.ts';
import { shownFiles } from '../../../src/content/shown-file.ts';

const shell = (command: string) => ({ tool: 'shell', input: JSON.stringify({ command }), command });
const code = Array.from({ length: 30 }, (_, index) => [
  `export function f${index}(value: number): number {`,
  `  const doubled = value * 2;`,
  `  return doubled + ${index};`,
  '}',
])
  .flat()
  .join('\n');
const log = Array.from(
  { length: 80 },
  (_, index) =>
    `2026-01-02T10:00:${String(index % 60).padStart(2, '0')}Z INFO worker ${index}: handled request in ${index * 3} ms`,
).join('\n');
const items = Array.from({ length: 40 }, (_, index) => ({ id: index, name: `n${index}`, state: 'ok' }));
const hits = Array.from(
  { length: 30 },
  (_, index) => `src/lib/file${index % 4}.ts:${index + 1}:  const x = ${index};`,
).join('\n');
const prose = 'The quick brown fox jumps over the lazy dog, and nobody minds at all.\n'.repeat(20);
const csv = ['name,age,city', ...Array.from({ length: 30 }, (_, index) => `person ${index},${index},town`)].join('\n');

describe('telling kinds of text apart', () => {
  it.each([
    ['an array of records', JSON.stringify(items), 'json'],
    ['an indented object', JSON.stringify({ items }, null, 2), 'json'],
    ['lines of JSON', items.map((item) => JSON.stringify(item)).join('\n'), 'json'],
    ['JSON that was cut off', JSON.stringify({ items }, null, 2).slice(0, 2000), 'json'],
    ['search hits', hits, 'search'],
    [
      'hits with much context, its paths spelled from the root',
      Array.from({ length: 60 }, (_, index) =>
        index % 20 === 0 ? `src/a.go:${index + 1}:func f() {` : `/home/x/work/src/a.go-${index + 1}-\treturn`,
      ).join('\n'),
      'search',
    ],
    ['a list of paths', Array.from({ length: 20 }, (_, index) => `./src/app/file${index}.ts`).join('\n'), 'search'],
    ['a log', log, 'log'],
    ['a patch', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n', 'diff'],
    ['a web page', `<!DOCTYPE html>\n<html>\n${'<p>words</p>\n'.repeat(20)}</html>`, 'html'],
    ['fields between commas', csv, 'tabular'],
    ['source code', code, 'code'],
    ['sentences', prose, 'prose'],
    ['something else', 'x\ny\nz', 'text'],
  ])('%s', (_, text, kind) => {
    expect(detect(text).kind).toBe(kind);
    expect(detect(`Chunk ID: 12ab\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\n${text}`).kind).toBe(
      kind,
    );
  });

  it('does not take diagnostics of a compiler for search hits', () => {
    const text = Array.from(
      { length: 30 },
      (_, index) => `src/main.c:${index + 1}:5: error: expected ';' before '}' token`,
    ).join('\n');
    expect(detect(text, shell('make')).kind).not.toBe('search');
    expect(detect(hits, shell('cd x && rg -n "const x" src')).kind).toBe('search');
  });

  it('answers for any text and command, the same each time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, command) => {
        expect(detect(text, shell(command))).toEqual(detect(text, shell(command)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('files that a command shows', () => {
  it.each([
    'cat src/main.ts',
    'cd x && cat src/main.ts',
    "sed -n '1,80p' src/main.ts",
    'head -50 src/main.ts | tail -5',
    'nl -ba src/main.ts',
    "awk 'NR>=10 && NR<=20' src/main.ts",
    'bash -lc "cat src/main.ts"',
    'ls; FOO=1 sudo bat --plain src/main.ts',
    'git show HEAD:src/main.ts',
    'find src -name main.ts -exec cat {} +',
    'for f in src/*.ts; do cat "$f"; done',
    'set -e\ncd x\ncat src/main.ts',
    'cd x && \\\n  cat src/main.ts',
    "python3 - <<'EOF'\nprint(1)\nEOF\ncat src/main.ts",
    'echo $((1<<n)); cat src/main.ts',
    'bash <<EOF\ncat src/main.ts\nEOF',
    'cat < src/main.ts',
    'git -C x show HEAD:src/main.ts',
    'git show :src/main.ts',
    'ssh -p 22 host cat src/main.ts',
    "ssh host 'cd x && cat src/main.ts'",
    'docker exec -it web sh -c "cat src/main.ts"',
    'docker run --rm -v a:b image cat src/main.ts',
    'kubectl exec pod -- cat src/main.ts',
    'sudo -u root timeout 5 cat src/main.ts',
  ])('sees that `%s` shows one', (command) => {
    expect(shownFiles(command).shows).toBe(true);
    expect(detect(code, shell(command)).shownFile).toBe(true);
    expect(detect(prose, shell(command)).shownFile).toBe(true);
    expect(detect(JSON.stringify({ name: 'x', scripts: items }, null, 2), shell(command)).shownFile).toBe(true);
  });

  it.each([
    'make 2>&1 | tail -40',
    'npm test | head -20',
    'cat > out.txt <<EOF\nhello\nEOF',
    'echo cat x',
    'rg -n cat src',
    "sed -i 's/a/b/' x.ts",
    'git show --stat',
    'git show --format=%h:%s',
    "python3 - <<'EOF'\nhead = 1\ntype = x\nEOF",
    'ssh host journalctl -u web',
    undefined,
  ])('sees that `%s` shows none', (command) => {
    expect(shownFiles(command).shows).toBe(false);
  });

  it('lets what no edit quotes be compressed, whatever command printed it', () => {
    for (const text of [
      log,
      JSON.stringify(items, null, 2),
      items.map((item) => JSON.stringify(item)).join('\n'),
      csv,
    ]) {
      expect(detect(text, shell('cat out/result')).shownFile).toBe(false);
    }
    expect(detect(log, shell('tail -n 500 service.log'))).toEqual({ kind: 'log', shownFile: false });
  });

  it('keeps records in a file of another kind as they are', () => {
    const records = items.map((item) => JSON.stringify(item)).join('\n');
    for (const [text, name] of [
      [`import { test } from 'runner';\n\nconst events = \`\n${records}\n\`;\n\ntest(events);\n`, 'src/events.test.ts'],
      [`# Events\n\nOne on each line.\n\n\`\`\`\n${records}\n\`\`\`\n`, 'README.md'],
    ]) {
      expect(detect(text as string, shell(`cat ${name}`)).shownFile).toBe(true);
    }
    expect(detect(records, shell('cat events.jsonl')).shownFile).toBe(false);
  });

  it('leaves code alone whatever printed it, with or without line numbers', () => {
    expect(detect(code, shell('custom-viewer')).shownFile).toBe(true);
    const numbered = prose
      .trimEnd()
      .split('\n')
      .map((line, index) => `${index + 240}: ${line}`)
      .join('\n');
    expect(detect(`[File: notes (900 lines total)]\n${numbered}`, shell('open notes 240')).shownFile).toBe(true);
    expect(detect(hits, shell('rg -n x src')).shownFile).toBe(false);
  });
});

describe('command lines', () => {
  it('reads no more of a chain of runners than of a long line', () => {
    for (const runner of ['sudo', 'env', 'ssh']) {
      const read = parseCommand(`${runner} `.repeat(2000)).reduce((sum, { words }) => sum + words.length, 0);
      expect(read).toBeLessThan(150_000);
    }
  });

  it('are taken apart into programs', () => {
    const programs = (line: string) => parseCommand(line).map(({ program, words, piped }) => [program, words, piped]);
    expect(programs('cd a && /usr/bin/rg -n "x | y" src | head -3; echo done')).toEqual([
      ['cd', ['a'], false],
      ['rg', ['-n', 'x | y', 'src'], false],
      ['head', ['-3'], true],
      ['echo', ['done'], false],
    ]);
    expect(programs('zsh -lc \'cat "a b"\'')).toEqual([['cat', ['a b'], false]]);
    expect(parseCommand('cat a > b')[0]?.redirected).toBe(true);
    expect(parseCommand('cat a 2> b')[0]?.redirected).toBe(false);
  });
});
