import { type Asked, findAsked } from './asked.ts';
import { findChanges } from './change.ts';
import { type Coverage, coverageOf, coverElements } from './coverage.ts';
import type { Elements } from './elements.ts';
import { findFailures, findOutliers, findRare, type Outlier, type RareInPath } from './unusual.ts';

/** A factor for how much is kept besides unusual elements; 0: hardly anything. */
export type Strength = 0 | 1 | 2 | 4;

/** What a strength keeps. */
type Rule = {
  /** Elements at either end. */
  readonly first: number;
  readonly last: number;
  /** Up to this share of the elements, all that report a failure stay; beyond it, one of each kind of report. */
  readonly failures: number;
  /** Elements that are kept because they were asked for. */
  readonly asked: number;
  /** Elements with a rare value, per path. */
  readonly rare: number;
  /** The budget of ordinary elements: a share of all characters, and the least that one more must add. */
  readonly ordinary: number;
  readonly leastGain: number;
  /**
   * How many elements stay at least, times the square root of their number; evenly spaced if there is no other reason
   * to choose.
   */
  readonly spread: number;
};

const rules: Readonly<Record<Strength, Rule>> = {
  0: { first: 1, last: 1, failures: 0.04, asked: 2, rare: 4, ordinary: 0, leastGain: 1, spread: 0 },
  1: { first: 4, last: 3, failures: 0.1, asked: 8, rare: 20, ordinary: 0.12, leastGain: 0.003, spread: 2 },
  2: { first: 5, last: 4, failures: 0.2, asked: 12, rare: 40, ordinary: 0.2, leastGain: 0.001, spread: 3.5 },
  4: { first: 6, last: 4, failures: 0.4, asked: 24, rare: 80, ordinary: 0.35, leastGain: 0.0003, spread: 5 },
};
const leastOrdinary = 1_200;
const mostOrdinary = 120;
const mostSpread = 90;
const inRow = 3;
const farDeviations = 3;
const topDeviations = 2.2;
const leadAlone = 0.8;

/** What was found in the elements of an array; the same for every strength. */
export type Survey = {
  readonly elements: Elements;
  readonly outliers: readonly Outlier[];
  readonly rare: readonly RareInPath[];
  readonly changes: ReadonlySet<number>;
  readonly asked: { readonly named: readonly number[]; readonly best: readonly number[] };
  readonly coverage: Coverage;
};

/** Examines the elements of an array once. */
export function survey(elements: Elements, asked: Asked): Survey {
  return {
    elements,
    outliers: findOutliers(elements),
    rare: findRare(elements),
    changes: findChanges(elements),
    asked: findAsked(elements, asked),
    coverage: coverageOf(elements),
  };
}

/**
 * Which elements of an array are kept: the first and last, unusual ones (failures, outliers, lasting changes, rare
 * values, other shapes), those that are looked for, and ordinary ones that show what the array contains.
 */
export function chooseElements({ elements, ...found }: Survey, strength: Strength): readonly boolean[] {
  const rule = rules[strength];
  const total = elements.nodes.length;
  const kept = new Set<number>(findFailures(elements, rule.failures));
  for (let index = 0; index < Math.min(rule.first, total); index++) kept.add(index);
  for (let index = 0; index < Math.min(rule.last, total); index++) kept.add(total - 1 - index);
  for (const { index, rank, deviations, lead } of found.outliers) {
    const farAlone = rank === 0 && deviations >= topDeviations && lead >= leadAlone;
    if (farAlone || deviations >= farFrom(total, rank, strength)) kept.add(index);
  }
  for (const indices of found.rare) for (const index of indices.slice(0, rule.rare)) kept.add(index);
  for (const index of found.asked.named) kept.add(index);
  for (const index of found.asked.best.slice(0, rule.asked)) kept.add(index);
  if (strength > 0) for (const index of found.changes) kept.add(index);
  if (rule.ordinary > 0) {
    const characters = elements.nodes.reduce((sum, { start, end }) => sum + end - start, 0);
    const budget = Math.max(leastOrdinary, characters * rule.ordinary);
    const wish = { leastGain: rule.leastGain, budget, most: mostOrdinary * strength };
    for (const index of coverElements(found.coverage, kept, wish)) kept.add(index);
  }
  const least = Math.min(mostSpread, Math.sqrt(total) * rule.spread);
  // A few consecutive ones, to show how one follows the other.
  const runs = rule.spread === 0 ? 0 : Math.ceil((least - kept.size) / inRow);
  for (let rank = 0; rank < runs; rank++) {
    const middle = Math.floor(((rank + 0.5) * total) / runs);
    for (let index = middle - 1; index < Math.min(total, middle - 1 + inRow); index++) kept.add(Math.max(0, index));
  }
  return elements.nodes.map((_, index) => kept.has(index));
}

/**
 * From how many standard deviations on a number is an outlier: the largest of n normal deviations is about sqrt(2 ln
 * n).
 */
function farFrom(total: number, rank: number, strength: Strength): number {
  if (strength === 0) return Math.sqrt(2 * Math.log(total)) + 0.2;
  return rank === 0 ? topDeviations : farDeviations;
}
