import { lastAtMost } from '../../lib/lists.ts';
import { findCycles } from './cycles.ts';
import { recordNames } from './record-names.ts';
import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/** Other failing tests are named in full; after a sign, the name is relative to the suite before it. */
const partOfSuite = /^\s*[✗✘✕×]/;
/** A word that could name a record: letters and digits together. */
const nameWord = /(?=[\w./-]*\d)(?=[\w./-]*[A-Za-z])[\w./-]{3,}/g;

/** The head of the record that a line belongs to, by its index; `undefined` if none is known or the line needs none. */
export type HeadOf = (index: number) => number | undefined;

/**
 * Finds where the records of a log begin: lines that come in cycles (one for each host, file, module or batch) are opened by the
 * family whose lines differ most from one another. Where lines name their record themselves, each name has cycles of its own.
 * Where there are fewer than three heads, or no pattern in their distances, nothing is known.
 */
export function findHeads(survey: Survey): HeadOf {
  const cycles = findCycles(survey);
  const names = recordNames(survey);
  if (names === undefined) {
    const heads = cycles.headsAmong(survey.lines.map((_, index) => index));
    return (index) => headFor(survey, heads, index);
  }
  const byName = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    if (name === undefined) continue;
    const lines = byName.get(name);
    if (lines === undefined) byName.set(name, [index]);
    else lines.push(index);
  }
  const openers = cycles.openersOf([...byName.values()]);
  const headsOf = new Map<string, readonly number[]>();
  for (const [name, lines] of byName) {
    const heads = cycles.headsAmong(lines);
    headsOf.set(
      name,
      heads.length > 0 ? heads : lines.filter((line) => openers.has(survey.families.of[line] as number)),
    );
  }
  return (index) => {
    const name = names[index];
    return name === undefined ? undefined : headFor(survey, headsOf.get(name) ?? [], index, name);
  };
}

/** The nearest head before a line, unless the line itself says what only that head says. */
function headFor(
  { bare, weights }: Survey,
  heads: readonly number[],
  index: number,
  name?: string,
): number | undefined {
  const place = lastAtMost(heads, index);
  const head = heads[place];
  if (head === undefined || head === index) return undefined;
  const line = withoutTimes(bare[index] as string);
  if (weights[index] === 'verdict' && !partOfSuite.test(line)) return undefined;
  const wordsOf = (other: number | undefined) =>
    other === undefined ? [] : (withoutTimes(bare[other] as string).match(nameWord) ?? []);
  const shared = new Set([...wordsOf(heads[place - 1]), ...wordsOf(heads[place + 1])]);
  const own = wordsOf(head).filter((word) => !shared.has(word) && (name === undefined || !word.includes(name)));
  return own.some((word) => line.includes(word)) ? undefined : head;
}
