import type { Elements } from './elements.ts';
import { childrenOf, type JsonNode } from './tree.ts';

/** Limits of a cover. */
export type CoverWish = {
  /** The smallest share of all traits that one more element must add, 0 to 1. */
  readonly leastGain: number;
  /** Characters of elements that may be added. */
  readonly budget: number;
  readonly most: number;
};

/** A candidate element with the numbers of its traits. */
type Candidate = { readonly index: number; readonly traits: readonly number[]; readonly cost: number };

/** The candidates and their traits. */
export type Coverage = { readonly candidates: readonly Candidate[]; readonly weights: readonly number[] };

const mostCandidates = 200;
const mostTraits = 48;
const wordsOfText = 24;
const shortValue = 40;
const longest = 300;

/**
 * What an even spread of an array's elements shows. Elements are compared by their shape, their short values and the
 * words of their long ones, with numbers, identifiers and times masked; the more elements share a trait, the more it
 * counts, and a trait of a single element does not count.
 */
export function coverageOf({ nodes, shapes }: Elements): Coverage {
  const step = Math.max(1, nodes.length / mostCandidates);
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const candidates: Candidate[] = [];
  for (let at = step / 2; at < nodes.length; at += step) {
    const index = Math.floor(at);
    const node = nodes[index] as JsonNode;
    const traits: number[] = [];
    for (const trait of maskedTraits(node, shapes[index] as string)) {
      const number = numbers.get(trait) ?? numbers.size;
      numbers.set(trait, number);
      counts[number] = (counts[number] ?? 0) + 1;
      traits.push(number);
    }
    candidates.push({ index, traits, cost: node.end - node.start });
  }
  return { candidates, weights: counts.map((count) => (count > 1 ? Math.sqrt(count) : 0)) };
}

/**
 * Ordinary elements that together show what an array holds: repeatedly the element that adds most new traits for its
 * length (greedy maximum coverage; G. Nemhauser et al., "An analysis of approximations for maximizing submodular set
 * functions", 1978), until the next adds too little.
 */
export function coverElements(coverage: Coverage, kept: ReadonlySet<number>, wish: CoverWish): readonly number[] {
  const weights = [...coverage.weights];
  const least = weights.reduce((sum, weight) => sum + weight, 0) * wish.leastGain;
  const picked: number[] = [];
  let left = wish.budget;
  let open: Candidate[] = [];
  for (const candidate of coverage.candidates) {
    if (kept.has(candidate.index)) for (const trait of candidate.traits) weights[trait] = 0;
    else open.push(candidate);
  }
  while (picked.length < wish.most) {
    let best: Candidate | undefined;
    let bestWorth = 0;
    open = open.filter((candidate) => {
      let gain = 0;
      for (const trait of candidate.traits) gain += weights[trait] as number;
      if (candidate.cost > left || gain < least || gain === 0) return false;
      const worth = gain / Math.sqrt(candidate.cost + 1);
      if (worth > bestWorth) {
        best = candidate;
        bestWorth = worth;
      }
      return true;
    });
    if (best === undefined) break;
    for (const trait of best.traits) weights[trait] = 0;
    picked.push(best.index);
    left -= best.cost;
  }
  return picked;
}

function maskedTraits(node: JsonNode, shape: string): ReadonlySet<string> {
  const traits = new Set<string>([shape]);
  const visit = (value: JsonNode, path: string): void => {
    if (traits.size >= mostTraits) return;
    if (value.type !== 'scalar') {
      for (const [index, child] of childrenOf(value).entries()) {
        visit(child, value.type === 'record' ? `${path}.${value.keys[index]}` : path);
        if (value.type === 'list' && index >= 4) break;
      }
      return;
    }
    const { raw } = value;
    if (!raw.startsWith('"')) traits.add(`${path}=${/^-?\d/.test(raw) ? '#' : raw}`);
    else if (raw.length <= shortValue) traits.add(`${path}=${mask(raw)}`);
    else for (const word of mask(raw.slice(0, longest)).split(/[^\p{L}\p{N}#_]+/u, wordsOfText)) traits.add(word);
  };
  visit(node, '');
  return traits;
}

/** A text without the parts that are unique to each element: numbers, hexadecimal digits, times. */
function mask(text: string): string {
  return text.replace(/\b(?=[a-fA-F-]*\d)[\da-fA-F]{6,}(?:-[\da-fA-F]+)*\b/g, '#').replace(/\d+/g, '#');
}
