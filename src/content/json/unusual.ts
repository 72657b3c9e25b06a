import type { Traits } from './traits.ts';

const farDeviations = 3;
const topDeviations = 2.2;
const maxPerPath = 3;
const minNumbers = 8;
const maxCategories = 12;
const fewFailures = 20;

/**
 * Indices of elements with a number far from the others of its path: beyond three standard deviations, or the largest
 * or smallest and beyond 2.2. With `onlyFarthest` what is farther than the farthest of so many normally is.
 */
export function findOutliers(elements: readonly Traits[], onlyFarthest = false): ReadonlySet<number> {
  const found = new Set<number>();
  // The largest of n normal deviations is about sqrt(2 ln n).
  const farthest = Math.sqrt(2 * Math.log(elements.length)) + 0.2;
  for (const [path, places] of byPath(elements)) {
    if (/(?:^|[._])(?:id|ids|timestamp|time|date|created|updated|offset|index|seq|sequence|position)$/i.test(path))
      continue;
    const numbers = places.flatMap(({ index, raw }) => {
      const value = /^"?-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"?$/.test(raw) ? Number(raw.replaceAll('"', '')) : Number.NaN;
      return Number.isFinite(value) ? [{ index, value }] : [];
    });
    if (numbers.length < minNumbers || numbers.length < places.length * 0.8) continue;
    const mean = numbers.reduce((sum, each) => sum + each.value, 0) / numbers.length;
    const deviation = Math.sqrt(numbers.reduce((sum, each) => sum + (each.value - mean) ** 2, 0) / numbers.length);
    if (!(deviation > 0) || !Number.isFinite(deviation)) continue;
    const ranked = numbers
      .map(({ index, value }) => ({ index, value, distance: Math.abs(value - mean) / deviation }))
      .sort((a, b) => b.distance - a.distance || a.index - b.index);
    for (const [rank, { index, distance }] of ranked.slice(0, maxPerPath).entries()) {
      const far = onlyFarthest ? farthest : rank === 0 ? topDeviations : farDeviations;
      if (distance >= far) found.add(index);
    }
  }
  return found;
}

/**
 * Indices of elements with a value that hardly any other has, in a path where values repeat; missing paths count as a
 * value, so an element with a key of its own is found too. At most `mostPerPath` for one path.
 */
export function findRare(elements: readonly Traits[], mostPerPath: number): ReadonlySet<number> {
  const found = new Set<number>();
  const rareCount = Math.max(1, Math.floor(elements.length * 0.01));
  for (const [path, places] of byPath(elements)) {
    const holders = new Set(places.map(({ index }) => index));
    if (holders.size <= rareCount && !path.includes('[]')) {
      for (const index of [...holders].slice(0, mostPerPath)) found.add(index);
      continue;
    }
    const most = Math.max(maxCategories, places.length / 4);
    const byValue = grouped(
      places.map(({ index, raw }) => ({ value: raw, index })),
      most,
    );
    const categorical = byValue.size > 1 && byValue.size <= Math.max(2, Math.min(maxCategories * 2, places.length / 4));
    if (!categorical) continue;
    const rare = [...byValue.values()].flatMap((indices) => (indices.size <= rareCount ? [...indices] : []));
    for (const index of rare.slice(0, mostPerPath)) found.add(index);
  }
  for (const indices of grouped(elements.map(({ shape }, index) => ({ value: shape, index }))).values()) {
    if (indices.size <= rareCount) for (const index of indices) found.add(index);
  }
  return found;
}

/**
 * Indices of elements that report a failure: all where they are few (up to `share` of the elements, 0 to 1), else the
 * first and last of each kind of report.
 */
export function findFailures(elements: readonly Traits[], share: number): ReadonlySet<number> {
  const failed = [...elements.keys()].filter((index) => (elements[index] as Traits).failures.length > 0);
  if (failed.length <= Math.max(fewFailures * Math.min(1, share * 10), elements.length * share)) return new Set(failed);
  const ends = new Map<string, { first: number; last: number }>();
  for (const index of failed) {
    for (const failure of (elements[index] as Traits).failures) {
      ends.set(failure, { first: ends.get(failure)?.first ?? index, last: index });
    }
  }
  return new Set([...ends.values()].flatMap(({ first, last }) => [first, last]));
}

/** Indices by value; stops once there are more values than `most`. */
function grouped(
  entries: readonly { readonly value: string; readonly index: number }[],
  most = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, ReadonlySet<number>> {
  const groups = new Map<string, Set<number>>();
  for (const { value, index } of entries) {
    const known = groups.get(value);
    if (known === undefined) groups.set(value, new Set([index]));
    else known.add(index);
    if (groups.size > most) break;
  }
  return groups;
}

function byPath(elements: readonly Traits[]): ReadonlyMap<string, { index: number; raw: string }[]> {
  const paths = new Map<string, { index: number; raw: string }[]>();
  for (const [index, { scalars }] of elements.entries()) {
    for (const [path, values] of scalars) {
      let places = paths.get(path);
      if (places === undefined) {
        places = [];
        paths.set(path, places);
      }
      for (const raw of values) places.push({ index, raw });
    }
  }
  return paths;
}
