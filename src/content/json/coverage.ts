import type { Traits } from './traits.ts';

/** What is wanted of a cover. */
export type CoverWish = {
  /** The smallest share of all there is to be seen that one more element must add, 0 to 1. */
  readonly leastGain: number;
  /** Characters of elements that may be added. */
  readonly budget: number;
  readonly most: number;
};

const mostCandidates = 300;
const mostTraits = 64;
const wordsOfText = 24;
const shortValue = 40;

/**
 * Ordinary elements that together show what an array holds: one after the other the element that adds most that was
 * not seen yet for its length (greedy maximum coverage; G. Nemhauser et al., "An analysis of approximations for
 * maximizing submodular set functions", 1978), until the next adds too little. What elements are compared by has
 * numbers, identifiers and times masked, and counts for more the more elements share it; what only one has is no
 * trait of the array.
 */
export function coverElements(
  elements: readonly Traits[],
  kept: ReadonlySet<number>,
  wish: CoverWish,
): readonly number[] {
  const step = Math.max(1, elements.length / mostCandidates);
  const candidates: { index: number; traits: readonly string[]; cost: number }[] = [];
  for (let at = step / 2; at < elements.length; at += step) {
    const index = Math.floor(at);
    const { words } = elements[index] as Traits;
    candidates.push({ index, traits: maskedTraits(elements[index] as Traits), cost: words.length });
  }
  const counts = new Map<string, number>();
  for (const { traits } of candidates) for (const trait of traits) counts.set(trait, (counts.get(trait) ?? 0) + 1);
  const weights = new Map<string, number>();
  for (const [trait, count] of counts) if (count > 1) weights.set(trait, Math.sqrt(count));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const index of kept) for (const trait of maskedTraits(elements[index] as Traits)) weights.delete(trait);
  return pickGreedily(
    candidates.filter(({ index }) => !kept.has(index)),
    weights,
    total,
    wish,
  );
}

function pickGreedily(
  candidates: { index: number; traits: readonly string[]; cost: number }[],
  weights: Map<string, number>,
  total: number,
  wish: CoverWish,
): readonly number[] {
  const picked: number[] = [];
  let left = wish.budget;
  const open = new Set(candidates);
  while (picked.length < wish.most && open.size > 0) {
    let best: (typeof candidates)[number] | undefined;
    let bestGain = 0;
    let bestWorth = 0;
    for (const candidate of open) {
      const gain = candidate.traits.reduce((sum, trait) => sum + (weights.get(trait) ?? 0), 0);
      const worth = gain / Math.sqrt(candidate.cost + 1);
      if (candidate.cost > left || gain < total * wish.leastGain) open.delete(candidate);
      else if (worth > bestWorth) {
        best = candidate;
        bestGain = gain;
        bestWorth = worth;
      }
    }
    if (best === undefined || bestGain === 0) break;
    for (const trait of best.traits) weights.delete(trait);
    picked.push(best.index);
    open.delete(best);
    left -= best.cost;
  }
  return picked;
}

/** What an element is compared by: its shape, its short values and the words of its long ones, each masked. */
function maskedTraits({ scalars, shape }: Traits): readonly string[] {
  const traits = new Set<string>([shape]);
  for (const [path, values] of scalars) {
    if (traits.size >= mostTraits) break;
    const raw = values[0] as string;
    if (!raw.startsWith('"')) {
      traits.add(`${path}=${/^-?\d/.test(raw) ? '#' : raw}`);
    } else if (raw.length <= shortValue) {
      traits.add(`${path}=${mask(raw)}`);
    } else {
      for (const word of mask(raw.slice(0, 400)).split(/[^\p{L}\p{N}#_]+/u, wordsOfText)) traits.add(`${path}~${word}`);
    }
  }
  return [...traits];
}

/** A text without what differs from element to element for its own sake: numbers, hexadecimal digits, times. */
export function mask(text: string): string {
  return text.replace(/\b(?=[\da-fA-F-]*\d)[\da-fA-F]{6,}(?:-[\da-fA-F]+)*\b/g, '#').replace(/\d+/g, '#');
}
