import type { Traits } from './traits.ts';

const farDeviations = 3;
const topDeviations = 2.2;
const maxPerPath = 3;
const minNumbers = 8;
const maxCategories = 12;
const fewFailures = 20;

/**
 * Indices of elements with a number far from the others of its path: beyond three standard deviations, or the largest
 * or smallest and beyond 2.2.
 */
export function findOutliers(elements: readonly Traits[]): ReadonlySet<number> {
  const found = new Set<number>();
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
      if (distance >= farDeviations || (rank === 0 && distance >= topDeviations)) found.add(index);
    }
  }
  return found;
}

/**
 * Indices of elements with a value that hardly any other has, in a path where values repeat; missing paths count as a
 * value, so an element with a key of its own is found too.
 */
export function findRare(elements: readonly Traits[]): ReadonlySet<number> {
  const found = new Set<number>();
  const rareCount = Math.max(1, Math.floor(elements.length * 0.01));
  for (const [path, places] of byPath(elements)) {
    const holders = new Set(places.map(({ index }) => index));
    if (holders.size <= rareCount && !path.includes('[]')) {
      for (const index of holders) found.add(index);
      continue;
    }
    const most = Math.max(maxCategories, places.length / 4);
    const byValue = grouped(
      places.map(({ index, raw }) => ({ value: raw, index })),
      most,
    );
    const categorical = byValue.size > 1 && byValue.size <= Math.max(2, Math.min(maxCategories * 2, places.length / 4));
    if (!categorical) continue;
    for (const indices of byValue.values())
      if (indices.size <= rareCount) for (const index of indices) found.add(index);
  }
  for (const indices of grouped(elements.map(({ shape }, index) => ({ value: shape, index }))).values()) {
    if (indices.size <= rareCount) for (const index of indices) found.add(index);
  }
  return found;
}

/**
 * Indices of elements that report a failure: all where they are few (up to `share` of the elements, 0 to 1), else the
 * first of each kind of report.
 */
export function findFailures(elements: readonly Traits[], share: number): ReadonlySet<number> {
  const failed = [...elements.keys()].filter((index) => (elements[index] as Traits).failures.length > 0);
  if (failed.length <= Math.max(fewFailures, elements.length * share)) return new Set(failed);
  const seen = new Set<string>();
  const found = new Set<number>();
  for (const index of failed) {
    for (const failure of (elements[index] as Traits).failures) {
      if (!seen.has(failure)) found.add(index);
      seen.add(failure);
    }
  }
  return found;
}

/** Indices of elements that hold a word of the call, where the word is not in most of them. */
export function findAsked(elements: readonly Traits[], call: string): ReadonlySet<number> {
  const words = new Set(call.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu) ?? []);
  const found = new Set<number>();
  for (const word of [...words].slice(0, 40)) {
    const holders = [...elements.keys()].filter((index) => (elements[index] as Traits).words.includes(word));
    if (holders.length <= Math.max(2, elements.length * 0.1)) for (const index of holders) found.add(index);
  }
  return found;
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
