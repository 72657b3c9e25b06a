import type { Handle } from '../model/block.ts';
import type { Compressed, ContentKind, KeptLines, Pointer, TokenCounter } from '../model/content.ts';
import { gapNotice, omissionNotice, pointerNotice, type Range } from './marker.ts';

/**
 * Splits a text at LF. Lines have no LF; `closed` says whether the last line had one. `joinLines(splitLines(text)) ===
 * text` for any text.
 */
export function splitLines(text: string): { readonly lines: readonly string[]; readonly closed: boolean } {
  if (text === '') return { lines: [], closed: false };
  const closed = text.endsWith('\n');
  return { lines: (closed ? text.slice(0, -1) : text).split('\n'), closed };
}

/** The inverse of `splitLines`. */
export function joinLines(text: { readonly lines: readonly string[]; readonly closed: boolean }): string {
  if (text.lines.length === 0) return '';
  return text.lines.join('\n') + (text.closed ? '\n' : '');
}

/** The ranges of 1-based numbers for which `keep` is false. */
export function omittedRanges(keep: readonly boolean[]): readonly Range[] {
  const ranges: Range[] = [];
  for (let index = 0; index < keep.length; index++) {
    if (keep[index]) continue;
    const first = index + 1;
    while (index + 1 < keep.length && !keep[index + 1]) index++;
    ranges.push([first, index + 1]);
  }
  return ranges;
}

/**
 * Keeps whole lines and replaces the others by notices: a single gap gets the full notice; several gaps, and pointers
 * to earlier lines, get one each in place and a last one with totals and handle at the end. Lines that are sent in
 * another layout (`replaced`) are marked as kept and count as such; their layout has its own notices. Returns the text
 * unchanged if every line is kept as it is.
 */
export function keepLines(text: string, kept: KeptLines, handle: Handle): string {
  const { keep, summary, pointers = [], replaced = [] } = kept;
  const { lines, closed } = splitLines(text);
  const ranges = splitAt(omittedRanges(keep), pointers);
  if (ranges.length === 0 && replaced.length === 0) return text;
  const omitted = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const words = new Map(pointers.map((pointer) => [pointer.first, pointer.words]));
  const example = largestRange(ranges.filter(([first]) => !words.has(first)));
  const total = { omitted, total: lines.length, handle, example };
  const isKept = keptAsTheyAre(kept);
  const only = ranges.length === 1 && words.size === 0 && summary?.(ranges[0] as Range, isKept) === undefined;
  const noticeOf = (range: Range) => {
    const where = words.get(range[0]);
    if (where !== undefined) return pointerNotice(range, where);
    return only ? omissionNotice({ ...total, ranges }) : gapNotice(range, 'lines', summary?.(range, isKept));
  };
  const notices = new Map(ranges.map((range) => [range[0], noticeOf(range)]));
  const out: string[] = [];
  let next = 0;
  for (let index = 0; index < lines.length; index++) {
    const notice = notices.get(index + 1);
    if (notice !== undefined) out.push(notice);
    const layout = replaced[next]?.first === index + 1 ? replaced[next++] : undefined;
    if (layout !== undefined) {
      out.push(layout.text);
      index = layout.last - 1;
    } else if (keep[index]) out.push(lines[index] as string);
  }
  if (!only && ranges.length > 0) out.push(omissionNotice(total));
  return joinLines({ lines: out, closed });
}

/** Which lines (0-based) are sent unchanged: kept, and in no other layout. */
function keptAsTheyAre({ keep, replaced = [] }: KeptLines): (index: number) => boolean {
  const laidOut = new Set<number>();
  for (const { first, last } of replaced) for (let line = first; line <= last; line++) laidOut.add(line - 1);
  return (index) => keep[index] === true && !laidOut.has(index);
}

/** The range with the most lines, the first of several; `undefined` if there is none. */
function largestRange(ranges: readonly Range[]): Range | undefined {
  let most: Range | undefined;
  for (const range of ranges) if (most === undefined || range[1] - range[0] > most[1] - most[0]) most = range;
  return most;
}

/**
 * The lines (1-based, inclusive) that the characters from `start` to `end` (exclusive) are in; `undefined` if the text
 * has only one line.
 */
export function linesAround(text: string, start: number, end: number): Range | undefined {
  let first = 1;
  let last = 1;
  let total = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) {
    total++;
    if (at < start) first++;
    if (at < end - 1) last++;
  }
  return total === 1 ? undefined : [first, last];
}

/** Splits ranges so that each pointer has one of its own. Both are in order, and each pointer is inside one range. */
function splitAt(ranges: readonly Range[], pointers: readonly Pointer[]): readonly Range[] {
  let next = 0;
  return ranges.flatMap(([first, last]) => {
    const parts: Range[] = [];
    let at = first;
    for (let pointer = pointers[next]; pointer !== undefined && pointer.last <= last; pointer = pointers[++next]) {
      if (pointer.first > at) parts.push([at, pointer.first - 1]);
      parts.push([pointer.first, pointer.last]);
      at = pointer.last + 1;
    }
    if (at <= last) parts.push([at, last]);
    return parts;
  });
}

/** Parameters of every form of a text. */
export type FormOf = {
  readonly handle: Handle;
  readonly kind: ContentKind;
  readonly by: string;
  readonly counter: TokenCounter;
};

/**
 * The form of a text that keeps some of its lines, whole and in order; `undefined` when all are kept. Lines stay if
 * they cost no more than the notice of their gap.
 */
export function keptForm(text: string, lines: KeptLines, of: FormOf): Compressed | undefined {
  const worth = withoutDearGaps(text, lines, of.counter);
  const kept = keepLines(text, worth, of.handle);
  return kept === text ? undefined : { text: kept, kind: of.kind, by: of.by, fidelity: 'lossy', lines: worth };
}

/** Gaps this many times longer than their notice, in characters, cost more tokens in any case. */
const surelyWorth = 6;

function withoutDearGaps(text: string, kept: KeptLines, counter: TokenCounter): KeptLines {
  const { lines } = splitLines(text);
  const isKept = keptAsTheyAre(kept);
  const keep = [...kept.keep];
  for (const range of omittedRanges(kept.keep)) {
    const notice = `${gapNotice(range, 'lines', kept.summary?.(range, isKept))}\n`;
    const gone = `${lines.slice(range[0] - 1, range[1]).join('\n')}\n`;
    if (gone.length > notice.length * surelyWorth || counter.count(gone) > counter.count(notice)) continue;
    keep.fill(true, range[0] - 1, range[1]);
  }
  // Cut lines name no handle of their own: the last notice does, and it exists only if there is a gap.
  return kept.replaced !== undefined && !keep.includes(false) ? kept : { ...kept, keep };
}
