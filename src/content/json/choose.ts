import type { Traits } from './traits.ts';
import { findAsked, findFailures, findOutliers, findRare } from './unusual.ts';

/** How much is kept besides what stands out: a factor on the number of ordinary elements. */
export type Strength = 1 | 2 | 4;

const ends = 3;
const maxOrdinary = 120;
const failureShare: Readonly<Record<Strength, number>> = { 1: 0.1, 2: 0.2, 4: 0.4 };

/**
 * Which elements of an array are kept: the first and last, what stands out (failures, far numbers, rare values, other
 * shapes, what the call asked for), and an even spread of ordinary ones whose number follows how soon elements stop
 * being new.
 */
export function chooseElements(elements: readonly Traits[], call: string, strength: Strength): readonly boolean[] {
  const total = elements.length;
  const kept = new Set<number>();
  for (let index = 0; index < Math.min(ends, total); index++) {
    kept.add(index);
    kept.add(total - 1 - index);
  }
  for (const index of findFailures(elements, failureShare[strength])) kept.add(index);
  for (const find of [findOutliers, findRare]) for (const index of find(elements)) kept.add(index);
  for (const index of findAsked(elements, call)) kept.add(index);
  const ordinary = Math.min(total, maxOrdinary * strength, Math.ceil(ordinaryCount(elements) * strength));
  for (let rank = 0; rank < ordinary; rank++) kept.add(Math.floor(((rank + 0.5) * total) / ordinary));
  return elements.map((_, index) => kept.has(index));
}

/** Between a few and twice the square root of the number of elements, by the knee of their novelty. */
function ordinaryCount(elements: readonly Traits[]): number {
  const root = Math.sqrt(elements.length);
  return Math.min(Math.max(kneeOf(noveltyCurve(elements)), root / 2), root * 2);
}

/** How many different path-and-value pairs the first elements of an even spread have shown, one point per element. */
function noveltyCurve(elements: readonly Traits[]): readonly number[] {
  const seen = new Set<string>();
  const curve: number[] = [];
  const points = Math.min(elements.length, 200);
  for (let point = 0; point < points; point++) {
    const element = elements[Math.floor((point * elements.length) / points)] as Traits;
    for (const [path, values] of element.scalars)
      for (const raw of values) if (raw.length <= 24) seen.add(`${path}=${raw}`);
    curve.push(seen.size);
  }
  return curve;
}

/**
 * The knee of a rising curve: the point farthest above the line between its ends
 * (V. Satopää et al., "Finding a 'Kneedle' in a Haystack", 2011).
 */
export function kneeOf(curve: readonly number[]): number {
  const first = curve[0];
  const last = curve.at(-1);
  if (first === undefined || last === undefined || last <= first) return 0;
  let best = 0;
  let knee = 0;
  for (const [index, value] of curve.entries()) {
    const distance = (value - first) / (last - first) - index / (curve.length - 1);
    if (distance > best) {
      best = distance;
      knee = index + 1;
    }
  }
  return knee;
}
