/** Offsets: `start` inclusive, `end` exclusive. */
type Span = readonly [start: number, end: number];

/** What one step over the source of a string covers. */
type Step = { readonly bytes: number; readonly units: number; readonly high: boolean };

const one: Step = { bytes: 1, units: 1, high: false };
const two: Step = { bytes: 2, units: 1, high: false };
const three: Step = { bytes: 3, units: 1, high: false };
const four: Step = { bytes: 4, units: 2, high: false };
const escaped: Step = { bytes: 6, units: 1, high: false };
const escapedHigh: Step = { bytes: 6, units: 1, high: true };

/** The step at a byte: one character or one escape, in bytes and in UTF-16 units. */
function stepAt(bytes: Uint8Array, at: number): Step {
  const byte = bytes[at] as number;
  if (byte === 0x5c) {
    if (bytes[at + 1] !== 0x75) return two;
    const high =
      ((bytes[at + 2] as number) | 0x20) === 0x64 && /[89abAB]/.test(String.fromCharCode(bytes[at + 3] ?? 0));
    return high ? escapedHigh : escaped;
  }
  if (byte < 0x80) return one;
  if (byte < 0xe0) return two;
  return byte < 0xf0 ? three : four;
}

/**
 * The spans of parts of a decoded string in its source. `span` is between the quotes and was scanned; each part is
 * given by offsets in UTF-16 units of the decoded text. A part that starts or ends inside a character, or outside of
 * the string, has no span. One pass over the source for all of them.
 */
export function partSpans(bytes: Uint8Array, span: Span, parts: readonly Span[]): readonly (Span | undefined)[] {
  const wanted = [...new Set(parts.flat())].sort((left, right) => left - right);
  const found = new Map<number, number>();
  let [at] = span;
  let unit = 0;
  let inPair = false;
  let next = 0;
  while (next < wanted.length) {
    const offset = wanted[next] as number;
    if (offset <= unit) {
      if (offset === unit && !inPair) found.set(offset, at);
      next++;
      continue;
    }
    if (at >= span[1]) break;
    const step = stepAt(bytes, at);
    at += step.bytes;
    unit += step.units;
    inPair = step.high;
  }
  return parts.map(([start, end]) => {
    const from = found.get(start);
    const to = found.get(end);
    return from === undefined || to === undefined || to < from ? undefined : [from, to];
  });
}
