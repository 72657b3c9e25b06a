import type { CompressInput } from '../../../src/model/content.ts';

/** A handle as notices name them. */
export const handle = '0123456789abcdef01234567';

/** What a compressor is given for a text, with room to say more. */
export function inputOf(text: string, more: Partial<CompressInput> = {}): CompressInput {
  const counter = { count: (piece: string) => Math.ceil(piece.length / 4) };
  return { text, handle, lossy: true, tokens: counter.count(text), counter, ...more };
}
