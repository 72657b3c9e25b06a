import { matchEnd } from '../lib/match.ts';
import type { TokenCounter } from '../model/content.ts';
import { countableParts } from './chunks.ts';
import { countMerged } from './merge.ts';
import { createPieceCache } from './piece-cache.ts';
import { noRank } from './rank-table.ts';
import type { Ranks } from './ranks.ts';

/** Characters of the longest piece that is written into the counter's own buffer; longer ones, which are rare, get one each. */
const scratchChars = 1024;
/** UTF-8 bytes that a character of a JavaScript string takes at most. */
const bytesPerChar = 3;

/**
 * An exact o200k counter. Special tokens count as ordinary text; lone surrogates count as U+FFFD, which is what UTF-8
 * makes of them. The time is linear, whatever the input, and an ordinary text is counted without allocating: pieces are
 * found by where the last match ended, and their bytes written over those of the piece before.
 */
export function createCounter({ pattern, table }: Ranks): TokenCounter {
  // Every character belongs to a piece, so each piece starts where the previous one ended.
  const pieces = new RegExp(pattern, 'uy');
  const scratch = new Uint8Array(scratchChars * bytesPerChar);
  const encoder = new TextEncoder();
  const cache = createPieceCache();

  /** Tokens of the text at the start of the scratch buffer. */
  function countScratch(length: number): number {
    if (table.find(scratch, 0, length) !== noRank) return 1;
    const known = cache.get(scratch, length);
    if (known !== 0) return known;
    const count = countMerged(scratch, length, table);
    cache.set(scratch, length, count);
    return count;
  }

  function countPiece(text: string, start: number, end: number): number {
    const length = end - start;
    if (length > scratchChars) {
      const bytes = Buffer.from(text.slice(start, end), 'utf8');
      return countMerged(bytes, bytes.length, table);
    }
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(start + index);
      if (unit > 0x7f) return countScratch(encoder.encodeInto(text.slice(start, end), scratch).written);
      scratch[index] = unit;
    }
    return countScratch(length);
  }

  return {
    count(text) {
      let total = 0;
      for (const part of countableParts(text)) {
        for (let start = 0, end = matchEnd(pieces, part, 0); end >= 0; end = matchEnd(pieces, part, start)) {
          total += countPiece(part, start, end);
          start = end;
        }
      }
      return total;
    },
  };
}
