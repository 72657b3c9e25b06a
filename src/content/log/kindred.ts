import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';
import { lineTemplate } from './template.ts';

/** Words of a line that are compared. */
const comparedWords = 12;

/**
 * Families whose lines differ in one word, or only in a name: `GET /a` and `POST /b`, `Importing a.csv` and `Importing
 * errors.csv`. Each may be in several groups. Linear in the words of one line a family.
 */
export function kindredFamilies({ bare, families }: Survey): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  const seen = new Set<number>();
  for (const [index, family] of families.of.entries()) {
    if (seen.has(family)) continue;
    seen.add(family);
    for (const key of keysOf(bare[index] as string)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [family]);
      else group.push(family);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/**
 * The words of a line with one of them masked, once for each; a line of a single word has nothing in common with
 * others.
 */
function keysOf(line: string): ReadonlySet<string> {
  const words = lineTemplate(withoutTimes(line), true).split(' ').slice(0, comparedWords);
  if (words.length < 2) return new Set();
  return new Set(words.map((_, masked) => words.map((word, place) => (place === masked ? '*' : word)).join(' ')));
}
