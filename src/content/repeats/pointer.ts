import { formatRanges, type Range } from '../marker.ts';
import type { Repeat } from './find.ts';
import type { NumberedLines } from './numbered.ts';

/** Where the lines of a run are to be found, in words for their notice: `shown above at 38-210 of src/a.ts`. */
export function pointerWords(repeat: Repeat, lines: NumberedLines): string {
  const { start, end, from, piece } = repeat;
  const length = end - start;
  const there = rangeOf(piece.lines, from, from + length - 1);
  const here = numbersOf(lines, start, end - 1);
  const { place, own } = piece.shown;
  const of = place === '' ? '' : ` of ${place}`;
  const what = own ? `${own && place === '' ? ' of what you wrote' : `${of} as you wrote it`}` : of;
  const now =
    here === undefined || (here[0] === there[0] && here[1] === there[1]) ? '' : `, here ${formatRanges([here])}`;
  return `shown above at ${formatRanges([there])}${what}${now}`;
}

/** The numbers that the lines carry, else their places from 1. */
function rangeOf(lines: NumberedLines, first: number, last: number): Range {
  return numbersOf(lines, first, last) ?? [first + 1, last + 1];
}

function numbersOf({ numbers }: NumberedLines, first: number, last: number): Range | undefined {
  const [low, high] = [numbers[first] as number, numbers[last] as number];
  return low >= 0 && high === low + last - first ? [low, high] : undefined;
}
