import { createSumTable, type DaySum, daySumOf } from '../model/day-sums.ts';
import type { Dimension, RequestRow } from '../model/ledger.ts';
import { addScaled, emptyTotal, scaledSum } from './add-up.ts';
import {
  entryName,
  isSplitting,
  nameIn,
  type SplittingDimension,
  splittingOf,
  type WindowedSum,
} from './dimensions.ts';
import { type Figures, figuresOf } from './figures.ts';
import { createGroups, type Groups } from './groups.ts';
import { type Savings, savingsOf } from './savings.ts';
import type { TokenFactors } from './token-factor.ts';

export type { Figures } from './figures.ts';

/** Figures by their names, one for each requested dimension. */
export type SummaryRow<T = Figures> = { readonly names: readonly string[]; readonly figures: T };

/** Figures, with those of each name, day or session if asked for. */
export type Summary = Figures & {
  /** By dimensions that split requests: periods in their order, sessions by their first request, others by dollars saved. */
  readonly rows?: readonly SummaryRow[];
  /** If one of the dimensions is command, kind or tool, which split what was saved: the most dollars first. */
  readonly savings?: readonly SummaryRow<Savings>[];
};

/**
 * Adds up sums of the ledger. The only place that does so, so that every view agrees.
 * @param factors the multipliers of tokens and dollars; by default these are as they were booked
 * @throws {HeadroomError} `usage` for dimensions that cannot be crossed
 */
export function addUp(sums: Iterable<WindowedSum>, by: readonly Dimension[] = [], factors?: TokenFactors): Summary {
  const splitting = splittingOf(by);
  const whole = emptyTotal();
  const requests = createGroups(emptyTotal);
  const gains = createGroups<number[]>(() => []);
  for (const sum of sums) {
    const scaled = scaledSum(sum, factors);
    addScaled(whole, scaled);
    if (by.length === 0) continue;
    if (splitting === undefined) addScaled(requests.of(namesOf(by, scaled), scaled.first), scaled);
    else addEntries(gains, by, splitting, scaled);
  }
  const figures = figuresOf(whole);
  if (by.length === 0) return figures;
  if (splitting === undefined) {
    const rows = requests.ordered(by, (total) => total.counts.get('whole')?.get('dollars')?.[0] ?? 0);
    return { ...figures, rows: rows.map(({ names, sum }) => ({ names, figures: figuresOf(sum) })) };
  }
  const rows = gains.ordered(by, ([, dollars = 0]) => dollars);
  return { ...figures, savings: rows.map(({ names, sum }) => ({ names, figures: savingsOf(sum) })) };
}

/** The figures of loaded rows. */
export function summarise(rows: Iterable<RequestRow>, by: readonly Dimension[] = [], factors?: TokenFactors): Summary {
  return addUp(sumsOfRows(rows, by.includes('session')), by, factors);
}

/** Rows as sums. */
export function sumsOfRows(rows: Iterable<RequestRow>, bySession: boolean): readonly DaySum[] {
  const table = createSumTable();
  for (const row of rows) table.add(daySumOf(row, bySession));
  return table.sums();
}

function namesOf(by: readonly Dimension[], sum: WindowedSum): readonly string[] {
  return by.flatMap((dimension) => (isSplitting(dimension) ? [] : [nameIn(dimension, sum)]));
}

/** Adds each entry of a gain under its own name, among those of the other dimensions. */
function addEntries(
  groups: Groups<number[]>,
  by: readonly Dimension[],
  splitting: SplittingDimension,
  sum: WindowedSum,
): void {
  for (const [entry, numbers] of sum.counts.get(splitting) ?? []) {
    const own = entryName(splitting, entry);
    const names = by.map((dimension) => (isSplitting(dimension) ? own : nameIn(dimension, sum)));
    const group = groups.of(names, sum.first);
    for (const [index, number] of numbers.entries()) group[index] = (group[index] ?? 0) + number;
  }
}
