import type { Elements } from './elements.ts';

const maxCounted = 12;
const maxNamed = 4;
const maxFields = 3;
const maxCandidates = 60;
const maxCharacters = 160;
const plainWords = /^[\w .:/@+-]{1,24}$/;
const plainNumber = /^-?\d{1,12}(?:\.\d{1,6})?$/;
/** A string that would read as another type without its quotes: `"true"`, `"1"`, `"null"`. */
const literalInQuotes = /^"(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"$/;
const time = /^"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?[\d.Z:+-]*"$/;

/** Summarises the elements that were left out in a few words, or writes nothing if nothing short can be said. */
export type Summarise = (gone: readonly number[]) => string | undefined;

/**
 * How the values of a field are summarised: counted by value, as the smallest and largest number, as the first and last
 * time.
 */
type Field = { readonly path: string; readonly raw: readonly string[]; readonly how: 'counts' | 'numbers' | 'times' };

/**
 * Chooses the fields that say most about an array's elements and returns the function that summarises those that were
 * left out, given by index: counts by value for fields with few values, the range of a number, the span of a time.
 */
export function summariser(elements: Elements): Summarise {
  const fields = fieldsOf(elements);
  return (gone) => {
    if (gone.length < 2) return undefined;
    const parts: string[] = [];
    let left = maxCharacters;
    for (const { path, raw, how } of fields) {
      const values = gone.map((index) => raw[index] as string);
      const words = how === 'counts' ? countsOf(values) : rangeOf(values, how);
      const part = words === undefined || path === '' ? words : `${path}: ${words}`;
      if (part === undefined || part.length > left) continue;
      left -= part.length;
      parts.push(part);
    }
    return parts.length === 0 ? undefined : parts.join('; ');
  };
}

function fieldsOf({ columns, nodes }: Elements): readonly Field[] {
  const found: Record<Field['how'], Field[]> = { counts: [], times: [], numbers: [] };
  for (const { path, repeats, raw } of columns.slice(0, maxCandidates)) {
    if (repeats || raw.length !== nodes.length || (path !== '' && !plainWords.test(path))) continue;
    const how = hardlyDifferent(raw) ?? (raw.every((value) => plainNumber.test(value)) ? 'numbers' : undefined);
    if (how === 'one') continue;
    if (how !== undefined) found[how].push({ path, raw, how });
    else if (raw.every((value) => time.test(value))) found.times.push({ path, raw, how: 'times' });
  }
  return [...found.counts.slice(0, 2), ...found.times.slice(0, 1), ...found.numbers.slice(0, 1)].slice(0, maxFields);
}

/** `one` if all values are the same, `counts` if they are few; stops as soon as they are many. */
function hardlyDifferent(values: readonly string[]): 'one' | 'counts' | undefined {
  const most = Math.min(maxCounted, values.length / 4);
  const different = new Set<string>();
  for (const value of values) {
    different.add(value);
    if (different.size > most) return undefined;
  }
  return different.size === 1 ? 'one' : 'counts';
}

function countsOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const spelled = [...counts].map(([raw, count]) => {
    const bare = raw.replace(/^"|"$/g, '');
    return { bare, word: literalInQuotes.test(raw) ? raw : bare, count };
  });
  if (!spelled.every(({ bare }) => plainWords.test(bare))) return undefined;
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
