import { readable, splitLines } from './lines.ts';
import { parseFile } from './parse.ts';

/**
 * The lines of a file that are not in our block, counted from 1.
 * @throws {HeadroomError} `file` as `parseFile` does
 */
export function linesOutside(
  bytes: Buffer,
  name: string,
): readonly { readonly text: string; readonly number: number }[] {
  const { before, block, after } = parseFile(bytes, name);
  const above = splitLines(before);
  const below = splitLines(after);
  const skipped = block === undefined ? 0 : block.lines.length + 2;
  const numbered = [
    ...above.map(({ text }, index) => ({ text, number: index + 1 })),
    ...below.map(({ text }, index) => ({ text, number: above.length + skipped + index + 1 })),
  ];
  return numbered.map(({ text, number }) => ({ text: readable(text), number }));
}
