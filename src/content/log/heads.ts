import { lastAtMost } from '../../lib/lists.ts';
import { recordNames } from './record-names.ts';
import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/** Fewer heads than this show no cycle. */
const fewestHeads = 3;
/** The share of distances between heads that must be like the usual one. */
const regularShare = 0.5;
/** Distances are alike where they differ by no more than this share of the usual one. */
const distanceSlack = 0.2;
/** The share of its lines that must differ for a family to name records. */
const varyingShare = 0.6;
/** Families that vary by less than this share of the most varied are no rivals of it. */
const nearlyAs = 0.95;

/** Numbers with or without a unit, and addresses in memory: measures, not names. */
const measure =
  /0x[0-9a-f]+|(?<![\w.-])[-+~]?\d+(?:[.,:]\d+)*(?: ?(?:%|[µmn]?s|[KMGT]?i?B|kB|bytes|ms|sec|seconds))?(?![\w-])/g;

/** Other failing tests are named in full; behind a sign stands what the suite above calls it. */
const partOfSuite = /^\s*[✗✘✕×]/;
/** A word that could name a record: letters and digits together. */
const nameWord = /(?=[\w./-]*\d)(?=[\w./-]*[A-Za-z])[\w./-]{3,}/g;

/** The head of the record that a line belongs to, by its index; `undefined` where none is known or the line needs none. */
export type HeadOf = (index: number) => number | undefined;

/**
 * Finds where the records of a log begin: lines that come in cycles (one for each host, file, module or batch) are opened by the
 * family whose lines differ most from one another. Where lines name their record themselves, each name has cycles of its own.
 * Where there are fewer than three heads, or no pattern in their distances, nothing is known.
 */
export function findHeads(survey: Survey): HeadOf {
  const names = recordNames(survey);
  if (names === undefined) {
    const heads = headsAmong(
      survey,
      survey.lines.map((_, index) => index),
    );
    return (index) => headFor(survey, heads, index);
  }
  const byName = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    if (name === undefined) continue;
    const lines = byName.get(name);
    if (lines === undefined) byName.set(name, [index]);
    else lines.push(index);
  }
  const openers = findOpeners(survey, [...byName.values()]);
  const headsOf = new Map<string, readonly number[]>();
  for (const [name, lines] of byName) {
    const heads = headsAmong(survey, lines);
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

/** The nearest head above a line, unless the line says itself what that head alone names. */
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

/** The heads among lines of one sequence, in order; empty where no cycle can be told. */
function headsAmong(survey: Survey, lines: readonly number[]): readonly number[] {
  const members = new Map<number, number[]>();
  for (const [place, line] of lines.entries()) {
    const family = survey.families.of[line] as number;
    const places = members.get(family);
    if (places === undefined) members.set(family, [place]);
    else places.push(place);
  }
  const regular = [...members.values()].filter(
    (places) => places.length >= fewestHeads && places.length <= lines.length / 2 && isRegular(places),
  );
  const rated = regular.map((places) => {
    const texts = places.map((place) => withoutTimes(survey.bare[lines[place] as number] as string));
    return { places, names: distinct(texts.map((text) => text.replace(measure, '#'))), texts: distinct(texts) };
  });
  const best = mostVaried(rated, ({ names }) => names) ?? mostVaried(rated, ({ texts }) => texts);
  return best === undefined ? [] : best.places.map((place) => lines[place] as number);
}

type Rated = { readonly places: readonly number[]; readonly names: number; readonly texts: number };

/** The family with the most different lines; of those that come close, the one that opens the cycle. */
function mostVaried(rated: readonly Rated[], variety: (each: Rated) => number): Rated | undefined {
  const varied = rated.filter((each) => variety(each) >= Math.max(fewestHeads, each.places.length * varyingShare));
  const most = varied.reduce((largest, each) => Math.max(largest, variety(each)), 0);
  const rivals = varied.filter((each) => variety(each) >= most * nearlyAs);
  return rivals.reduce<Rated | undefined>(
    (first, each) => (first === undefined || (each.places[0] as number) < (first.places[0] as number) ? each : first),
    undefined,
  );
}

function distinct(texts: readonly string[]): number {
  return new Set(texts).size;
}

/** Whether the distances between the places follow a pattern: enough of them are as long as the usual one. */
function isRegular(places: readonly number[]): boolean {
  const distances = places.slice(1).map((place, index) => place - (places[index] as number));
  const usual = Int32Array.from(distances).sort()[distances.length >> 1] as number;
  const alike = distances.filter((distance) => Math.abs(distance - usual) <= usual * distanceSlack).length;
  return usual >= 2 && alike >= distances.length * regularShare;
}

/** The families that open most sequences: the first line of a request tells what it is. */
function findOpeners(survey: Survey, sequences: readonly (readonly number[])[]): ReadonlySet<number> {
  const opened = new Map<number, number>();
  for (const [first] of sequences) {
    const family = survey.families.of[first as number] as number;
    opened.set(family, (opened.get(family) ?? 0) + 1);
  }
  const usual = [...opened].filter(([, count]) => count >= fewestHeads && count >= sequences.length * regularShare);
  return new Set(usual.map(([family]) => family));
}
