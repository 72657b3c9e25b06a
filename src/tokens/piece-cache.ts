import { hashBytes } from './rank-table.ts';

/** Remembers how many tokens short pieces have. */
export type PieceCache = {
  /** The remembered count of the piece `bytes[0, length)`, or 0. */
  get(bytes: Uint8Array, length: number): number;
  set(bytes: Uint8Array, length: number, count: number): void;
};

/** Bytes of the longest piece that is remembered; its count is never larger. */
const pieceBytes = 32;
const slotCount = 1 << 14;

/**
 * A direct-mapped cache: each piece has one slot, which the latest piece takes. A constant half megabyte outside the
 * heap.
 */
export function createPieceCache(): PieceCache {
  const pieces = new Uint8Array(slotCount * pieceBytes);
  const lengths = new Uint8Array(slotCount);
  const counts = new Uint8Array(slotCount);
  const slotOf = (bytes: Uint8Array, length: number) => hashBytes(bytes, 0, length) & (slotCount - 1);
  return {
    get(bytes, length) {
      if (length > pieceBytes) return 0;
      const slot = slotOf(bytes, length);
      if (lengths[slot] !== length) return 0;
      const from = slot * pieceBytes;
      for (let index = 0; index < length; index++) if (pieces[from + index] !== bytes[index]) return 0;
      return counts[slot] as number;
    },
    set(bytes, length, count) {
      if (length > pieceBytes) return;
      const slot = slotOf(bytes, length);
      lengths[slot] = length;
      counts[slot] = count;
      for (let index = 0; index < length; index++) pieces[slot * pieceBytes + index] = bytes[index] as number;
    },
  };
}
