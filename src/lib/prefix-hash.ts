import { createHash } from 'node:crypto';

/** What is hashed of one block. */
type Hashed = {
  readonly span: readonly [start: number, end: number];
  readonly apart?: readonly (readonly [start: number, end: number])[];
  readonly salt?: string;
  readonly source?: object;
};

/** Bytes of each hash. */
export const prefixHashBytes = 8;

/** Hashes of blocks whose bytes were hashed in an earlier request of the same conversation. */
const contents = new WeakMap<object, string>();

/** What was computed for a list of blocks, so that two who ask for it pay once. */
const computed = new WeakMap<readonly Hashed[], { readonly seed: string; readonly hashes: Uint8Array }>();

/**
 * A rolling hash after each block: two bodies have the same one at a block when everything up to there is the same.
 * SHA-256 over the hash before, the salt and the hash of the block's own bytes, cut to 8 bytes.
 * @param seed what must be the same besides, such as the model
 * @returns one hash after the other; not to be changed, since the same is given again for the same list
 */
export function prefixHashes(bytes: Uint8Array, blocks: readonly Hashed[], seed: string): Uint8Array {
  const known = computed.get(blocks);
  if (known?.seed === seed) return known.hashes;
  const hashes = Buffer.alloc(blocks.length * prefixHashBytes);
  let before = cut(createHash('sha256').update(seed));
  for (const [index, block] of blocks.entries()) {
    const hash = createHash('sha256').update(before, 'latin1');
    before = cut(hash.update(`${block.salt ?? ''}\0`).update(contentOf(bytes, block), 'latin1'));
    hashes.write(before, index * prefixHashBytes, 'latin1');
  }
  computed.set(blocks, { seed, hashes });
  return hashes;
}

/**
 * A hash of each block's own bytes, wherever it stands and whatever its salt; what is `apart` is left out. SHA-256, cut
 * to 8 bytes.
 * @returns one hash after the other
 */
export function contentHashes(bytes: Uint8Array, blocks: readonly Hashed[]): Uint8Array {
  const hashes = Buffer.alloc(blocks.length * prefixHashBytes);
  for (const [index, block] of blocks.entries()) {
    hashes.write(contentOf(bytes, block).slice(0, prefixHashBytes), index * prefixHashBytes, 'latin1');
  }
  return hashes;
}

/** The whole hash of a block's bytes, one character a byte. */
function contentOf(bytes: Uint8Array, { span, apart = [], source }: Hashed): string {
  const known = source && contents.get(source);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  let at = span[0];
  for (const [start, end] of apart) {
    hash.update(bytes.subarray(at, start));
    at = end;
  }
  const content = hash.update(bytes.subarray(at, span[1])).digest().toString('latin1');
  if (source !== undefined) contents.set(source, content);
  return content;
}

function cut(hash: ReturnType<typeof createHash>): string {
  return hash.digest().toString('latin1', 0, prefixHashBytes);
}
