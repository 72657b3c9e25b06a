import { createBm25 } from '../../relevance/bm25.ts';
import { type Elements, wordsOf } from './elements.ts';
import { findPlaces } from './places.ts';

/** What somebody looks for: the words of the call and the user's question before it. */
export type Asked = {
  readonly call: string;
  readonly words: string;
  /** Every location that an element names. */
  readonly places: boolean;
};

const word = /[\p{L}\p{N}_$][\p{L}\p{N}_$@#.:/-]{3,}/gu;
const nameLike = /\d|[_.@:/-]|\p{Ll}\p{Lu}/u;
const alphanumeric = /[\p{L}\p{N}_]/u;
const mostNames = 60;
const minCharacters = 4;
const closeToBest = 0.6;
const documentCharacters = 2_000;
const mostForName = 6;

/**
 * Indices of elements that are looked for: those with a name from the call or the question that few others contain, and
 * those that match both best by their words (BM25), best first.
 */
export function findAsked(
  elements: Elements,
  asked: Asked,
): { readonly named: readonly number[]; readonly best: readonly number[] } {
  const query = `${asked.call} ${asked.words}`;
  const total = elements.nodes.length;
  const few = Math.max(2, total * 0.05);
  const documents = elements.nodes.map((_, index) => wordsOf(elements, index));
  const named = new Set<number>(asked.places ? findPlaces(elements) : []);
  for (const name of namesIn(query)) {
    const holders = holdersOf(documents, name.toLowerCase(), few);
    for (const index of holders.slice(0, mostForName)) named.add(index);
  }
  const scores = createBm25(documents.map((words) => words.slice(0, documentCharacters))).score(query);
  const highest = scores.reduce((best, score) => Math.max(best, score), 0);
  const close = [...scores.keys()].filter((index) => highest > 0 && (scores[index] as number) >= highest * closeToBest);
  // Words that occur in many elements do not distinguish them.
  if (close.length > Math.max(mostForName, total * 0.2)) return { named: [...named], best: [] };
  close.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return { named: [...named], best: close };
}

/** Words that could be names: with a digit, a sign or a change of case; for paths also the last part. */
function namesIn(query: string): readonly string[] {
  const found = new Set<string>();
  for (const [match] of query.matchAll(word)) {
    const whole = match.replace(/[^\p{L}\p{N}]+$/u, '');
    for (const each of [whole, whole.slice(whole.lastIndexOf('/') + 1)]) {
      if (each.length >= minCharacters && nameLike.test(each)) found.add(each);
    }
    if (found.size >= mostNames) break;
  }
  return [...found];
}

/**
 * The documents that contain a name; if these are many, those that contain it as a word of its own; none if those are
 * many too.
 */
function holdersOf(documents: readonly string[], name: string, few: number): readonly number[] {
  const anywhere: number[] = [];
  const alone: number[] = [];
  for (const [index, words] of documents.entries()) {
    const at = words.indexOf(name);
    if (at < 0) continue;
    if (anywhere.length <= few) anywhere.push(index);
    if (alone.length <= few && standsAlone(words, name, at)) alone.push(index);
  }
  if (anywhere.length <= few) return [...new Set([...alone, ...anywhere])];
  return alone.length <= few ? alone : [];
}

function standsAlone(words: string, name: string, first: number): boolean {
  for (let at = first; at >= 0; at = words.indexOf(name, at + name.length)) {
    if (!alphanumeric.test(words[at - 1] ?? '') && !alphanumeric.test(words[at + name.length] ?? '')) return true;
  }
  return false;
}

/** The words of a call, with the names in the user's question. */
export function wordsFor({ call, words }: Asked): string {
  return [call, ...namesIn(words)].join(' ');
}
