import type { Span } from '../../src/model/block.ts';

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const comma = 0x2c;
const quote = 0x22;

/**
 * The range of a member of an object with its key, one of the commas beside it and the white space that goes with that
 * comma, so that the rest is the object as its client would have written it without the member.
 * @param valueStart where the member's value starts; all of the object was scanned, and the key contains no escaped
 * quote
 * @param valueEnd where the value ends
 */
export function memberSpan(raw: Uint8Array, valueStart: number, valueEnd: number): Span {
  const keyEnd = raw.lastIndexOf(quote, valueStart - 1);
  const keyStart = raw.lastIndexOf(quote, keyEnd - 1);
  const before = skipBack(raw, keyStart);
  if (raw[before - 1] === comma) return [skipBack(raw, before - 1), valueEnd];
  const after = skipOn(raw, valueEnd);
  if (raw[after] === comma) return [keyStart, skipOn(raw, after + 1)];
  return [before, after];
}

/** Where the white space before an offset starts. */
function skipBack(raw: Uint8Array, offset: number): number {
  let at = offset;
  while (isSpace(raw[at - 1])) at--;
  return at;
}

/** Where the white space from an offset on ends. */
function skipOn(raw: Uint8Array, offset: number): number {
  let at = offset;
  while (isSpace(raw[at])) at++;
  return at;
}
