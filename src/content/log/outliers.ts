import type { Survey } from './survey.ts';

/** How many lines of one family make a series. */
const fewestLines = 30;
/** How many numbers of a line are compared. */
const mostColumns = 12;
/** A value this many times the bound of nearly all others is an outlier. */
const factor = 5;
/** The share of values that count as usual. */
const usual = 0.98;
/** More outliers than this in one column are a second population; the largest of them stays. */
const mostOutliers = 4;
/** Longer numbers are ids. */
const longestNumber = 12;

const number = /(?<![\w.:/#-])\d+(?:[.,]\d+)*(?![\w-]*[./:-]\w)/g;

/**
 * Indices of lines whose number is far from those in the same place in other lines of its family: one request of 98,765
 * ms among thousands of 20 ms. Dates, addresses and ids do not count. Linear but for the sorting of each column.
 */
export function findOutliers(survey: Survey): readonly number[] {
  const families = new Map<number, number[]>();
  for (let index = 0; index < survey.lines.length; index++) {
    const family = survey.families.of[index] as number;
    if ((survey.families.counts[family] as number) < fewestLines) continue;
    const members = families.get(family);
    if (members === undefined) families.set(family, [index]);
    else members.push(index);
  }
  const found = new Set<number>();
  for (const members of families.values()) {
    const rows = members.map((index) => readNumbers(survey.lines[index] as string));
    for (let column = 0; column < mostColumns; column++) {
      const values = rows.map((row) => row[column] ?? Number.NaN);
      for (const row of outliersOf(values)) found.add(members[row] as number);
    }
  }
  return [...found];
}

function readNumbers(line: string): readonly number[] {
  const values: number[] = [];
  if (line.length > 2000) return values;
  for (const [text] of line.matchAll(number)) {
    values.push(readNumber(text));
    if (values.length === mostColumns) break;
  }
  return values;
}

/** `98,765` and `1.5` are values; `10.0.0.1` and ids are not. */
function readNumber(text: string): number {
  if (text.length > longestNumber) return Number.NaN;
  const grouped = /^\d{1,3}(?:,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.');
  return Number(grouped);
}

/** The outliers of a column, a handful at most. */
function outliersOf(values: readonly number[]): readonly number[] {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length < fewestLines) return [];
  const sorted = Float64Array.from(known).sort();
  const high = sorted[Math.floor((sorted.length - 1) * usual)] as number;
  const limit = Math.max(high * factor, high + factor);
  let largest = -1;
  const rows: number[] = [];
  for (const [row, value] of values.entries()) {
    if (!(value > limit)) continue;
    if (largest < 0 || value > (values[largest] as number)) largest = row;
    if (rows.length <= mostOutliers) rows.push(row);
  }
  if (rows.length > mostOutliers) return [largest];
  return rows;
}
