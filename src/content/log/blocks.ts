/** A run of lines that repeats an earlier one verbatim, `distance` lines before. */
export type RepeatedBlock = { readonly start: number; readonly end: number; readonly distance: number };

/** Lines that two blocks must share before they count as the same. */
const shortestBlock = 4;

/**
 * Runs of at least four lines that appear verbatim earlier in the text, in order and without overlaps; each refers to
 * the first occurrence of its first four lines. Linear in the number of lines.
 */
export function findRepeatedBlocks(lines: readonly string[]): readonly RepeatedBlock[] {
  const ids = numberLines(lines);
  const seen = new Map<string, number>();
  const blocks: RepeatedBlock[] = [];
  let index = 0;
  while (index + shortestBlock <= lines.length) {
    const earlier = seen.get(blockKey(ids, index));
    if (earlier === undefined || earlier + shortestBlock > index) {
      if (earlier === undefined) seen.set(blockKey(ids, index), index);
      index++;
      continue;
    }
    let length = shortestBlock;
    while (index + length < lines.length && earlier + length < index && ids[earlier + length] === ids[index + length])
      length++;
    blocks.push({ start: index, end: index + length, distance: index - earlier });
    index += length;
  }
  return blocks;
}

function numberLines(lines: readonly string[]): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(lines, (line) => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  });
}

function blockKey(ids: Uint32Array, index: number): string {
  return `${ids[index]},${ids[index + 1]},${ids[index + 2]},${ids[index + 3]}`;
}
