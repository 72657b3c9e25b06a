import { describe, expect, it } from 'vitest';
import { renderingNotice, type Taken } from '../../src/content/marker.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';

const render = (text: string, command?: string) =>
  renderOutput(text, { call: { tool: 'shell', input: JSON.stringify({ command }), command } });
const shown = (text: string, command?: string) => render(text, command)?.text ?? text;
const handle = 'a'.repeat(24);
const notice = (text: string, command?: string) => {
  const rendered = render(text, command);
  return rendered === undefined ? '' : renderingNotice(rendered, handle);
};

const patch = (end: string, line = end) =>
  `diff --git a/run.sh b/run.sh${end}index 1a2b3c4..5d6e7f8 100755${end}--- a/run.sh${end}+++ b/run.sh${end}@@ -1,3 +1,3 @@${end} set -e${end} ${end}-exec node app.js${end}+exec node app.js${line}`;

describe('line ends', () => {
  it('lose one return a line where every line has one', () => {
    const log = Array.from({ length: 40 }, (_, index) => `${index} ready\r\n`).join('');
    expect(shown(log)).toBe(log.replaceAll('\r', ''));
    expect(notice(log)).toBe(
      `[headroom: CRLF line ends taken out of 40 of 40 lines; headroom retrieve hash=${handle}]`,
    );
    expect(shown('one\r\ntwo\r\nthree', 'cat a.txt')).toBe('one\ntwo\nthree');
    expect(shown(patch('\r\n'), 'git diff')).toBe(patch('\n'));
    expect(shown(patch('\r\n', '\r\r\n'), 'git diff')).toBe(patch('\n', '\r\n'));
  });

  it('are counted below what a client puts above the output', () => {
    const above = 'Chunk ID: efe9a9\nWall time: 0.6 seconds\nProcess exited with code 0\nOutput:\n';
    expect(shown(`${above}${patch('\r\n')}`, 'git diff')).toBe(`${above}${patch('\n')}`);
  });

  it.each([
    ['git diff', patch('\n', '\r\n')],
    ['git diff | tail -2', '-exec node app.js\n+exec node app.js\r\n'],
    ['git log -p -3', patch('\n', '\r\n')],
    ['git show HEAD | tail -2', '-exec node app.js\n+exec node app.js\r\n'],
    ['svn diff | tail -2', '-exec node app.js\n+exec node app.js\r\n'],
    ['diff -u a b', '--- a\n+++ b\n@@ -1 +1 @@\n-one\n+one\r\n'],
    ['make check', `checking\n${patch('\n', '\r\n')}`],
    ['cat run.sh', '#!/bin/sh\nexec node app.js\r\n'],
    ['sed -n 1,20p a.txt', 'one\r\ntwo\nthree\r\n'],
    [undefined, patch('\n', '\r\n')],
  ])('are content where only some are CRLF: %s', (command, text) => {
    expect(shown(text, command)).toBe(text);
  });

  it('go from some lines of other output, which the notice says', () => {
    expect(shown('one\r\ntwo\nthree\r\n', 'make')).toBe('one\ntwo\nthree\n');
    expect(notice('one\r\ntwo\nthree\r\n', 'make')).toContain('[headroom: CRLF line ends taken out of 2 of 3 lines;');
  });

  it('leave the hit of a search that reaches them', () => {
    const hit = (line: string) => `a.ts:\x1b[01;31m\x1b[K${line}`;
    const text = `${hit('foo\r\x1b[m\x1b[K')}\n${hit('foo\x1b[m\x1b[K bar\r')}\n`;
    expect(shown(text, 'grep --color=always foo a.ts')).toBe('a.ts:foo\na.ts:foo bar\n');
  });
});

describe('blanks at line ends', () => {
  const blanks = 'one  \n\ttwo \t\nthree\n';

  it.each([
    ['cat src/table.js', 'export default {\n  a: 1, \t\t  \n};\n'],
    ['cat notes', blanks],
    ['head -20 data.csv', blanks],
    ['git show HEAD:a.ts', blanks],
    ['git diff', patch('\n')],
    ['git diff --check', 'a.ts:3: trailing whitespace.\n+one  \n'],
    ['gh api readme', '# Title\n\nOne line  \nbroken here.\n\n## Part\n\n- item  \n'],
    ["grep -rn '[[:space:]]$' src", 'src/a.ts:3:one  \n'],
    ["grep -rnE ' +$' src", 'src/a.ts:3:one  \n'],
    ["rg -n '\\s+$'", 'src/a.ts:3:one  \n'],
    ['rg "[ \\t]+$" src', 'src/a.ts:3:one\t\n'],
    ["git grep -n '\\s$'", 'src/a.ts:3:one  \n'],
    ["find . -name '*.ts' | xargs grep -n ' $'", './a.ts:3:one  \n'],
    ["awk '/[ \\t]$/' | head", 'one  \n'],
    ["grep -rn 'TODO ' src", 'src/a.ts:3:// TODO \n'],
  ])('stay in what %s prints', (command, text) => {
    expect(shown(text, command)).toBe(text);
  });

  it('stay in what a tool shows of files', () => {
    expect(renderOutput(blanks, { call: { tool: 'view', input: '{}' }, file: true })).toBeUndefined();
  });

  it.each(['make', 'npm test', "grep -rn 'function\\s+name' src", 'kubectl get pods'])(
    'go from what %s prints, and the notice says so',
    (command) => {
      expect(shown(blanks, command)).toBe('one\n\ttwo\nthree\n');
      expect(notice(blanks, command)).toContain('[headroom: blanks at line ends taken out of 2 of 3 lines;');
    },
  );
});

describe('returns inside a line', () => {
  const progress = 'reading  1%\rreading 50%\rread all of it\n';

  it.each(['cat build.log', 'tail -50 build.log', 'grep -n reading build.log', 'rg reading', 'less build.log'])(
    'stay in lines of files that %s shows',
    (command) => {
      expect(shown(progress, command)).toBe(progress);
    },
  );

  it.each(['./run.sh', 'make | grep read', 'npm ci 2>&1 | tail -5', undefined])(
    'are a redraw in what %s prints',
    (command) => {
      expect(shown(progress, command)).toBe('read all of it\n');
    },
  );

  it('speak of failures more readily where the call failed', () => {
    const text = '10%\r\x1b[Kunexpected answer\r\x1b[Kstopped\n';
    expect(renderOutput(text, {})?.text).toBe('stopped\n');
    expect(renderOutput(text, { failed: true })).toBeUndefined();
  });
});

describe('colours', () => {
  const words = 'limit = \x1b[31m17\x1b[m\x1b[32m41\x1b[m;\n';

  it.each([
    'git diff --color-words',
    'git show -p --word-diff=color',
    'git -c core.pager=cat diff | cat',
    'git diff | delta',
    'cd app && git diff --color-words',
  ])('stay in what %s prints without headers', (command) => {
    expect(shown(words, command)).toBe(words);
  });

  it.each(['npm test', 'git diff --stat', 'git log --oneline', 'ls --color'])('go from what %s prints', (command) => {
    expect(shown('Tests: \x1b[31m1 failed\x1b[m, \x1b[32m5 passed\x1b[m\n', command)).toBe(
      'Tests: 1 failed, 5 passed\n',
    );
    expect(shown('\x1b[31m17\x1b[m \x1b[32m41\x1b[m\n', command)).toBe('17 41\n');
  });

  it('stay where a removed and an added word would read as one, whatever printed them', () => {
    const code = Array.from({ length: 20 }, (_, index) =>
      index === 9 ? `const ${words}` : `const limit${index} = ${index};\n`,
    ).join('');
    for (const command of [undefined, 'make changes', 'npm test']) {
      expect(shown(words, command)).toBe(words);
      expect(shown(code, command)).toBe(code);
    }
  });

  it.each([
    ['numbers', '\x1b[31m17\x1b[m\x1b[32m41\x1b[m'],
    ['versions', 'v\x1b[31m1.2\x1b[m\x1b[32m.3.4\x1b[m'],
    ['signs of numbers', '\x1b[31m17\x1b[m\x1b[32m-41\x1b[m'],
    ['paths', '\x1b[31m/usr/lib\x1b[m\x1b[32m/opt/lib\x1b[m'],
    ['quoted words', '\x1b[91m"a"\x1b[m\x1b[92m"b"\x1b[m'],
    ['grounds', '\x1b[41m17\x1b[m\x1b[42m41\x1b[m'],
    ['words struck out', '\x1b[9m17\x1b[29m\x1b[4m41\x1b[24m'],
    ['words underlined and inverted', '\x1b[4m17\x1b[24m\x1b[7m41\x1b[27m'],
  ])('stay where removed and added %s would read as one, in files that are shown too', (_, words) => {
    for (const command of [undefined, './show', 'cat change.patch', 'tail -5 change.log'])
      expect(shown(`value: ${words}\n`, command)).toBe(`value: ${words}\n`);
  });

  it.each([
    ['dots of a test run', '\x1b[32m.\x1b[m\x1b[31mF\x1b[m\x1b[32m.\x1b[m'],
    ['how much differs', ' a.ts | 4 \x1b[32m++\x1b[m\x1b[31m--\x1b[m'],
    ['words with a blank between', '\x1b[31m17 \x1b[m\x1b[32m41\x1b[m'],
    ['a match inside a word', 'x\x1b[01;31m\x1b[K17\x1b[m\x1b[K41'],
  ])('go from %s', (_, line) => {
    expect(shown(`${line}\n`, './show')).not.toContain('\x1b');
  });

  it('of one line in thirty stay, but not the colours of names', () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `-rw-r--r-- 1 app app 12 Jan 2 \x1b[${index === 7 ? 31 : 32}mfile-${index}\x1b[0m\n`,
    );
    expect(shown(lines.join(''), './deploy.sh')).toContain(lines[7]);
    expect(shown(lines.join(''), 'ls -l --color')).not.toContain('\x1b');
  });
});

describe('the notice of rendering', () => {
  it.each<readonly [readonly Taken[], string]>([
    [['colours'], 'colours'],
    [['colours', 'progress'], 'colours and overwritten progress'],
    [['colours', 'control sequences', 'blanks'], 'colours, control sequences and blanks at line ends'],
  ])('names %j', (taken, words) => {
    expect(renderingNotice({ taken, changedLines: 2, totalLines: 9 }, handle)).toBe(
      `[headroom: ${words} taken out of 2 of 9 lines; headroom retrieve hash=${handle}]`,
    );
  });

  it('names what went and nothing else', () => {
    expect(render('\x1b[1mone\x1b[0m\ntwo\n')?.taken).toEqual(['colours']);
    expect(render('\x1b]0;title\x07one\ntwo\n')?.taken).toEqual(['control sequences']);
    expect(render('one 10%\rone 50%\n')?.taken).toEqual(['progress']);
    expect(render('one 10%\rone 50%\r\n')?.taken).toEqual(['progress', 'line ends']);
    expect(render('N\bNA\bAM\bME\bE\n')?.taken).toEqual(['control sequences']);
  });
});
