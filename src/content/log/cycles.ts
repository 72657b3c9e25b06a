import { kindredFamilies } from './kindred.ts';
import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/** Fewer heads than this do not show a cycle. */
const fewestHeads = 3;
/** The share of distances between heads that must be like the usual one. */
const regularShare = 0.5;
/** Distances are alike if they differ by no more than this share of the usual one. */
const distanceSlack = 0.2;
/** Families that alternate in opening cycles: their combined distances are nearly as alike as those of each. */
const nearlyAsAlike = 0.9;
/** The share of its lines that must differ for a family to open records. */
const varyingShare = 0.6;
/** Families that vary by less than this share of the most varied one do not compete with it. */
const nearlyAs = 0.95;

/** Numbers with or without a unit, and memory addresses: measures, not names. */
const measure =
  /0x[0-9a-f]+|(?<![\w.-])[-+~]?\d+(?:[.,:]\d+)*(?: ?(?:%|[µmn]?s|[KMGT]?i?B|kB|bytes|ms|sec|seconds))?(?![\w-])/g;

/** Where the cycles of a log begin. */
export type Cycles = {
  /** The heads among lines of one sequence, in order; empty if no cycle is found. */
  readonly headsAmong: (lines: readonly number[]) => readonly number[];
  /** The families that open most sequences: the first line of a request says what it is. */
  readonly openersOf: (sequences: readonly (readonly number[])[]) => ReadonlySet<number>;
};

/** Places in a sequence, and how alike their distances are; 0 if they follow no pattern. */
type Places = { readonly places: readonly number[]; readonly alike: number };

/** Finds the cycles of a log: the family whose lines differ most from one another opens them. */
export function findCycles(survey: Survey): Cycles {
  const kindred = kindredFamilies(survey);
  return {
    headsAmong: (lines) => headsAmong(survey, kindred, lines),
    openersOf: (sequences) => openersOf(survey, kindred, sequences),
  };
}

function headsAmong(
  { families, bare }: Survey,
  kindred: readonly (readonly number[])[],
  lines: readonly number[],
): readonly number[] {
  const members = new Map<number, number[]>();
  for (const [place, line] of lines.entries()) {
    const family = families.of[line] as number;
    const places = members.get(family);
    if (places === undefined) members.set(family, [place]);
    else places.push(place);
  }
  const single = new Map([...members].map(([family, places]) => [family, regularity(places, lines.length)]));
  const regular = [...single.values(), ...joined(kindred, single, lines.length)].filter(({ alike }) => alike > 0);
  const rated = regular.map(({ places }) => {
    const texts = places.map((place) => withoutTimes(bare[lines[place] as number] as string));
    return { places, names: distinct(texts.map((text) => text.replace(measure, '#'))), texts: distinct(texts) };
  });
  const best = mostVaried(rated, ({ names }) => names) ?? mostVaried(rated, ({ texts }) => texts);
  return best === undefined ? [] : best.places.map((place) => lines[place] as number);
}

/**
 * Related families that alternate in opening cycles (`GET`, `POST`): their combined distances are no less alike than
 * those of one.
 */
function* joined(
  kindred: readonly (readonly number[])[],
  single: ReadonlyMap<number, Places>,
  total: number,
): Generator<Places> {
  for (const group of kindred) {
    const here = group.flatMap((family) => single.get(family) ?? []);
    if (here.length < 2) continue;
    const places = here.flatMap((each) => each.places).sort((one, other) => one - other);
    const together = regularity(places, total);
    if (here.every(({ alike }) => alike * nearlyAsAlike <= together.alike)) yield together;
  }
}

type Rated = { readonly places: readonly number[]; readonly names: number; readonly texts: number };

/** The family with the most different lines; of those that come close, the one that opens the cycle. */
function mostVaried(rated: readonly Rated[], variety: (each: Rated) => number): Rated | undefined {
  const varied = rated.filter((each) => variety(each) >= Math.max(fewestHeads, each.places.length * varyingShare));
  const most = varied.reduce((largest, each) => Math.max(largest, variety(each)), 0);
  const rivals = varied.filter((each) => variety(each) >= most * nearlyAs);
  const opens = (each: Rated, other: Rated) => {
    const earlier = (each.places[0] as number) - (other.places[0] as number);
    return earlier < 0 || (earlier === 0 && each.places.length > other.places.length);
  };
  return rivals.reduce<Rated | undefined>(
    (first, each) => (first === undefined || opens(each, first) ? each : first),
    undefined,
  );
}

function distinct(texts: readonly string[]): number {
  return new Set(texts).size;
}

/** The share of distances between places that are like the usual one, if they follow a pattern. */
function regularity(places: readonly number[], total: number): Places {
  if (places.length < fewestHeads || places.length > total / 2) return { places, alike: 0 };
  const distances = places.slice(1).map((place, index) => place - (places[index] as number));
  const usual = Int32Array.from(distances).sort()[distances.length >> 1] as number;
  const alike = distances.filter((distance) => Math.abs(distance - usual) <= usual * distanceSlack).length;
  const isRegular = usual >= 2 && alike >= distances.length * regularShare;
  return { places, alike: isRegular ? alike / distances.length : 0 };
}

function openersOf(
  { families }: Survey,
  kindred: readonly (readonly number[])[],
  sequences: readonly (readonly number[])[],
): ReadonlySet<number> {
  const opened = new Map<number, number>();
  for (const [first] of sequences) {
    const family = families.of[first as number] as number;
    opened.set(family, (opened.get(family) ?? 0) + 1);
  }
  const isUsual = (count: number) => count >= fewestHeads && count >= sequences.length * regularShare;
  const openers = new Set([...opened].filter(([, count]) => isUsual(count)).map(([family]) => family));
  for (const group of kindred) {
    const opening = group.filter((family) => opened.has(family));
    const count = opening.reduce((sum, family) => sum + (opened.get(family) as number), 0);
    if (isUsual(count)) for (const family of opening) openers.add(family);
  }
  return openers;
}
