import { createBm25 } from '../../relevance/bm25.ts';
import { type Elements, wordsOf } from './elements.ts';

/** What somebody looks for: the words of the call, and what the user asked before it. */
export type Asked = { readonly call: string; readonly words: string };

const word = /[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu;
const nameLike = /\d|[_.@-]|\p{Ll}\p{Lu}/u;
const mostNames = 60;
const closeToBest = 0.6;
const documentCharacters = 2_000;
const mostForName = 6;

/**
 * Indices of elements that are looked for: those that hold a name from the call or the question that few others hold,
 * and those that answer both best by their words (BM25), the best first.
 */
export function findAsked(
  elements: Elements,
  asked: Asked,
): { readonly named: readonly number[]; readonly best: readonly number[] } {
  const query = `${asked.call} ${asked.words}`;
  const total = elements.nodes.length;
  const few = Math.max(2, total * 0.05);
  const names = [...new Set((query.match(word) ?? []).filter((each) => nameLike.test(each)))];
  const documents = elements.nodes.map((_, index) => wordsOf(elements, index));
  const named = new Set<number>();
  for (const name of names.slice(0, mostNames)) {
    const lowered = name.toLowerCase().replace(/[.-]+$/, '');
    const holders: number[] = [];
    for (let index = 0; index < total && holders.length <= few; index++) {
      if ((documents[index] as string).includes(lowered)) holders.push(index);
    }
    if (holders.length <= few) for (const index of holders.slice(0, mostForName)) named.add(index);
  }
  const scores = createBm25(documents.map((words) => words.slice(0, documentCharacters))).score(query);
  const highest = scores.reduce((best, score) => Math.max(best, score), 0);
  const close = [...scores.keys()].filter((index) => highest > 0 && (scores[index] as number) >= highest * closeToBest);
  // Words that stand in many elements tell none of them apart.
  if (close.length > Math.max(mostForName, total * 0.2)) return { named: [...named], best: [] };
  close.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return { named: [...named], best: close };
}

/** The words of a call, with the names that the user's question holds. */
export function wordsFor({ call, words }: Asked): string {
  const names = (words.match(word) ?? []).filter((each) => nameLike.test(each));
  return [call, ...names].join(' ');
}
