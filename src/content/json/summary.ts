import type { Traits } from './traits.ts';

const maxCounted = 12;
const maxNamed = 4;
const maxFields = 3;
const maxCandidates = 60;
const maxCharacters = 160;
const plainWords = /^[\w .:/@+-]{1,24}$/;
const plainNumber = /^-?\d{1,12}(?:\.\d{1,6})?$/;
const time = /^"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?[\d.Z:+-]*"$/;

/** Writes a few words on the elements that were left out, or nothing where there is nothing short to say. */
export type Summarise = (gone: readonly number[]) => string | undefined;

/** How the values of a field are told: counted by value, as the smallest and largest number, as the first and last time. */
type Field = { readonly path: string; readonly how: 'counts' | 'numbers' | 'times' };

/**
 * Chooses the fields that tell most about an array's elements and returns the function that sums up those that were
 * left out, given by index: counts by value for fields with few values, the range of a number, the span of a time.
 */
export function summariser(elements: readonly Traits[]): Summarise {
  const fields = fieldsOf(elements);
  return (gone) => {
    if (gone.length < 2) return undefined;
    const parts: string[] = [];
    let left = maxCharacters;
    for (const { path, how } of fields) {
      const values = gone.flatMap((index) => (elements[index] as Traits).scalars.get(path)?.[0] ?? []);
      if (values.length < gone.length) continue;
      const words = how === 'counts' ? countsOf(values) : rangeOf(values, how);
      const part = words === undefined || path === '' ? words : `${path}: ${words}`;
      if (part === undefined || part.length > left) continue;
      left -= part.length;
      parts.push(part);
    }
    return parts.length === 0 ? undefined : parts.join('; ');
  };
}

function fieldsOf(elements: readonly Traits[]): readonly Field[] {
  const found: Record<Field['how'], Field[]> = { counts: [], times: [], numbers: [] };
  for (const path of [...(elements[0]?.scalars.keys() ?? [])].slice(0, maxCandidates)) {
    if (path.includes('[]') || (path !== '' && !plainWords.test(path))) continue;
    const values = elements.flatMap(({ scalars }) => scalars.get(path)?.[0] ?? []);
    const different = new Set(values);
    if (values.length < elements.length || different.size < 2) continue;
    const how =
      different.size <= Math.min(maxCounted, elements.length / 4)
        ? 'counts'
        : values.every((value) => plainNumber.test(value))
          ? 'numbers'
          : values.every((value) => time.test(value))
            ? 'times'
            : undefined;
    if (how !== undefined) found[how].push({ path, how });
  }
  return [...found.counts.slice(0, 2), ...found.times.slice(0, 1), ...found.numbers.slice(0, 1)].slice(0, maxFields);
}

function countsOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const spelled = [...counts].map(([raw, count]) => ({ word: raw.replace(/^"|"$/g, ''), count }));
  if (!spelled.every(({ word }) => plainWords.test(word))) return undefined;
  spelled.sort((a, b) => b.count - a.count);
  if (spelled.length === 1) return `all ${(spelled[0] as { word: string }).word}`;
  const named = spelled.slice(0, maxNamed).map(({ word, count }) => `${count} ${word}`);
  const rest = spelled.slice(maxNamed).reduce((sum, { count }) => sum + count, 0);
  return `${named.join(', ')}${rest === 0 ? '' : `, ${rest} other`}`;
}

function rangeOf(values: readonly string[], how: 'numbers' | 'times'): string {
  const plain = values.map((value) => value.replaceAll('"', ''));
  let least = plain[0] as string;
  let most = least;
  const before = (a: string, b: string) => (how === 'numbers' ? Number(a) < Number(b) : a < b);
  for (const value of plain) {
    if (before(value, least)) least = value;
    if (before(most, value)) most = value;
  }
  return `${least} to ${most}`;
}
