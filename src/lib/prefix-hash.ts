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

type Link = { readonly before: string; readonly after: string };

/** The last link of blocks whose bytes were hashed in an earlier request of the same conversation. */
const links = new WeakMap<object, Link>();

/**
 * A rolling hash after each block: two bodies have the same one at a block when everything up to there is the same.
 * SHA-256 over the hash before, the salt and the block's bytes, cut to 8 bytes; what is `apart` is left out.
 * @param seed what must be the same besides, such as the model
 * @returns one hash after the other
 */
export function prefixHashes(bytes: Uint8Array, blocks: readonly Hashed[], seed: string): Uint8Array {
  const hashes = Buffer.alloc(blocks.length * prefixHashBytes);
  let before = cut(createHash('sha256').update(seed));
  for (const [index, block] of blocks.entries()) {
    const known = block.source && links.get(block.source);
    const mark = `${before} ${block.salt ?? ''}`;
    const after = known?.before === mark ? known.after : next(bytes, block, before);
    if (block.source !== undefined && after !== known?.after) links.set(block.source, { before: mark, after });
    hashes.write(after, index * prefixHashBytes, 'latin1');
    before = after;
  }
  return hashes;
}

function next(bytes: Uint8Array, { span, apart = [], salt = '' }: Hashed, before: string): string {
  const hash = createHash('sha256').update(before, 'latin1').update(`${salt}\0`);
  let at = span[0];
  for (const [start, end] of apart) {
    hash.update(bytes.subarray(at, start));
    at = end;
  }
  return cut(hash.update(bytes.subarray(at, span[1])));
}

function cut(hash: ReturnType<typeof createHash>): string {
  return hash.digest().toString('latin1', 0, prefixHashBytes);
}
