/** What the requests of one process brought so far. */
export type Totals = {
  readonly requests: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  readonly dollars: number;
};

/** Adds up what was recorded since the process began. */
export type RunningTotals = {
  add(sums: Totals): void;
  read(): Totals;
};

/** An empty sum. */
export function createTotals(): RunningTotals {
  let totals: Totals = { requests: 0, tokensRemoved: 0, tokensRetrieved: 0, dollars: 0 };
  return {
    add(sums) {
      totals = {
        requests: totals.requests + sums.requests,
        tokensRemoved: totals.tokensRemoved + sums.tokensRemoved,
        tokensRetrieved: totals.tokensRetrieved + sums.tokensRetrieved,
        dollars: totals.dollars + sums.dollars,
      };
    },
    read: () => totals,
  };
}
