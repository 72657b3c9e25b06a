import { prefixHashBytes } from '../lib/prefix-hash.ts';

/** How many blocks two prompts have in common at their start. Hashes roll, so that one equal pair tells of all before it. */
export function sharedBlocks(one: Uint8Array, other: Uint8Array): number {
  let shared = 0;
  let beyond = Math.min(one.length, other.length) / prefixHashBytes + 1;
  while (beyond - shared > 1) {
    const middle = (shared + beyond) >> 1;
    if (equalAt(one, other, middle - 1)) shared = middle;
    else beyond = middle;
  }
  return shared;
}

/** The prefix hash of a block. */
export function hashAt(hashes: Uint8Array, block: number): Uint8Array {
  return hashes.subarray(block * prefixHashBytes, (block + 1) * prefixHashBytes);
}

function equalAt(one: Uint8Array, other: Uint8Array, block: number): boolean {
  return Buffer.compare(hashAt(one, block), hashAt(other, block)) === 0;
}
