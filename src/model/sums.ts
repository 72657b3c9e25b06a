import type { RequestRow } from './ledger.ts';

/** What some requests of one model brought, scaled by one factor: tokens counted once, net dollars. */
export type SumPart = Pick<
  RequestRow,
  'api' | 'model' | 'tokenFactor' | 'tokensRemoved' | 'tokensRetrieved' | 'dollars'
>;

/** What some requests brought, as they were booked. It can be added up, and is scaled when it is shown. */
export type BookedSums = {
  readonly requests: number;
  readonly parts: readonly SumPart[];
  /** What breakpoints brought, apart from the dollars of the parts. */
  readonly breakpointDollars: number;
};

/** What some requests brought, as it is shown: tokens counted once, net dollars. */
export type RecordedSums = {
  readonly requests: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  readonly dollars: number;
  /** What breakpoints brought, apart from `dollars`. */
  readonly breakpointDollars: number;
};

/** What some rows of the ledger brought. */
export function sumsOf(rows: readonly RequestRow[]): BookedSums {
  return addSums(rows.map((row) => ({ requests: 1, parts: [row], breakpointDollars: row.breakpoints?.dollars ?? 0 })));
}

/** Several sums as one, with a part for each model and factor. */
export function addSums(sums: readonly BookedSums[]): BookedSums {
  const parts = new Map<string, SumPart>();
  for (const { api, model, tokenFactor, ...part } of sums.flatMap((sum) => sum.parts)) {
    const key = JSON.stringify([api, model, tokenFactor]);
    const before = parts.get(key);
    parts.set(key, {
      api,
      model,
      tokenFactor,
      tokensRemoved: (before?.tokensRemoved ?? 0) + part.tokensRemoved,
      tokensRetrieved: (before?.tokensRetrieved ?? 0) + part.tokensRetrieved,
      dollars: (before?.dollars ?? 0) + part.dollars,
    });
  }
  return {
    requests: sums.reduce((total, { requests }) => total + requests, 0),
    parts: [...parts.values()],
    breakpointDollars: sums.reduce((total, { breakpointDollars }) => total + breakpointDollars, 0),
  };
}

/**
 * A sum as it is shown.
 * @param shareOf what the tokens and dollars of a part are multiplied by; they are shown as booked when left out
 */
export function totalOf(
  { requests, parts, breakpointDollars }: BookedSums,
  shareOf: (part: SumPart) => number = () => 1,
): RecordedSums {
  const sum = (pick: (part: SumPart) => number) => parts.reduce((total, part) => total + pick(part) * shareOf(part), 0);
  return {
    requests,
    tokensRemoved: Math.round(sum((part) => part.tokensRemoved)),
    tokensRetrieved: Math.round(sum((part) => part.tokensRetrieved)),
    dollars: sum((part) => part.dollars),
    breakpointDollars,
  };
}
