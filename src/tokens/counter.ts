import type { TokenCounter } from '../model/content.ts';
import { countableParts } from './chunks.ts';
import { countMerged } from './merge.ts';
import type { Ranks } from './ranks.ts';

const cachedChars = 64;
const generationEntries = 50_000;

/**
 * An exact o200k counter. Special tokens count as the text they are; lone surrogates count as U+FFFD, which is what UTF-8 makes of them.
 * The time is linear, whatever the input. Counts of short pieces are kept in two generations: a full young one becomes the old one, and what is met again moves
 * back, so that memory is bounded and common pieces stay.
 */
export function createCounter(ranks: Ranks): TokenCounter {
  const pieces = new RegExp(ranks.pattern, 'gu');
  let young = new Map<string, number>();
  let old = new Map<string, number>();

  function remember(piece: string, count: number): void {
    if (young.size >= generationEntries) {
      old = young;
      young = new Map();
    }
    young.set(piece, count);
  }

  function countPiece(piece: string): number {
    const short = piece.length <= cachedChars;
    const known = short ? young.get(piece) : undefined;
    if (known !== undefined) return known;
    const bytes = Buffer.from(piece, 'utf8');
    const binary = bytes.toString('latin1');
    // A piece is a slice that keeps its whole text alive; what is remembered must be a string of its own.
    const own = binary.length === piece.length ? binary : bytes.toString('utf8');
    const count = (short ? old.get(piece) : undefined) ?? countMerged(binary, ranks);
    if (short) remember(own, count);
    return count;
  }

  return {
    count(text) {
      let total = 0;
      for (const part of countableParts(text)) {
        pieces.lastIndex = 0;
        for (let match = pieces.exec(part); match !== null; match = pieces.exec(part)) total += countPiece(match[0]);
      }
      return total;
    },
  };
}
