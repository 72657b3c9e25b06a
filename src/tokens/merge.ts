import { createHeap } from './heap.ts';
import { noRank, type RankTable } from './rank-table.ts';

/** Up to here scanning an array beats a heap; measured on base64 and prose. */
const shortBytes = 96;

const starts = new Int32Array(shortBytes + 1);
const pairRanks = new Int32Array(shortBytes + 1);

/**
 * Tokens of one piece, by byte pair encoding: the adjacent pair of lowest rank merges first, the leftmost among equals,
 * until no pair is a token. (Sennrich, Haddow and Birch 2016, with tiktoken's ranks in place of merge rules.)
 * @param bytes Holds the piece's UTF-8 bytes, from its first on.
 * @param length The piece's length in bytes.
 */
export function countMerged(bytes: Uint8Array, length: number, table: RankTable): number {
  if (length <= 1 || table.find(bytes, 0, length) !== noRank) return Math.min(length, 1);
  return length <= shortBytes ? mergeShort(bytes, length, table) : mergeLong(bytes, length, table);
}

/** Quadratic in the length, which is small: no allocation, and the arrays stay in the processor's cache. */
function mergeShort(bytes: Uint8Array, length: number, table: RankTable): number {
  let parts = length;
  for (let index = 0; index <= parts; index++) starts[index] = index;
  const rankOf = (index: number): number =>
    index + 2 > parts ? noRank : table.find(bytes, starts[index] as number, starts[index + 2] as number);
  for (let index = 0; index < parts; index++) pairRanks[index] = rankOf(index);
  for (;;) {
    let lowest = noRank;
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
function mergeLong(bytes: Uint8Array, size: number, table: RankTable): number {
  const stride = size + 1;
  const next = new Int32Array(stride);
  const previous = new Int32Array(stride);
  const pairRank = new Int32Array(stride).fill(noRank);
  for (let index = 0; index <= size; index++) {
    next[index] = index + 1;
    previous[index] = index - 1;
  }
  const heap = createHeap();
  const consider = (left: number): void => {
    const right = next[left] as number;
    const end = right < size ? (next[right] as number) : stride;
    const rank = end > size ? noRank : table.find(bytes, left, end);
    pairRank[left] = rank;
    if (rank !== noRank) heap.push(rank * stride + left);
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
    pairRank[right] = noRank;
    parts -= 1;
    consider(left);
    if (left > 0) consider(previous[left] as number);
  }
  return parts;
}
