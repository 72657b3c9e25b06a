import { lineAt, type Scan } from './scan.ts';

/** A text of fewer lines is not a series with outliers. */
const fewestLines = 100;
/** Kinds of lines, as a share of all lines, up to which a text is repetitive. */
const mostKinds = 0.1;
/** More single lines than this, as a share of all lines, are not exceptions. */
const mostRare = 0.02;
/** Fewer numbers than this are not a series. */
export const fewestNumbers = 50;
/** A number this many times the next largest is an outlier. */
const farOut = 8;
/** More numbers than this are not exceptions but a second kind. */
const mostFarOut = 3;
/** How many columns of numbers are examined in lines of one kind. */
const mostColumns = 12;

/** Lines of a repetitive text whose words are in no other line; empty for texts that do not repeat themselves. */
export function findRareLines(scan: Scan): readonly number[] {
  const { count: total, kinds } = scan;
  if (total < fewestLines) return [];
  const counts = new Map<number, number>();
  for (const kind of kinds) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (counts.size > total * mostKinds) return [];
  }
  const rare: number[] = [];
  for (const [index, kind] of kinds.entries()) {
    if (counts.get(kind) === 1 && /[A-Za-z]{3}/.test(lineAt(scan, index))) rare.push(index);
  }
  return rare.length > total * mostRare ? [] : rare;
}

/** Lines with a number far above those in the same place of all lines with the same words: one of 98,765 ms among thousands of 20 ms. */
export function findFarLines(scan: Scan): readonly number[] {
  const { count: total, kinds, numberStarts, numbers } = scan;
  if (total < fewestNumbers) return [];
  const groups = new Map<number, number[]>();
  for (let index = 0; index < total; index++) {
    const count = (numberStarts[index + 1] as number) - (numberStarts[index] as number);
    if (count === 0) continue;
    const key = (kinds[index] as number) * 64 + Math.min(count, 63);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  const far = new Set<number>();
  for (const group of groups.values()) {
    if (group.length < fewestNumbers) continue;
    const start = numberStarts[group[0] as number] as number;
    const columns = Math.min(mostColumns, (numberStarts[(group[0] as number) + 1] as number) - start);
    for (let column = 0; column < columns; column++) {
      const values = group.map((index) => numbers[(numberStarts[index] as number) + column] as number);
      for (const place of findFarOut(values)) far.add(group[place] as number);
    }
  }
  return [...far].sort((a, b) => a - b);
}

/** The places of up to three numbers that are at least eight times as large as all others. Linear. */
export function findFarOut(values: readonly number[]): readonly number[] {
  if (values.length < fewestNumbers) return [];
  const top: number[] = [];
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (top.length > mostFarOut && value <= (values[top[mostFarOut] as number] as number)) continue;
    let at = top.length;
    while (at > 0 && (values[top[at - 1] as number] as number) < value) at--;
    top.splice(at, 0, place);
    if (top.length > mostFarOut + 1) top.pop();
  }
  for (let count = 1; count <= mostFarOut; count++) {
    const least = values[top[count - 1] as number] as number;
    const next = values[top[count] as number] as number;
    if (next > 0 && least >= next * farOut) return top.slice(0, count);
  }
  return [];
}
