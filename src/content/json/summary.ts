import type { Range } from '../marker.ts';
import type { Traits } from './traits.ts';

const maxValues = 4;
const maxFields = 2;
const maxCandidates = 60;
const plainWords = /^[\w .:/@+-]{1,24}$/;
const plainNumber = /^-?\d{1,12}(?:\.\d{1,6})?$/;

/** Writes a few words on the elements of a gap, or nothing where there is nothing short to say. */
export type Summarise = (range: Range) => string | undefined;

/**
 * Chooses the fields that tell most about an array's elements and returns the function that summarises a gap: counts
 * by value for fields with few values, the smallest and largest number for a numeric one.
 */
export function summariser(elements: readonly Traits[]): Summarise {
  const fields = fieldsOf(elements);
  return ([first, last]) => {
    const gone = elements.slice(first - 1, last);
    if (gone.length < 2) return undefined;
    const parts: string[] = [];
    for (const { path, counted } of fields) {
      const values = gone.flatMap(({ scalars }) => scalars.get(path)?.[0] ?? []);
      const words = values.length < gone.length ? undefined : counted ? countsOf(values) : rangeOf(values);
      if (words !== undefined) parts.push(path === '' ? words : `${path}: ${words}`);
    }
    return parts.length === 0 ? undefined : parts.join('; ');
  };
}

function fieldsOf(elements: readonly Traits[]): readonly { path: string; counted: boolean }[] {
  const counted: { path: string; counted: boolean }[] = [];
  const ranged: { path: string; counted: boolean }[] = [];
  for (const path of [...(elements[0]?.scalars.keys() ?? [])].slice(0, maxCandidates)) {
    if (path.includes('[]') || (path !== '' && !plainWords.test(path))) continue;
    const values = elements.flatMap(({ scalars }) => scalars.get(path)?.[0] ?? []);
    if (values.length < elements.length) continue;
    const different = new Set(values);
    if (different.size > 1 && different.size <= Math.min(12, elements.length / 4))
      counted.push({ path, counted: true });
    else if (different.size > 1 && values.every((value) => plainNumber.test(value)))
      ranged.push({ path, counted: false });
  }
  return [...counted.slice(0, maxFields), ...ranged.slice(0, 1)].slice(0, maxFields);
}

function countsOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > maxValues) return undefined;
  const spelled = [...counts].map(([raw, count]) => ({ word: raw.replace(/^"|"$/g, ''), count }));
  if (!spelled.every(({ word }) => plainWords.test(word))) return undefined;
  spelled.sort((a, b) => b.count - a.count);
  return spelled.map(({ word, count }) => (spelled.length === 1 ? `all ${word}` : `${count} ${word}`)).join(', ');
}

function rangeOf(values: readonly string[]): string {
  const sorted = [...values].sort((a, b) => Number(a) - Number(b));
  return `${sorted[0]} to ${sorted.at(-1)}`;
}
