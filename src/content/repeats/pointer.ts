import { formatRanges, type Range } from '../marker.ts';
import type { Repeat } from './find.ts';
import type { NumberedLines } from './numbered.ts';

/**
 * Where the lines of a run are to be found, in words for their notice: `shown above at 38-210 of src/a.ts`.
 * @param here the name of the text's own place, which need not be repeated
 */
export function pointerWords(repeat: Repeat, lines: NumberedLines, here: string): string {
  const { start, end, from, piece, added = false } = repeat;
  const length = end - start;
  const there = rangeOf(piece.lines, from, from + length - 1);
  const numbers = numbersOf(lines, start, end - 1);
  const { place, own } = piece.shown;
  const of = place === '' || place === here ? '' : ` of ${place}`;
  const what = own ? (place === '' ? ' of what you wrote' : `${of} as you wrote it`) : of;
  const moved = numbers !== undefined && (numbers[0] !== there[0] || numbers[1] !== there[1]);
  const now = moved ? `, now ${formatRanges([numbers])}` : '';
  return `shown above${added ? ' without +' : ''} at ${formatRanges([there])}${what}${now}`;
}

/** The numbers that the lines carry, else their places from 1. */
function rangeOf(lines: NumberedLines, first: number, last: number): Range {
  return numbersOf(lines, first, last) ?? [first + 1, last + 1];
}

function numbersOf(lines: NumberedLines, first: number, last: number): Range | undefined {
  const [low, high] = [lines.number(first), lines.number(last)];
  return low >= 0 && high === low + last - first ? [low, high] : undefined;
}
