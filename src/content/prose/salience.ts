import { createBm25, queryTerms } from '../../relevance/bm25.ts';
import type { Unit } from './units.ts';

const word = /[\p{L}\p{N}_]{2,}/gu;
const fact = /\d|[`"“«]|\b[A-Z]{2,}\b|\w\(\)|--\w|\w\.\w|(?<=[\p{Ll},;] )\p{Lu}\p{Ll}/gu;
const strong =
  /\b(?:must|never|always|required?|default|deprecated|removed|breaking|security|vulnerab\w*|important|note|warning|caution|danger|error|fail\w*|exception|cannot|only|because|therefore|except|unless|limit\w*|maximum|minimum|version)\b/gi;
const refers =
  /^(?:this|that|these|those|it|they|he|she|also|moreover|furthermore|in addition|for example|for instance|additionally|similarly|of course|however)\b/i;

/** The weight of an answer to the query, relative to a piece's own worth. */
const askedShare = 0.9;
/** Entries of a table of contents, badges and portraits. */
const pointsElsewhere = /^\s*(?:[-*+]|\d{1,3}[.)])\s*(?:\[[^\]]*\]\(#|<img )|^\s*(?:\[!\[|<img )/;

/** Shares of the parts of a score, which are each 0 to 1. */
const weights = { words: 0.1, facts: 0.3, place: 0.5, strong: 0.15, start: 0.1, refers: 0.1, opens: 0.2 };
/** The text directly after these says what they are. */
const named: ReadonlySet<Unit['kind'] | undefined> = new Set(['heading', 'label'] as const);
/** Fewer letters than this between tags say nothing. */
const fewestLetters = 12;
/** Repetition is detected by this many consecutive words. */
const shingle = 3;
/** Numbers that words are given for telling rows apart; three of them make up a whole number that is exact. */
const mostNumbers = 2 ** 17;
/** A unit with fewer rows is too short to count as a repetition. */
const fewestRows = 4;
/** A unit with this share of repeated word rows says nothing new. */
const repeated = 0.75;

/** How much each unit says, 0 to about 1, by its own words and place; no model, the same for the same text. */
export function scoreUnits(units: readonly Unit[]): readonly number[] {
  const words = units.map(({ text }) => wordsOf(text));
  const rarity = rarityOf(words);
  const values = words.map((each) => worthOf(each, rarity));
  const most = highest(values);
  const facts = units.map(({ text }) => (text.match(fact)?.length ?? 0) / (text.length + 40));
  const mostFacts = highest(facts);
  const isRepeated = createRepetition();
  return units.map((unit, index) => {
    const { text } = unit;
    let score =
      weights.words * Math.min(1, (values[index] as number) / most) +
      weights.facts * Math.min(1, (facts[index] as number) / mostFacts) +
      weights.place * placeOf(unit) +
      weights.strong * Math.min(1, (text.match(strong)?.length ?? 0) / 2) +
      weights.start * (1 - index / units.length);
    if (refers.test(text)) score -= weights.refers;
    if (named.has(units[index - 1]?.kind)) score += weights.opens;
    if (pointsElsewhere.test(text) || isMarkup(text)) score *= 0.3;
    if (isRepeated(words[index] as readonly string[])) score *= 0.3;
    return score;
  });
}

/** Whether a piece is tags with hardly a word between them: badges, pictures, breaks. */
function isMarkup(text: string): boolean {
  return /^\s*</.test(text) && (text.replace(/<[^<>]*>/g, '').match(/\p{L}/gu)?.length ?? 0) < fewestLetters;
}

/**
 * The beginning of a paragraph says what it is about; entries of lists, rows and code each say something of their own,
 * and of numbered steps each is needed for the next.
 */
function placeOf({ kind, place, text }: Unit): number {
  if (kind === 'item' && /^\s*\d/.test(text)) return 1;
  if (kind === 'sentence') return 1 / (1 + place);
  return kind === 'code' ? 0.5 : 0.7 / (1 + place * 0.1);
}

/**
 * How well each unit answers the query, 0 to 0.9. A query of many words of which no unit contains more than one is not
 * about this text, and counts for little.
 */
export function scoreAsked(units: readonly Unit[], query: string): readonly number[] {
  const terms = queryTerms(query);
  if (terms.length === 0) return units.map(() => 0);
  const scores = createBm25(units.map(({ text }) => text)).score(query);
  const best = scores.indexOf(scores.reduce((most, score) => Math.max(most, score), 0));
  const most = scores[best] as number;
  if (most === 0) return scores;
  const text = (units[best] as Unit).text.toLowerCase();
  const matched = terms.filter((term) => text.includes(term)).length;
  const trust = Math.min(1, Math.max((2 * matched) / terms.length, (matched - 1) / 3));
  return scores.map((score) => (askedShare * trust * score) / most);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(word) ?? [];
}

/** How rare words are among units: the logarithm of units divided by units that have the word. */
function rarityOf(units: readonly (readonly string[])[]): (word: string) => { rarity: number; units: number } {
  const counts = new Map<string, number>();
  for (const words of units) for (const each of new Set(words)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return (each) => {
    const count = counts.get(each) ?? 1;
    return { rarity: Math.log(1 + units.length / count), units: count };
  };
}

/**
 * The mean worth of a unit's words: those that occur elsewhere too, but not everywhere, are what the document is about.
 */
function worthOf(words: readonly string[], rarity: (word: string) => { rarity: number; units: number }): number {
  if (words.length === 0) return 0;
  let sum = 0;
  for (const each of new Set(words)) {
    if (each.length < 3) continue;
    const { rarity: rare, units } = rarity(each);
    sum += rare * Math.log(1 + Math.min(units, 8));
  }
  return sum / Math.sqrt(words.length + 4);
}

/** Creates the check whether most rows of words occurred in earlier units; it remembers those of each unit. */
function createRepetition(): (words: readonly string[]) => boolean {
  const numbers = new Map<string, number>();
  const seen = new Set<number>();
  const numberOf = (each: string): number => {
    const known = numbers.get(each);
    if (known !== undefined) return known;
    numbers.set(each, numbers.size + 1);
    return numbers.size;
  };
  return (words) => {
    let known = 0;
    let rows = 0;
    let row = 0;
    for (const [at, each] of words.entries()) {
      row = (row % mostNumbers ** (shingle - 1)) * mostNumbers + (numberOf(each) % mostNumbers);
      if (at + 1 < shingle) continue;
      rows++;
      if (seen.has(row)) known++;
      else seen.add(row);
    }
    return rows >= fewestRows && known >= rows * repeated;
  };
}

function highest(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  // The maximum is often an outlier, so the 95th percentile is the measure.
  return sorted[Math.floor(sorted.length * 0.95)] || sorted.at(-1) || 1;
}
