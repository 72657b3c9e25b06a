import { createHeap } from './heap.ts';
import type { Ranks } from './ranks.ts';

const none = 0x7fffffff;
/** Up to here scanning an array beats a heap; measured on base64 and prose. */
const shortBytes = 96;

const starts = new Int32Array(shortBytes + 1);
const pairRanks = new Int32Array(shortBytes + 1);

/**
 * Tokens of one piece, by byte pair encoding: the adjacent pair of lowest rank merges first, the leftmost among equals,
 * until no pair is a token. (Sennrich, Haddow and Birch 2016, with tiktoken's ranks in place of merge rules.)
 * @param bytes The piece's UTF-8 bytes, one character a byte.
 */
export function countMerged(bytes: string, ranks: Ranks): number {
  if (bytes.length <= 1 || ranks.byBytes.has(bytes)) return Math.min(bytes.length, 1);
  return bytes.length <= shortBytes ? mergeShort(bytes, ranks.byBytes) : mergeLong(bytes, ranks);
}

/** Quadratic in the length, which is small: no allocation, and the arrays stay in the processor's cache. */
function mergeShort(bytes: string, byBytes: ReadonlyMap<string, number>): number {
  let parts = bytes.length;
  for (let index = 0; index <= parts; index++) starts[index] = index;
  const rankOf = (index: number): number =>
    index < 0 || index + 2 > parts
      ? none
      : (byBytes.get(bytes.slice(starts[index] as number, starts[index + 2] as number)) ?? none);
  for (let index = 0; index < parts; index++) pairRanks[index] = rankOf(index);
  for (;;) {
    let lowest = none;
    let at = -1;
    for (let index = 0; index < parts - 1; index++) {
      const rank = pairRanks[index] as number;
      if (rank < lowest) {
        lowest = rank;
        at = index;
      }
    }
    if (at === -1) return parts;
    starts.copyWithin(at + 1, at + 2, parts + 1);
    pairRanks.copyWithin(at + 1, at + 2, parts);
    parts -= 1;
    pairRanks[at] = rankOf(at);
    if (at > 0) pairRanks[at - 1] = rankOf(at - 1);
  }
}

/**
 * The same merges with a linked list of parts and a heap of candidate pairs: n log n for any input. A heap entry is
 * `rank * (n + 1) + start of the left part`; entries whose pair has changed since are recognised by their rank and skipped.
 */
function mergeLong(bytes: string, ranks: Ranks): number {
  const size = bytes.length;
  const stride = size + 1;
  const next = new Int32Array(stride);
  const previous = new Int32Array(stride);
  const pairRank = new Int32Array(stride).fill(none);
  for (let index = 0; index <= size; index++) {
    next[index] = index + 1;
    previous[index] = index - 1;
  }
  const heap = createHeap();
  const consider = (left: number): void => {
    const right = next[left] as number;
    const end = right < size ? (next[right] as number) : stride;
    const rank = end > size || end - left > ranks.longest ? undefined : ranks.byBytes.get(bytes.slice(left, end));
    pairRank[left] = rank ?? none;
    if (rank !== undefined) heap.push(rank * stride + left);
  };
  for (let index = 0; index < size - 1; index++) consider(index);
  let parts = size;
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    const rank = Math.floor(entry / stride);
    const left = entry - rank * stride;
    if (pairRank[left] !== rank) continue;
    const right = next[left] as number;
    const after = next[right] as number;
    next[left] = after;
    if (after < size) previous[after] = left;
    pairRank[right] = none;
    parts -= 1;
    consider(left);
    if (left > 0) consider(previous[left] as number);
  }
  return parts;
}
