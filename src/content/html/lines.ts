/** Counts the lines of a text that ranges touch. */
export type LineCounter = {
  /** Lines of the whole text. */
  readonly total: number;
  /** The lines (1-based) that a range of offsets touches. */
  readonly linesOf: (range: readonly [start: number, end: number]) => readonly [first: number, last: number];
  /** How many lines the ranges touch, each counted once; ranges are in order. */
  readonly count: (ranges: readonly (readonly [start: number, end: number])[]) => number;
  /** How many lines a piece of text has. */
  readonly linesIn: (piece: string) => number;
};

/** Builds the counter of a text. */
export function createLineCounter(text: string): LineCounter {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at);
  const total = text === '' ? 0 : ends.length + (text.endsWith('\n') ? 0 : 1);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  const linesOf: LineCounter['linesOf'] = ([start, end]) => [lineOf(start), lineOf(Math.max(start, end - 1))];
  return {
    total,
    linesOf,
    count: (ranges) => {
      let counted = 0;
      let reached = 0;
      for (const [start, end] of ranges) {
        const page = text.slice(start, end);
        const blank = page.length - page.trimStart().length;
        const [first, last] = linesOf([start + blank, start + page.trimEnd().length]);
        counted += Math.max(0, last - Math.max(first, reached + 1) + 1);
        reached = Math.max(reached, last);
      }
      return counted;
    },
    linesIn: (piece) => (piece === '' ? 0 : piece.split('\n').length - (piece.endsWith('\n') ? 1 : 0)),
  };
}
