import { HeadroomError } from '../src/model/errors.ts';

/** Which part of an original is asked for, as it was typed. */
export type PartRequest = {
  /** `A-B`, `A-`, `-B` or `A`, or several with commas between: line numbers, inclusive, from 1. */
  readonly lines?: string;
  /** A regular expression; a leading `(?i)` makes it ignore case. */
  readonly grep?: string;
};

type Range = readonly [first: number, last: number];

const lineFeed = 0x0a;

/** The handle in what was typed or copied: with or without `hash=`, in either case, brackets of a notice cut off. */
export function handleIn(text: string): string {
  return text
    .trim()
    .replace(/^\[?(headroom retrieve )?(hash=)?/i, '')
    .replace(/\]$/, '')
    .toLowerCase();
}

/** What to say about a handle that names nothing: final, so that an agent does not ask again. */
export function unknownHandle(text: string): HeadroomError {
  const handle = handleIn(text);
  const found = /^[0-9a-f]{24}$/.test(handle) ? handle : JSON.stringify(text.slice(0, 80));
  return new HeadroomError('not-found', `expected the handle of a kept original, found ${found}, which names none`, {
    hint: 'asking again will not help; run the command again if its output is still needed',
  });
}

/**
 * The part of an original that is asked for, byte for byte; all of it where nothing is. With both a range and a
 * pattern, the matching lines of that range.
 * @throws {HeadroomError} `usage` for a range or pattern that cannot be read, `not-found` for a part that is empty
 */
export function partOf(original: Buffer, part: PartRequest): Buffer {
  if (part.lines === undefined && part.grep === undefined) return original;
  const matches = part.grep === undefined ? undefined : matcher(part.grep);
  const lines = splitBytes(original);
  const ranges = part.lines?.split(',').map((range) => parseRange(range.trim(), lines.length));
  const chosen = lines.filter((line, index) => inside(ranges, index + 1) && (matches?.(line) ?? true));
  if (chosen.length === 0) {
    throw new HeadroomError(
      'not-found',
      `expected a line that matches ${part.grep}, found none in ${lines.length} lines`,
    );
  }
  return Buffer.concat(chosen);
}

/** Lines with their line ends; together they are the input. */
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

function inside(ranges: readonly Range[] | undefined, number: number): boolean {
  return ranges === undefined || ranges.some(([first, last]) => number >= first && number <= last);
}

function parseRange(text: string, total: number): Range {
  const match = /^(\d+)?(-)?(\d+)?$/.exec(text);
  const [, from, dash, to] = match ?? [];
  const first = Number(from ?? 1);
  const last = dash === undefined ? first : Number(to ?? Math.max(total, first));
  if ((from === undefined && to === undefined) || first < 1 || last < first) {
    throw new HeadroomError('usage', `expected lines as A-B, counted from 1, found ${JSON.stringify(text)}`);
  }
  if (first > total) throw new HeadroomError('not-found', `expected lines within 1-${total}, found ${text}`);
  return [first, last];
}

function matcher(pattern: string): (line: Buffer) => boolean {
  const ignoreCase = pattern.startsWith('(?i)');
  let expression: RegExp;
  try {
    expression = new RegExp(ignoreCase ? pattern.slice(4) : pattern, ignoreCase ? 'i' : '');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeadroomError('usage', `expected a regular expression, found ${JSON.stringify(pattern)}: ${reason}`);
  }
  return (line) => expression.test(line.toString('utf8').replace(/\r?\n$/, ''));
}
