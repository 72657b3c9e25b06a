import type { Handle } from '../model/block.ts';
import type { Compressed, ContentKind, KeptLines } from '../model/content.ts';
import { gapNotice, omissionNotice, type Range } from './marker.ts';

/**
 * Splits a text at LF. Lines have no LF; `closed` tells whether the last line had one.
 * `joinLines(splitLines(text)) === text` for any text.
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
 * Keeps whole lines and puts notices where others were: one gap gets the full notice, several get one each in place
 * and a last one with totals and handle at the end. `summary` may add a few words to a gap's notice.
 * Returns the text unchanged when every line is kept.
 */
export function keepLines(
  text: string,
  keep: readonly boolean[],
  handle: Handle,
  summary?: (range: Range) => string | undefined,
): string {
  const { lines, closed } = splitLines(text);
  const ranges = omittedRanges(keep);
  if (ranges.length === 0) return text;
  const omitted = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const total = { omitted, total: lines.length, handle };
  const only = ranges.length === 1 && summary?.(ranges[0] as Range) === undefined;
  const notices = new Map(
    ranges.map((range) => [
      range[0],
      only ? omissionNotice({ ...total, ranges }) : gapNotice(range, 'lines', summary?.(range)),
    ]),
  );
  const out: string[] = [];
  for (const [index, line] of lines.entries()) {
    const notice = notices.get(index + 1);
    if (notice !== undefined) out.push(notice);
    if (keep[index]) out.push(line);
  }
  if (!only) out.push(omissionNotice(total));
  return joinLines({ lines: out, closed });
}

/** The form of a text that keeps some of its lines, whole and in order; `undefined` when all are kept. */
export function keptForm(
  text: string,
  lines: KeptLines,
  of: { readonly handle: Handle; readonly kind: ContentKind; readonly by: string },
): Compressed | undefined {
  const kept = keepLines(text, lines.keep, of.handle, lines.summary);
  return kept === text ? undefined : { text: kept, kind: of.kind, by: of.by, fidelity: 'lossy', lines };
}
