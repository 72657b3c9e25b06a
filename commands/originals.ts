import { HeadroomError } from '../src/model/errors.ts';
import { matchingLines } from './line-pattern.ts';

/** The part of an original that is asked for, as it was typed. */
export type PartRequest = {
  /** `A-B`, `A-`, `-B` or `A`, or several with commas between: line numbers, inclusive, from 1. */
  readonly lines?: string;
  /** A regular expression, as `matchingLines` reads it; a leading `(?i)` makes it ignore case. */
  readonly grep?: string;
  /** With `grep`: lines to show around each match. */
  readonly context?: number;
};

type Range = readonly [first: number, last: number];

const lineFeed = 0x0a;

/**
 * The part of an original that is asked for. All of it and ranges of lines are returned byte for byte; lines that match
 * a pattern are numbered, as by `grep -n`. With both a range and a pattern, the matching lines of that range.
 * @throws {HeadroomError} `usage` for an invalid range or pattern, `not-found` for an empty part
 */
export function partOf(original: Buffer, { lines: asked, grep, context }: PartRequest): Buffer {
  if (context !== undefined && grep === undefined)
    throw new HeadroomError('usage', 'expected --grep with -C, found none');
  if (asked === undefined && grep === undefined) return original;
  const lines = splitBytes(original);
  const isAsked = within(asked, lines.length);
  if (grep === undefined) return Buffer.concat(lines.filter((_, index) => isAsked[index]));
  const matches = matchingLines(lines, grep);
  const found = matches.map((match, index) => match && isAsked[index] === true);
  if (!found.includes(true)) {
    throw new HeadroomError('not-found', `expected a line that matches ${grep}, found none in ${lines.length} lines`);
  }
  return numbered(lines, found, isAsked, context ?? 0);
}

/** Which lines are in the requested ranges; all without a range. */
function within(asked: string | undefined, total: number): readonly boolean[] {
  const inside = new Array<boolean>(total).fill(asked === undefined);
  for (const range of asked?.split(',') ?? []) {
    const [first, last] = parseRange(range.trim(), total);
    inside.fill(true, first - 1, last);
  }
  return inside;
}

/** Lines in the layout of `grep -n -C`: `12:` in front of a match, `13-` in front of others, `--` between stretches. */
function numbered(
  lines: readonly Buffer[],
  found: readonly boolean[],
  isAsked: readonly boolean[],
  context: number,
): Buffer {
  const distances = distancesTo(found);
  const out: Buffer[] = [];
  let before: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (isAsked[index] !== true || (distances[index] as number) > context) continue;
    if (context > 0 && before !== undefined && before < index - 1) out.push(Buffer.from('--\n'));
    out.push(Buffer.from(`${index + 1}${found[index] === true ? ':' : '-'}`), line);
    before = index;
  }
  return Buffer.concat(out);
}

/** How many lines each line is away from the nearest marked line. */
function distancesTo(marked: readonly boolean[]): readonly number[] {
  const distances = new Array<number>(marked.length).fill(Number.POSITIVE_INFINITY);
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < marked.length; index++) {
    if (marked[index]) last = index;
    distances[index] = index - last;
  }
  let next = Number.POSITIVE_INFINITY;
  for (let index = marked.length - 1; index >= 0; index--) {
    if (marked[index]) next = index;
    distances[index] = Math.min(distances[index] as number, next - index);
  }
  return distances;
}

/** Lines with their line ends; joined they are the input. */
function splitBytes(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    const next = end === -1 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return lines;
}

function parseRange(text: string, total: number): Range {
  // A command copied out of a notice may include the bracket or a quote behind it.
  const match = /^(\d+)?(-)?(\d+)?[\])}'"`.;]*$/.exec(text);
  const [, from, dash, to] = match ?? [];
  const first = Number(from ?? 1);
  const last = dash === undefined ? first : Number(to ?? Math.max(total, first));
  if ((from === undefined && to === undefined) || first < 1 || last < first) {
    throw new HeadroomError('usage', `expected lines as A-B, counted from 1, found ${JSON.stringify(text)}`);
  }
  if (first > total) throw new HeadroomError('not-found', `expected lines within 1-${total}, found ${text}`);
  return [first, last];
}
