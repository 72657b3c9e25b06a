import { type Outline, outline, type Prior, type Shape } from './outline.ts';

/** Reads texts that often start like an earlier one. */
export type RecentOutlines = {
  /**
   * The outline of a text, like `outline`.
   * @throws {JsonScanError} when it is not JSON.
   */
  read(bytes: Uint8Array, shape: Shape): Outline;
};

type Entry = { readonly bytes: Uint8Array; readonly shape: Shape; readonly root: Outline };

/** Shorter texts are read faster than they are compared. */
const minBytes = 16 * 1024;
/** How many bytes must be equal at the start for a text to count as a continuation. */
const headBytes = 1024;

/**
 * Remembers the latest texts with their outlines. An agent sends its whole conversation with every request, so most of
 * a body is at the same offsets as in the previous one and need not be scanned again.
 * @param maxTexts how many texts are kept, the most recently used
 * @param maxBytes how many bytes they may have together
 */
export function createRecentOutlines(maxTexts: number, maxBytes: number): RecentOutlines {
  let entries: Entry[] = [];
  return {
    read(bytes, shape) {
      if (bytes.length < minBytes) return outline(bytes, shape);
      const best = continued(entries, bytes, shape);
      const root = outline(bytes, shape, best?.prior);
      const others = entries.filter((entry) => entry !== best?.entry);
      entries = withinBytes([{ bytes, shape, root }, ...others].slice(0, maxTexts), maxBytes);
      return root;
    },
  };
}

/** The entry that shares the longest start with a text. */
function continued(
  entries: readonly Entry[],
  bytes: Uint8Array,
  shape: Shape,
): { entry: Entry; prior: Prior } | undefined {
  let best: { entry: Entry; prior: Prior } | undefined;
  for (const entry of entries) {
    if (entry.shape !== shape || Buffer.compare(head(entry.bytes), head(bytes)) !== 0) continue;
    const same = commonPrefix(entry.bytes, bytes);
    if (same > (best?.prior.same ?? 0)) best = { entry, prior: { root: entry.root, same } };
  }
  return best;
}

function head(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, headBytes);
}

function withinBytes(entries: readonly Entry[], maxBytes: number): Entry[] {
  let bytes = 0;
  return entries.filter((entry) => {
    bytes += entry.bytes.length;
    return bytes <= maxBytes;
  });
}

/** How many bytes two texts have in common at their start: large chunks by `memcmp`, then binary search. */
export function commonPrefix(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let same = 0;
  for (let step = 1 << 20; step >= 1; step >>= 1) {
    while (
      same + step <= length &&
      Buffer.compare(a.subarray(same, same + step), b.subarray(same, same + step)) === 0
    ) {
      same += step;
    }
  }
  return same;
}
