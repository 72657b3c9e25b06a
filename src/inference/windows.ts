import { append } from '../lib/lists.ts';
import type { WordTokenizer } from './tokenizer.ts';

/** A word of a text: its place, and its sub-tokens. */
export type Word = { readonly start: number; readonly end: number; readonly ids: readonly number[] };

/** A run of words that a model sees at once, special tokens included. */
export type Window = {
  readonly ids: readonly number[];
  /** Each word with the positions of its sub-tokens in `ids`, end exclusive. */
  readonly words: readonly { readonly word: number; readonly from: number; readonly to: number }[];
};

/** Tokens of a window, special ones included: the cost grows faster than the length. */
export const windowTokens = 256;

/** The words of a text, or `undefined` when their sub-tokens are more than `budget`. */
export function wordsOf(text: string, tokenizer: WordTokenizer, budget: number): readonly Word[] | undefined {
  const words: Word[] = [];
  let tokens = 0;
  for (const match of text.matchAll(/\S+/g)) {
    const ids = tokenizer.encode(match[0]);
    tokens += ids.length;
    if (tokens > budget) return undefined;
    words.push({ start: match.index, end: match.index + match[0].length, ids });
  }
  return words;
}

/** Cuts words into windows by the number of their sub-tokens, between words; a longer word is cut. */
export function windowsOf(
  words: readonly Word[],
  { prefix, suffix }: Pick<WordTokenizer, 'prefix' | 'suffix'>,
): readonly Window[] {
  const room = windowTokens - prefix.length - suffix.length;
  const windows: Window[] = [];
  let ids = [...prefix];
  let inside: { word: number; from: number; to: number }[] = [];
  const close = () => {
    if (inside.length > 0) windows.push({ ids: [...ids, ...suffix], words: inside });
    ids = [...prefix];
    inside = [];
  };
  for (const [word, { ids: own }] of words.entries()) {
    const taken = own.slice(0, room);
    if (ids.length - prefix.length + taken.length > room) close();
    inside.push({ word, from: ids.length, to: ids.length + taken.length });
    append(ids, taken);
  }
  close();
  return windows;
}
