import { createBm25 } from '../../relevance/bm25.ts';
import type { Traits } from './traits.ts';

/** What somebody looks for: the words of the call, and what the user asked before it. */
export type Asked = { readonly call: string; readonly words: string };

const word = /[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu;
const nameLike = /\d|[_.@-]|\p{Ll}\p{Lu}/u;
const mostNames = 60;
const closeToBest = 0.6;
const documentCharacters = 4_000;

/**
 * Indices of elements that are looked for: those that hold a name from the call or the question that few others hold,
 * and the `most` that answer both best by their words (BM25), the best first.
 */
export function findAsked(elements: readonly Traits[], asked: Asked, most: number): ReadonlySet<number> {
  const query = `${asked.call} ${asked.words}`;
  const few = Math.max(2, elements.length * 0.05);
  const found = new Set<number>();
  const names = new Set((query.match(word) ?? []).filter((each) => nameLike.test(each)));
  for (const name of [...names].slice(0, mostNames)) {
    const lowered = name.toLowerCase().replace(/[.-]+$/, '');
    const holders: number[] = [];
    for (let index = 0; index < elements.length && holders.length <= few; index++) {
      if ((elements[index] as Traits).words.includes(lowered)) holders.push(index);
    }
    if (holders.length <= few) for (const index of holders.slice(0, most * 2)) found.add(index);
  }
  const scores = createBm25(elements.map(({ words }) => words.slice(0, documentCharacters))).score(query);
  const best = scores.reduce((highest, score) => Math.max(highest, score), 0);
  if (best <= 0) return found;
  const close = [...scores.keys()].filter((index) => (scores[index] as number) >= best * closeToBest);
  // Words that stand in many elements tell none of them apart.
  if (close.length > Math.max(most, elements.length * 0.2)) return found;
  close.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  for (const index of close.slice(0, most)) found.add(index);
  return found;
}

/** The words of a call, with the names that the user's question holds. */
export function wordsFor({ call, words }: Asked): string {
  const names = (words.match(word) ?? []).filter((each) => nameLike.test(each));
  return [call, ...names].join(' ');
}
