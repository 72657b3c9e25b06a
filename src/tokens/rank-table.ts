/** No token: larger than every rank. */
export const noRank = 0x7fffffff;

/** Ranks of tokens by their bytes. */
export type RankTable = {
  /** @throws {RangeError} when the table is full, or a rank does not follow the one before. */
  add(token: Uint8Array, rank: number): void;
  /** Rank of the token `source[start, end)`, or `noRank`. */
  find(source: Uint8Array, start: number, end: number): number;
  readonly size: number;
  /** Bytes of the longest token. */
  readonly longest: number;
};

/** Slots, a power of two: two and a half times the tokens, so that most look-ups end at their first slot. */
const slotCount = 1 << 19;
const slotMask = slotCount - 1;
const tokenLimit = 200_000;
/** Bytes of all tokens together; the o200k vocabulary has 1.4 million. */
const byteLimit = 1_500_000;

/**
 * An empty table: open addressing with linear probing (Knuth, The Art of Computer Programming 6.4, algorithm L) over the
 * bytes of the tokens laid end to end. Four megabytes outside the heap in place of 200,000 strings on it, and a look-up
 * makes no string.
 */
export function createRankTable(): RankTable {
  const slots = new Int32Array(slotCount); // rank + 1; 0 is empty
  const ends = new Int32Array(tokenLimit + 1); // where the bytes of rank r end: ends[r + 1]
  const bytes = new Uint8Array(byteLimit);
  let size = 0;
  let longest = 0;
  return {
    add(token, rank) {
      const start = ends[size] as number;
      const end = start + token.length;
      if (rank !== size || size >= tokenLimit || end > byteLimit) {
        throw new RangeError(
          `expected rank ${size} and at most ${tokenLimit} tokens of ${byteLimit} bytes, found ${rank}`,
        );
      }
      bytes.set(token, start);
      ends[rank + 1] = end;
      let slot = hashBytes(token, 0, token.length) & slotMask;
      while (slots[slot] !== 0) slot = (slot + 1) & slotMask;
      slots[slot] = rank + 1;
      size += 1;
      longest = Math.max(longest, token.length);
    },
    find(source, start, end) {
      const length = end - start;
      if (length > longest) return noRank;
      for (let slot = hashBytes(source, start, end) & slotMask; ; slot = (slot + 1) & slotMask) {
        const entry = slots[slot] as number;
        if (entry === 0) return noRank;
        const from = ends[entry - 1] as number;
        if ((ends[entry] as number) - from !== length) continue;
        let same = 0;
        while (same < length && bytes[from + same] === source[start + same]) same++;
        if (same === length) return entry - 1;
      }
    },
    get size() {
      return size;
    },
    get longest() {
      return longest;
    },
  };
}

/** Hash of `source[start, end)`: FNV-1a (Fowler, Noll, Vo), with the upper half folded in, since the slot is taken from the lower bits. */
export function hashBytes(source: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let index = start; index < end; index++) value = Math.imul(value ^ (source[index] as number), 0x01000193);
  return value ^ (value >>> 15);
}
