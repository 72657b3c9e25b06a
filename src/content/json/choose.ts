import { type Asked, findAsked } from './asked.ts';
import { findChanges } from './change.ts';
import { coverElements } from './coverage.ts';
import type { Traits } from './traits.ts';
import { findFailures, findOutliers, findRare } from './unusual.ts';

/** How much is kept besides what stands out, by a factor; 0: hardly anything. */
export type Strength = 0 | 1 | 2 | 4;

/** What a strength keeps. */
type Rule = {
  /** Elements at either end. */
  readonly first: number;
  readonly last: number;
  /** Up to this share of the elements all that report a failure stay, else one of each kind of report. */
  readonly failures: number;
  /** Elements that are kept because of what was asked. */
  readonly asked: number;
  /** Elements with a value that hardly any other has, for each such path. */
  readonly rare: number;
  /** What ordinary elements may take: a share of all characters, and the least that one more must add. */
  readonly ordinary: number;
  readonly leastGain: number;
};

const rules: Readonly<Record<Strength, Rule>> = {
  0: { first: 1, last: 1, failures: 0.04, asked: 2, rare: 4, ordinary: 0, leastGain: 1 },
  1: { first: 4, last: 3, failures: 0.1, asked: 8, rare: 20, ordinary: 0.12, leastGain: 0.003 },
  2: { first: 5, last: 4, failures: 0.2, asked: 12, rare: 40, ordinary: 0.2, leastGain: 0.001 },
  4: { first: 6, last: 4, failures: 0.4, asked: 24, rare: 80, ordinary: 0.35, leastGain: 0.0003 },
};
const leastOrdinary = 1_200;
const mostOrdinary = 120;

/**
 * Which elements of an array are kept: the first and last, what stands out (failures, far numbers, lasting changes,
 * rare values, other shapes, what is looked for), and ordinary ones that show what the array holds.
 */
export function chooseElements(elements: readonly Traits[], asked: Asked, strength: Strength): readonly boolean[] {
  const rule = rules[strength];
  const total = elements.length;
  const kept = new Set<number>();
  for (let index = 0; index < Math.min(rule.first, total); index++) kept.add(index);
  for (let index = 0; index < Math.min(rule.last, total); index++) kept.add(total - 1 - index);
  const standOut = [
    findFailures(elements, rule.failures),
    findOutliers(elements, strength === 0),
    findRare(elements, rule.rare),
    findAsked(elements, asked, rule.asked),
  ];
  if (strength > 0) standOut.push(findChanges(elements));
  for (const found of standOut) for (const index of found) kept.add(index);
  if (rule.ordinary > 0) {
    const characters = elements.reduce((sum, { words }) => sum + words.length, 0);
    const budget = Math.max(leastOrdinary, characters * rule.ordinary);
    const wish = { leastGain: rule.leastGain, budget, most: mostOrdinary * strength };
    for (const index of coverElements(elements, kept, wish)) kept.add(index);
  }
  return elements.map((_, index) => kept.has(index));
}
