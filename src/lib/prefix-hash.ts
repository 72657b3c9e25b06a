import { createHash } from 'node:crypto';

/** The hashed parts of one block. */
type Hashed = {
  readonly span: readonly [start: number, end: number];
  readonly apart?: readonly (readonly [start: number, end: number])[];
  readonly salt?: string;
  readonly source?: object;
};

/** Bytes of each hash. */
export const prefixHashBytes = 8;

/** What is known about a block: the hash of its bytes, and the last prefix that ended with it. */
type Known = { readonly content: string; before?: string; salt?: string; after?: string };

/** Blocks whose bytes were hashed in an earlier request of the same conversation. */
const blocksKnown = new WeakMap<object, Known>();

/** The results for a list of blocks, so that two callers compute them once. */
const computed = new WeakMap<readonly Hashed[], { readonly seed: string; readonly hashes: Uint8Array }>();

/**
 * A rolling hash after each block: two bodies have the same hash at a block if everything up to there is the same.
 * SHA-256 over the previous hash, the salt and the hash of the block's own bytes, cut to 8 bytes.
 * @param seed what else must be the same, such as the model
 * @returns the concatenated hashes; not to be changed, since the same buffer is returned again for the same list
 */
export function prefixHashes(bytes: Uint8Array, blocks: readonly Hashed[], seed: string): Uint8Array {
  const known = computed.get(blocks);
  if (known?.seed === seed) return known.hashes;
  const hashes = Buffer.alloc(blocks.length * prefixHashBytes);
  let before = cut(createHash('sha256').update(seed));
  for (const [index, block] of blocks.entries()) {
    before = linked(knownOf(bytes, block), block.salt ?? '', before);
    hashes.write(before, index * prefixHashBytes, 'latin1');
  }
  computed.set(blocks, { seed, hashes });
  return hashes;
}

/**
 * A hash of each block's own bytes, independent of place and salt; the `apart` part is left out. SHA-256, cut to 8
 * bytes.
 * @returns the concatenated hashes
 */
export function contentHashes(bytes: Uint8Array, blocks: readonly Hashed[]): Uint8Array {
  const hashes = Buffer.alloc(blocks.length * prefixHashBytes);
  for (const [index, block] of blocks.entries()) {
    hashes.write(knownOf(bytes, block).content.slice(0, prefixHashBytes), index * prefixHashBytes, 'latin1');
  }
  return hashes;
}

/**
 * How many blocks two prompts have in common at their start. Hashes roll, so that one equal pair implies all before it.
 */
export function sharedBlocks(one: Uint8Array, other: Uint8Array): number {
  let shared = 0;
  let beyond = Math.min(one.length, other.length) / prefixHashBytes + 1;
  while (beyond - shared > 1) {
    const middle = (shared + beyond) >> 1;
    if (Buffer.compare(hashAt(one, middle - 1), hashAt(other, middle - 1)) === 0) shared = middle;
    else beyond = middle;
  }
  return shared;
}

/** The hash of one block. */
export function hashAt(hashes: Uint8Array, block: number): Uint8Array {
  return hashes.subarray(block * prefixHashBytes, (block + 1) * prefixHashBytes);
}

/** The hash after a block; most blocks follow the same prefix as in the previous request. */
function linked(known: Known, salt: string, before: string): string {
  if (known.after !== undefined && known.before === before && known.salt === salt) return known.after;
  // The parts on both sides of the salt have a fixed length, so that the input is unambiguous.
  const hash = createHash('sha256').update(before, 'latin1').update(salt);
  known.before = before;
  known.salt = salt;
  known.after = cut(hash.update(known.content, 'latin1'));
  return known.after;
}

/** What is known about a block, hashing its bytes if needed; a hash has one character per byte. */
function knownOf(bytes: Uint8Array, { span, apart = [], source }: Hashed): Known {
  const known = source && blocksKnown.get(source);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  let at = span[0];
  for (const [start, end] of apart) {
    hash.update(bytes.subarray(at, start));
    at = end;
  }
  const content = hash.update(bytes.subarray(at, span[1])).digest().toString('latin1');
  const fresh: Known = { content, before: undefined, salt: undefined, after: undefined };
  if (source !== undefined) blocksKnown.set(source, fresh);
  return fresh;
}

function cut(hash: ReturnType<typeof createHash>): string {
  return hash.digest().toString('latin1', 0, prefixHashBytes);
}
