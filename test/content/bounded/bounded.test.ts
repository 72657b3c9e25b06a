import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, longText } from './shapes.ts';
import { type Reading, readAll } from './watch.ts';

const output = Array.from({ length: 60 }, (_, line) => `line ${line}: compiled src/part${line}.ts in ${line} ms`).join(
  '\n',
);
const asCommand = (command: string): Reading => ({ command, text: output });
const asText = (text: string): Reading => ({ command: 'npm test', text });
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

describe('reading', { timeout: 240_000 }, () => {
  it('ends for commands that run others, with operators behind them', async () => {
    const scripts = ['npm test', 'npm test 2>&1 | tee log', "sh -c 'a; b' && c", 'cat <<EOF\ntext\nEOF', '"', "it's"];
    const runners = [
      'bash -c',
      'bash -lc',
      'ssh host',
      'docker exec web sh -c',
      'sudo bash -c',
      'env A=1 timeout 9 sh -c',
      'eval',
    ];
    const quoted = (script: string) => [`'${script}'`, JSON.stringify(script), script];
    const behind = ['', ' | tail -20', ' && echo done', '; echo $?', ' > file 2>&1', ' &'];
    const made = runners.flatMap((runner) =>
      scripts.flatMap((script) => quoted(script).flatMap((each) => behind.map((end) => `${runner} ${each}${end}`))),
    );
    expect(await readAll(made.map(asCommand))).toEqual([]);
  });

  it('ends for runners that run runners, and for lines that are long', async () => {
    const nested = (depth: number): string => (depth === 0 ? 'ls' : `bash -c ${JSON.stringify(nested(depth - 1))}`);
    const long = 'word '.repeat(20_000);
    const made = [
      ...[1, 4, 9].map(nested),
      `${'docker '.repeat(40)}'${'sh -c "ssh host ls" ; '.repeat(800)}'`,
      `${'ssh '.repeat(12)}${long}`,
      `eval '${'sudo eval "ssh a b c d" '.repeat(700)}' | tail`,
      ...['"', "'", '`', '\\', '$(', '<<A\n', '|', ';', '( ', '{ ', "'\\''"].map((each) =>
        each.repeat(100_000 / each.length),
      ),
      `bash -c '${"\\'".repeat(9000)}' | tail`,
    ];
    expect(await readAll(made.map(asCommand))).toEqual([]);
  });

  it('ends for command lines of any nesting', async () => {
    expect(await readAll(fc.sample(commandLine, 150).map(asCommand))).toEqual([]);
  });

  it('ends for texts of one shape up to 100 kB', async () => {
    const made = [
      lines(50_000, () => 'a'),
      lines(34_000, (index) => String(index % 100)),
      lines(9000, (index) => `a  ${index}  b`),
      lines(9000, (index) => `"a${index}","b"`),
      lines(9000, (index) => `f(${index},(`),
      lines(6000, (index) => `src/a.ts:${index}: b`),
      lines(9000, () => '\u001b[31mx\rab\b'),
      ...[
        '"',
        '[',
        '{"a":',
        '<a ',
        '<',
        '\r',
        '\u001b[',
        '\u001b]',
        '\r\u001b[K',
        'a\u001b[4000D\u001b[4000X',
        '\u001b[31ma\u001b[32mb',
        '[= ',
        '1/',
        '. ',
        '@@ ',
        '+',
        '~',
        '#',
        '| ',
        '`',
        '(',
        ':1:',
        '0,',
        '😀',
        '\t',
        '- ',
        '...',
        '%',
        '\b',
      ].flatMap((each) => [
        each.repeat(Math.floor(100_000 / each.length)),
        `${each.repeat(60)}\n`.repeat(Math.floor(1600 / each.length)),
      ]),
    ];
    expect(await readAll(made.map(asText))).toEqual([]);
  });

  it('ends for more lines than a call has room for as arguments', async () => {
    const many = [lines(200_000, () => 'a'), lines(150_000, (index) => `${index % 7},b`)];
    expect(await readAll(many.map(asText), 30)).toEqual([]);
  });

  it('ends for texts of any mixture', async () => {
    expect(await readAll(fc.sample(longText, 60).map(asText))).toEqual([]);
  });
});
