import { stopWords } from './stop-words.ts';
import { foldedAt, forEachTerm, termsOf } from './terms.ts';

/** How well documents answer a query. */
export type Bm25 = {
  /** One score per document, in their order: 0 without any term of the query, higher is better, without upper bound. */
  score(query: string): readonly number[];
  /** The same from 0 to 1: the share of the score of a document full of every term that any of them has. */
  shares(query: string): readonly number[];
};

/** How quickly further occurrences of a term stop counting. */
const saturation = 1.5;
/** How much longer documents are marked down: 0 not at all, 1 in proportion. */
const lengthShare = 0.75;

/** The distinct terms of a query, found in a text by a hash of their characters and then by the characters themselves. */
type TermTable = { find(text: string, start: number, end: number): number };

/** The distinct terms of a query that distinguish documents: no stop words, no single Latin letters. */
export function queryTerms(query: string): readonly string[] {
  return [...new Set(termsOf(query))].filter((term) => !stopWords.has(term) && !/^[a-z]$/.test(term));
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ foldedAt(text, index), 0x01000193);
  return hash ^ (hash >>> 15);
}

function sameTerm(term: string, text: string, start: number, end: number): boolean {
  if (term.length !== end - start) return false;
  for (let index = 0; index < term.length; index++) {
    if (term.charCodeAt(index) !== foldedAt(text, start + index)) return false;
  }
  return true;
}

function createTermTable(terms: readonly string[]): TermTable {
  const mask = 2 ** Math.ceil(Math.log2(terms.length * 4 + 16)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  // Lengths and first letters that occur: other words need not be hashed.
  const lengths = new Uint8Array(terms.reduce((length, term) => Math.max(length, term.length), 0) + 1);
  const letters = new Uint8Array(256);
  for (const [number, term] of terms.entries()) {
    let slot = hashOf(term, 0, term.length) & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    slots[slot] = number;
    lengths[term.length] = 1;
    letters[term.charCodeAt(0) & 255] = 1;
  }
  const find = (text: string, start: number, end: number): number => {
    if (lengths[end - start] !== 1 || letters[foldedAt(text, start) & 255] !== 1) return -1;
    for (let slot = hashOf(text, start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot] as number;
      if (number === -1 || sameTerm(terms[number] as string, text, start, end)) return number;
    }
  };
  return { find };
}

/** One document against a query: its length in terms, and how often each term of the query occurs in it. */
type Counted = { readonly length: number; readonly occurrences: ReadonlyMap<number, number> };

const noOccurrences: ReadonlyMap<number, number> = new Map();

function countIn(document: string, table: TermTable): Counted {
  let length = 0;
  let occurrences: Map<number, number> | undefined;
  forEachTerm(document, (start, end, part) => {
    if (part) length++;
    const term = table.find(document, start, end);
    if (term < 0) return;
    occurrences ??= new Map();
    occurrences.set(term, (occurrences.get(term) ?? 0) + 1);
  });
  return { length, occurrences: occurrences ?? noOccurrences };
}

/**
 * How rare each term is: `ln(1 + (N - n + 0.5) / (n + 0.5))` for a term that occurs in n of N documents, never
 * negative.
 */
function rarity(terms: number, counted: readonly Counted[]): readonly number[] {
  const containing = new Array<number>(terms).fill(0);
  for (const { occurrences } of counted) {
    for (const term of occurrences.keys()) containing[term] = (containing[term] as number) + 1;
  }
  return containing.map((count) => Math.log(1 + (counted.length - count + 0.5) / (count + 0.5)));
}

/** Scores, and the score that no document can reach. */
function rank(documents: readonly string[], query: string): { scores: readonly number[]; limit: number } {
  const terms = queryTerms(query);
  if (terms.length === 0) return { scores: documents.map(() => 0), limit: 0 };
  const table = createTermTable(terms);
  const counted = documents.map((document) => countIn(document, table));
  const weights = rarity(terms.length, counted);
  const mean = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(1, counted.length) || 1;
  const scores = counted.map(({ length, occurrences }) => {
    const damping = saturation * (1 - lengthShare + (lengthShare * length) / mean);
    let score = 0;
    for (const [term, count] of occurrences) {
      score += ((weights[term] as number) * count * (saturation + 1)) / (count + damping);
    }
    return score;
  });
  const present = new Set(counted.flatMap(({ occurrences }) => [...occurrences.keys()]));
  const limit = [...present].reduce((sum, term) => sum + (weights[term] as number) * (saturation + 1), 0);
  return { scores, limit };
}

/**
 * Ranks documents by Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with k1 1.5 and
 * b 0.75, the inverse document frequency taken over the documents given. Terms are those of `forEachTerm`. A query
 * costs one pass over the documents; there is no index, because a query is asked once or twice.
 */
export function createBm25(documents: readonly string[]): Bm25 {
  return {
    score: (query) => rank(documents, query).scores,
    shares(query) {
      const { scores, limit } = rank(documents, query);
      return scores.map((score) => (limit === 0 ? 0 : score / limit));
    },
  };
}
