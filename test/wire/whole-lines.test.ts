import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkWholeLines, forms } from '../harness/forms.ts';
import { useProxied } from '../harness/proxied.ts';
import { numbers } from '../harness/texts.ts';

const proxied = useProxied();

describe('whole lines', () => {
  const common = [
    'error',
    'ok',
    'src/a.ts:12:',
    'INFO',
    '{"a":',
    'PASS',
    '---',
    '+++',
    '@@ -1 +1 @@',
    '|',
    '100%',
    '12:00:01',
    '\u001b[31mred\u001b[0m',
  ];
  const oneOf = (words: readonly string[]) =>
    fc.array(fc.constantFrom(...common, ...words), { maxLength: 8 }).map((list) => list.join(' '));
  // What a carriage return does to tabs and wide characters depends on the terminal; they do not meet in one line.
  const line = fc.oneof(oneOf(['é', '🤖', '\t', '  ']), oneOf(['\r', '\u001b[K', '\r\u001b[K']));
  const ending = fc.constantFrom('\n', '\r\n');

  it('T56 whole lines: what is kept is the source’s own lines in their order, and notices tell what is gone', async () => {
    const text = fc
      .tuple(
        fc.array(fc.tuple(line, fc.integer({ min: 1, max: 40 })), { minLength: 20, maxLength: 80 }),
        ending,
        fc.boolean(),
      )
      .map(([groups, end, closed]) => {
        const lines = groups.flatMap(([content, times]) =>
          Array.from({ length: times }, (_, index) => `${content} ${index % 7}`),
        );
        return lines.join(end) + (closed ? end : '');
      });
    const property = fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
      const sent = await forms(proxied, texts);
      for (const [index, form] of sent.entries()) checkWholeLines(texts[index] as string, form);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('T56 outputs of well-known commands, and one line of 300 KB', async () => {
    const next = numbers(56);
    const number = (below: number) => Math.floor(next() * below);
    const rows = (make: (index: number) => string, end = '\n') =>
      `${Array.from({ length: 500 }, (_, index) => make(index)).join(end)}${end}`;
    const outputs = [
      [
        'grep -rn total src',
        rows((index) => `src/a${number(20)}.ts:${index}:  const total: number = sum(${number(9)}); // a: b`),
      ],
      [
        'ls -la',
        rows(
          (index) =>
            `-rw-r--r--  1 dev dev ${number(90_000)} Nov 20 10:${String(index % 60).padStart(2, '0')} file ${index}.txt`,
        ),
      ],
      ['git status', `On branch main\n${rows((index) => `\tmodified:   src/file-${index}.ts`)}`],
      [
        'git diff',
        rows((index) =>
          index % 25 === 0
            ? `diff --git a/f${index} b/f${index}\n--- a/f${index}\n+++ b/f${index}\n@@ -1,24 +1,24 @@`
            : `${' +-'[index % 3]}  line ${number(50)}`,
        ),
      ],
      [
        'npm test',
        `TAP version 13\n${rows((index) => `${index % 97 === 5 ? 'not ok' : 'ok'} ${index} - case ${number(30)}`)}1..500\n`,
      ],
      [
        'docker ps',
        rows(
          (index) =>
            `${(index * 7919).toString(16).padStart(12, '0')}   nginx:1.${number(9)}   "nginx"   Up ${number(20)} hours   80/tcp   web_${index}`,
        ),
      ],
      ['cat big.csv', rows((index) => `${index},"name, ${number(40)}",${number(1000)},true`, '\r\n')],
      ['npm run build', rows((index) => `\u001b[32m✓\u001b[39m built module ${number(90)}\r\u001b[K${index}% done`)],
      ['cat one-line', `${'x'.repeat(150_000)} needle ${'y'.repeat(150_000)}`],
    ] as const;
    for (const [command, text] of outputs) checkWholeLines(text, (await forms(proxied, [text], command))[0] as string);
  });
});
