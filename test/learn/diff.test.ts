import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/learn/diff.ts';

describe('unifiedDiff', () => {
  it.each([
    ['a\n', 'a\n', ''],
    [undefined, 'a\nb\n', '--- /dev/null\n+++ b/x.md\n@@ -0,0 +1,2 @@\n+a\n+b'],
    ['a\n', undefined, '--- a/x.md\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a'],
    ['a\nb\n', 'a\nc\n', '--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,2 @@\n a\n-b\n+c'],
    ['a', 'a\n', '--- a/x.md\n+++ b/x.md\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a'],
    ['1\n2\n3\n4\n5\n', '1\n2\n3\n4\n5\n6\n', '--- a/x.md\n+++ b/x.md\n@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6'],
  ])('from %j to %j', (before, after, expected) => {
    expect(unifiedDiff('x.md', before, after)).toBe(expected);
  });

  it('is a patch that git applies, whatever the texts', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-diff-'));
    const file = path.join(folder, 'x.md');
    const line = fc.constantFrom('a', 'b', '', '-- c', '++ d', ' e', '@@ -1 +1 @@');
    const text = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean())
      .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))
      .filter((each) => each !== '');
    const property = fc.property(text, text, (before, after) => {
      const diff = unifiedDiff('x.md', before, after);
      writeFileSync(file, before);
      if (diff !== '')
        execFileSync('git', ['apply', '--unidiff-zero', '-'], { cwd: folder, input: `${diff}\n`, stdio: 'pipe' });
      return readFileSync(file, 'utf8') === after;
    });
    try {
      fc.assert(property, { numRuns: 60 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
