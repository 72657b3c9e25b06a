import type { Edit } from '../model/block.ts';

/**
 * Writes edits into a body as bytes: the ranges are replaced, everything else is unchanged.
 * @param edits in order of their spans, which do not overlap
 * @returns the very same buffer when there is nothing to edit
 * @throws {RangeError} when spans overlap, run backwards or leave the body
 */
export function splice(raw: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return raw;
  const parts: Uint8Array[] = [];
  let position = 0;
  for (const { span, json } of edits) {
    const [start, end] = span;
    if (start < position || end < start || end > raw.length) {
      throw new RangeError(
        `expected spans in order within ${raw.length} bytes, found ${start}-${end} after ${position}`,
      );
    }
    parts.push(raw.subarray(position, start), json);
    position = end;
  }
  parts.push(raw.subarray(position));
  return Buffer.concat(parts);
}
