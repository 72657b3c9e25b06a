import type { Range } from '../marker.ts';
import type { Traits } from './traits.ts';

const maxValues = 4;
const maxFields = 2;
const plainValue = /^[\w .:/@+-]{1,24}$/;

/**
 * A few words on the elements that a gap leaves out: counts by value of fields with few values, and the range of a
 * number where there is none.
 */
export function summarise(elements: readonly Traits[], [first, last]: Range): string | undefined {
  const gone = elements.slice(first - 1, last);
  if (gone.length < 2) return undefined;
  const parts: string[] = [];
  let ranges = 0;
  for (const path of (gone[0] as Traits).scalars.keys()) {
    if (parts.length >= maxFields) break;
    if (path.includes('[]') || path.length > 30 || !plainValue.test(path || ' ')) continue;
    const values = gone.map(({ scalars }) => scalars.get(path)?.[0]);
    if (values.includes(undefined)) continue;
    const words = countsOf(values as string[]) ?? (ranges === 0 ? rangeOf(values as string[]) : undefined);
    if (words === undefined) continue;
    if (words.includes(' to ')) ranges++;
    parts.push(path === '' ? words : `${path}: ${words}`);
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function countsOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > maxValues) return undefined;
  }
  if (counts.size > values.length / 2) return undefined;
  const spelled = [...counts].map(([raw, count]) => ({ word: raw.replace(/^"|"$/g, ''), count }));
  if (!spelled.every(({ word }) => plainValue.test(word))) return undefined;
  spelled.sort((a, b) => b.count - a.count);
  return spelled.map(({ word, count }) => (spelled.length === 1 ? `all ${word}` : `${count} ${word}`)).join(', ');
}

function rangeOf(values: readonly string[]): string | undefined {
  if (!values.every((value) => /^-?\d{1,12}(?:\.\d{1,6})?$/.test(value))) return undefined;
  const sorted = [...values].sort((a, b) => Number(a) - Number(b));
  return `${sorted[0]} to ${sorted.at(-1)}`;
}
