import { hashAt, prefixHashBytes } from '../lib/prefix-hash.ts';
import type { PromptBlock, PromptSection } from '../model/prompt.ts';
import type { Usage } from '../model/usage.ts';

/** The bytes of a prompt's tools and system, to find the byte at which a later one diverges. */
export type Head = {
  /** Consecutive blocks, without their separate parts. */
  readonly bytes: Uint8Array;
  /** Where each block ends in them. */
  readonly ends: Uint32Array;
  /** Names of the tools, in order. */
  readonly names: readonly string[];
};

/** What is kept about a request: hashes and lengths, and no text except its head. */
export type Remembered = {
  /** Identifies it among those that are kept for later processes. */
  readonly id?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Rolling hashes and hashes of each block's own bytes. */
  readonly prefixes: Uint8Array;
  readonly contents: Uint8Array;
  /** Bytes of prompt up to and including each block. */
  readonly ends: Uint32Array;
  /** How many of the blocks are tools, and how many tools and system together. */
  readonly tools: number;
  readonly heads: number;
  /** Blocks at which the client asks the provider to keep the prompt; absent if the API takes no breakpoints. */
  readonly marks?: readonly number[];
  /** Names of the blocks that were sent in another form, in order. */
  readonly forms: Uint32Array;
  /** Bytes of the prompt as sent. */
  readonly sentBytes: number;
  head?: Head;
  /** The request that it contains whole. */
  before?: Remembered;
  usage?: Usage;
  /** The latest writes of the conversation were for an hour. */
  long: boolean;
};

/** Longer tools, or a longer system prompt, are not kept, in bytes. */
const maxSectionBytes = 256 * 1024;

/** Whether two blocks have the same hash. */
export function sameHash(one: Uint8Array, at: number, other: Uint8Array, otherAt: number): boolean {
  return Buffer.compare(hashAt(one, at), hashAt(other, otherAt)) === 0;
}

/** The hash of one block as a string. */
export function hashKey(hashes: Uint8Array, block: number): string {
  return Buffer.from(hashes.buffer, hashes.byteOffset + block * prefixHashBytes, prefixHashBytes).toString('latin1');
}

/** The bytes of a block without its separate parts. */
export function bytesOf(raw: Uint8Array, { span, apart = [] }: PromptBlock): Uint8Array {
  if (apart.length === 0) return raw.subarray(span[0], span[1]);
  const pieces: Uint8Array[] = [];
  let at = span[0];
  for (const [start, end] of apart) {
    pieces.push(raw.subarray(at, start));
    at = end;
  }
  return Buffer.concat([...pieces, raw.subarray(at, span[1])]);
}

/** Copies a prompt's head; `undefined` if it is too long to be kept. */
export function copyHead(raw: Uint8Array, prompt: readonly PromptBlock[]): Head | undefined {
  const blocks = prompt.filter(({ section }) => section !== 'messages');
  const size = (section: PromptSection) =>
    blocks.reduce((sum, block) => sum + (block.section === section ? block.span[1] - block.span[0] : 0), 0);
  if (size('tools') > maxSectionBytes || size('system') > maxSectionBytes) return undefined;
  const pieces = blocks.map((block) => bytesOf(raw, block));
  let end = 0;
  return {
    bytes: Buffer.concat(pieces),
    ends: Uint32Array.from(pieces, (piece) => {
      end += piece.length;
      return end;
    }),
    names: blocks.filter(({ section }) => section === 'tools').map(({ name }) => name ?? ''),
  };
}

/** The bytes of one block of a head. */
export function headBlock({ bytes, ends }: Head, block: number): Uint8Array {
  return bytes.subarray(block === 0 ? 0 : ends[block - 1], ends[block]);
}

/** Bytes of prompt before a block. */
export function bytesBefore({ ends }: Pick<Remembered, 'ends'>, block: number): number {
  return block === 0 ? 0 : (ends[block - 1] as number);
}
