import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import { allFilledIn, type PriceOf } from './fill-in.ts';
import { withUnbooked } from './passes.ts';
import { scaled } from './scaled.ts';
import { type Summary, summarise } from './summarise.ts';
import { type FactsOf, fitTokenFactors, type TokenFactors } from './token-factor.ts';

/** The ledger as it is read for figures. */
export type ReadLedger = {
  requests(filter?: RequestFilter): Iterable<RequestRow>;
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
 * @param by also the figures of each day or session
 */
export function report(
  ledger: ReadLedger | undefined,
  query: { readonly filter: RequestFilter; readonly by?: 'daily' | 'session' },
  factsOf: FactsOf & PriceOf,
  unbooked: readonly RequestRow[] = [],
): Summary {
  const rows = withUnbooked(ledger?.requests(query.filter) ?? [], unbooked, query.filter);
  return summarise(scaled(allFilledIn(rows, factsOf), factorsIn(ledger, factsOf)), query.by);
}
