import type { DaySum, SumDetail } from '../model/day-sums.ts';
import type { Dimension, RequestFilter, RequestRow } from '../model/ledger.ts';
import { allFilledIn, filledIn, type PriceOf } from './fill-in.ts';
import { notBooked, withUnbooked } from './passes.ts';
import { addUp, type Summary, sumsOfRows } from './summarise.ts';
import { type FactsOf, fitTokenFactors, type TokenFactors } from './token-factor.ts';
import { windowsOf } from './windows.ts';

/** The ledger as it is read for figures. */
export type ReadLedger = {
  requests(filter?: RequestFilter): Iterable<RequestRow>;
  /**
   * What the requests that pass a filter add up to, all as of one moment.
   * @param detail how far they are told apart
   * @param fill gives a row that is not summed yet what was paid
   */
  daySums(filter: RequestFilter, detail: SumDetail, fill: (row: RequestRow) => RequestRow): readonly DaySum[];
  /** Whether a request is in the ledger already. */
  hasRequest(request: Pick<RequestRow, 'time' | 'id'>): boolean;
  /** The latest requests that tell what the provider counts for a text. */
  grownRequests(): readonly RequestRow[];
};

/** The factors that hold now; those of the table where there is no ledger. */
export function factorsIn(ledger: Pick<ReadLedger, 'grownRequests'> | undefined, factsOf: FactsOf): TokenFactors {
  return fitTokenFactors(ledger?.grownRequests() ?? [], factsOf);
}

/**
 * The figures of the ledger and of what waits to get there, every token and dollar scaled by the same factors.
 * @param ledger absent where there is none
 * @param query `by` also gives the figures of each name in these dimensions, crossed where there are several
 * @throws {HeadroomError} `usage` for dimensions that cannot be crossed
 */
export function report(
  ledger: ReadLedger | undefined,
  { filter, by }: { readonly filter: RequestFilter; readonly by?: readonly Dimension[] },
  factsOf: FactsOf & PriceOf,
  unbooked: readonly RequestRow[] = [],
): Summary {
  return reports(ledger, filter, factsOf, unbooked)(by);
}

/**
 * The same for several questions about the same requests: what is read from the ledger is read once.
 * @returns gives the figures by some dimensions
 */
export function reports(
  ledger: ReadLedger | undefined,
  filter: RequestFilter,
  factsOf: FactsOf & PriceOf,
  unbooked: readonly RequestRow[] = [],
): (by?: readonly Dimension[]) => Summary {
  const factors = factorsIn(ledger, factsOf);
  const known = new Map<string, readonly DaySum[]>();
  const sums = (detail: SumDetail) => {
    const name = JSON.stringify(detail);
    const own = known.get(name) ?? [
      ...(ledger?.daySums(filter, detail, (row) => filledIn(row, factsOf)) ?? []),
      ...sumsOfRows(notBooked(ledger, unbooked, filter), detail.bySession === true),
    ];
    known.set(name, own);
    return own;
  };
  return (by = []) => {
    const bySession = by.includes('session');
    if (!by.includes('5h'))
      return addUp(sums({ bySession, byDay: by.some((each) => each === 'day' || each === 'week') }), by, factors);
    const rows = withUnbooked(ledger?.requests(filter) ?? [], unbooked, filter);
    return addUp(windowsOf(allFilledIn(rows, factsOf), bySession), by, factors);
  };
}
