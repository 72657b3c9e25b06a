import type { Span } from '../../src/model/block.ts';

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const comma = 0x2c;
const quote = 0x22;

/**
 * The range of a member of an object with its key and one of the commas beside it, so that what stands around it is the
 * object without it. The value's bytes were scanned, and its key holds no quote.
 */
export function memberSpan(raw: Uint8Array, valueStart: number, valueEnd: number): Span {
  let start = raw.lastIndexOf(quote, raw.lastIndexOf(quote, valueStart - 1) - 1);
  let before = start - 1;
  while (isSpace(raw[before])) before--;
  if (raw[before] === comma) return [before, valueEnd];
  let end = valueEnd;
  while (isSpace(raw[end])) end++;
  if (raw[end] !== comma) return [start, valueEnd];
  end++;
  while (isSpace(raw[end])) end++;
  start = Math.max(0, start);
  return [start, end];
}
