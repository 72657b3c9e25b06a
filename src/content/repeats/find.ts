import type { NumberedLines } from './numbered.ts';
import { windowHash } from './numbered.ts';
import { type Piece, type ShownIndex, windowLines, windowStep } from './shown.ts';

/** A run of lines that appears earlier in the conversation. Lines are 0-based, `end` is exclusive. */
export type Repeat = {
  readonly start: number;
  readonly end: number;
  readonly piece: Piece;
  /** The first line of the run in the piece. */
  readonly from: number;
  /** The text marks each line as added. */
  readonly added?: boolean;
};

/** Fewer lines than this stay. */
export const fewestLines = 4;

/**
 * The runs of a text's lines that occur in one of the texts of an index, the longest at each place, in order and
 * without overlap. Lines are compared without their numbers; a run's numbers go on by the same step in both texts, so
 * that each can be derived from the other. Linear in the lines: a window has few places, and a run that is found is not
 * searched again.
 * @param eligible whether a line may be part of a run
 */
export function findRepeats(
  lines: NumberedLines,
  index: ShownIndex,
  eligible: (line: number) => boolean,
): readonly Repeat[] {
  const found: Repeat[] = [];
  let at = 0;
  while (at + windowLines <= lines.count) {
    const best = longestAt(lines, index, at, found.at(-1)?.end ?? 0, eligible);
    if (best === undefined || best.end - best.start < fewestLines) at++;
    else {
      found.push(best);
      at = best.end;
    }
  }
  return found;
}

function longestAt(
  lines: NumberedLines,
  index: ShownIndex,
  place: number,
  free: number,
  eligible: (line: number) => boolean,
): Repeat | undefined {
  if (!eligible(place)) return undefined;
  let best: Repeat | undefined;
  for (const posting of index.find(windowHash(lines, place, windowLines))) {
    const piece = index.pieces[posting.piece] as Piece;
    for (let back = Math.min(windowStep - 1, place - free, posting.line); back >= 0; back--) {
      const start = place - back;
      const from = posting.line - back;
      const length = runLength(lines, start, piece.lines, from, eligible);
      if (length <= back) continue;
      if (length >= (best === undefined ? 1 : best.end - best.start))
        best = { start, end: start + length, piece, from };
      break;
    }
  }
  return best;
}

/** How many lines from two places on are the same. */
function runLength(
  lines: NumberedLines,
  start: number,
  above: NumberedLines,
  from: number,
  eligible: (line: number) => boolean,
): number {
  let step: string | undefined;
  let length = 0;
  const most = Math.min(lines.count - start, above.count - from);
  while (length < most && eligible(start + length)) {
    const line = start + length;
    if (lines.hashes[line] !== above.hashes[from + length] || lines.body(line) !== above.body(from + length)) break;
    const own = stepAt(lines, line, above, from + length);
    if (own !== undefined && step !== undefined && own !== step) break;
    step ??= own;
    length++;
  }
  return length;
}

/**
 * How a line's number follows from the previous one, or from its place; `undefined` if there are no numbers to restore.
 */
function stepAt(lines: NumberedLines, line: number, above: NumberedLines, other: number): string | undefined {
  const number = lines.number(line);
  if (number < 0) return undefined;
  const known = above.number(other);
  return known < 0 ? `from ${number - line}` : `by ${number - known}`;
}
