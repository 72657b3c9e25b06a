import type { Column, Elements } from './elements.ts';

/** An unusual element, and how far it is from the rest. */
export type Outlier = {
  readonly index: number;
  /** 0 for the farthest of its path. */
  readonly rank: number;
  /** How many standard deviations it is from the mean. */
  readonly deviations: number;
  /** How many standard deviations closer the next one is. */
  readonly lead: number;
};

/** Elements that hold a rare value, path by path. */
export type RareInPath = readonly number[];

const maxPerPath = 3;
const minNumbers = 8;
const maxCategories = 12;
const fewFailures = 20;
const ordered = /(?:^|[._])(?:id|ids|timestamp|time|date|created|updated|offset|index|seq|sequence|position)$/i;
const number = /^"?-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"?$/;

/** The elements with the numbers farthest from the others of their path, with their distance in standard deviations. */
export function findOutliers({ columns }: Elements): readonly Outlier[] {
  const found: Outlier[] = [];
  for (const { path, index, raw } of columns) {
    if (raw.length < minNumbers || !number.test(raw[0] as string) || ordered.test(path)) continue;
    const values = raw.map((each) =>
      number.test(each) ? Number(each.startsWith('"') ? each.slice(1, -1) : each) : NaN,
    );
    let count = 0;
    let sum = 0;
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      count++;
      sum += value;
    }
    if (count < minNumbers || count < values.length * 0.8) continue;
    const mean = sum / count;
    const squares = values.reduce((total, value) => total + (Number.isFinite(value) ? (value - mean) ** 2 : 0), 0);
    const deviation = Math.sqrt(squares / count);
    if (!(deviation > 0) || !Number.isFinite(deviation)) continue;
    const top = farthest(values, mean);
    for (const [rank, { at, distance }] of top.entries()) {
      const lead = (distance - (top[rank + 1]?.distance ?? distance)) / deviation;
      found.push({ index: index[at] as number, rank, deviations: distance / deviation, lead });
    }
  }
  return found;
}

/** The places of the values farthest from the mean, farthest first. */
function farthest(values: readonly number[], mean: number): readonly { at: number; distance: number }[] {
  const top: { at: number; distance: number }[] = [];
  for (let at = 0; at < values.length; at++) {
    const distance = Math.abs((values[at] as number) - mean);
    if (!(distance > (top[maxPerPath - 1]?.distance ?? -1))) continue;
    let place = top.length;
    while (place > 0 && (top[place - 1] as { distance: number }).distance < distance) place--;
    top.splice(place, 0, { at, distance });
    top.length = Math.min(top.length, maxPerPath);
  }
  return top;
}

/** Elements with a rare value in a path where values repeat, with a rare path, or with keys of their own. */
export function findRare({ columns, shapes, nodes }: Elements): readonly RareInPath[] {
  const rareCount = Math.max(1, Math.floor(nodes.length * 0.01));
  const found: RareInPath[] = [];
  for (const column of columns) {
    const holders = column.index.length <= rareCount * 4 ? new Set(column.index) : undefined;
    if (holders !== undefined && holders.size <= rareCount && !column.repeats) found.push([...holders]);
    else found.push(rareValues(column, rareCount));
  }
  const byShape = grouped(shapes, [...shapes.keys()], Number.POSITIVE_INFINITY) as ReadonlyMap<
    string,
    readonly number[]
  >;
  found.push([...byShape.values()].flatMap((indices) => (indices.length <= rareCount ? indices : [])));
  return found.filter((indices) => indices.length > 0);
}

function rareValues({ raw, index }: Column, rareCount: number): RareInPath {
  const most = Math.max(2, Math.min(maxCategories * 2, raw.length / 4));
  const byValue = grouped(raw, index, most);
  if (byValue === undefined || byValue.size < 2) return [];
  return [...byValue.values()].flatMap((indices) => {
    if (indices.length > rareCount * 4) return [];
    const different = [...new Set(indices)];
    return different.length <= rareCount ? different : [];
  });
}

/** Indices by value; `undefined` if there are more values than `most`. */
function grouped(
  values: readonly string[],
  index: readonly number[],
  most: number,
): ReadonlyMap<string, readonly number[]> | undefined {
  const groups = new Map<string, number[]>();
  for (let at = 0; at < values.length; at++) {
    const known = groups.get(values[at] as string);
    if (known !== undefined) known.push(index[at] as number);
    else if (groups.size >= most) return undefined;
    else groups.set(values[at] as string, [index[at] as number]);
  }
  return groups;
}

/**
 * Indices of elements that report a failure: all if they are few (up to `share` of the elements, 0 to 1), else the
 * first and last of each kind.
 */
export function findFailures({ failures, nodes }: Elements, share: number): ReadonlySet<number> {
  const few = Math.max(fewFailures * Math.min(1, share * 10), nodes.length * share);
  if (failures.size <= few) return new Set(failures.keys());
  const ends = new Map<string, { first: number; last: number }>();
  for (const [index, kinds] of failures) {
    for (const kind of kinds) ends.set(kind, { first: ends.get(kind)?.first ?? index, last: index });
  }
  return new Set([...ends.values()].flatMap(({ first, last }) => [first, last]));
}
