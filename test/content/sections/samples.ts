/** Outputs of the usual kinds, each closed by a line end. */
const closed = (lines: readonly string[]) => `${lines.join('\n')}\n`;
const series = <Item>(length: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length }, (_, index) => make(index));
const two = (number: number) => String(number).padStart(2, '0');

export const logText = closed(
  series(
    80,
    (index) => `2026-01-02T10:00:${two(index % 60)}Z INFO worker ${index % 7}: handled request ${index} in 12 ms`,
  ),
);

export const codeText = closed([
  "import { readFile } from 'node:fs';",
  '',
  ...series(20, (index) =>
    [
      `export function f${index}(value: number): number {`,
      '  const doubled = value * 2;',
      `  return doubled + ${index};`,
      '}',
    ].join('\n'),
  ),
]);

export const hitsText = closed(
  series(
    60,
    (index) => `src/lib/deep/folder/file${Math.floor(index / 10)}.ts:${index + 1}:  const value${index} = ${index};`,
  ),
);

export const jsonText = `${JSON.stringify(
  series(30, (index) => ({
    id: index,
    name: `name ${index}`,
    state: index % 3 === 0 ? 'open' : 'closed',
    size: index * 7,
  })),
  null,
  2,
)}\n`;

export const patchText = closed(
  series(3, (index) =>
    [
      `diff --git a/src/file${index}.ts b/src/file${index}.ts`,
      `index 1${index}34567..89abcd${index} 100644`,
      `--- a/src/file${index}.ts`,
      `+++ b/src/file${index}.ts`,
      '@@ -10,7 +10,7 @@ export function f() {',
      ' one',
      ' two',
      ' three',
      '-old',
      '+new',
      ' four',
      ' five',
      ' six',
    ].join('\n'),
  ),
);

export const proseText = closed(
  series(
    24,
    (index) => `The quick brown fox number ${index} jumps over the lazy dog, and nobody in the town minds at all.`,
  ),
);

export const listingText = closed([
  'total 48',
  ...series(
    20,
    (index) =>
      `-rw-r--r--  1 dev  staff  ${1000 + index * 37} Nov ${10 + (index % 9)} 12:0${index % 10} file_${index}.txt`,
  ),
]);
