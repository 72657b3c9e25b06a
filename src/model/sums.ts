import { type LeftAloneReason, leftAloneReasons } from './decision.ts';
import type { RequestRow } from './ledger.ts';

/** What some requests of one model saved, scaled by one factor: tokens counted once, net dollars. */
export type SumPart = Pick<
  RequestRow,
  'api' | 'model' | 'tokenFactor' | 'tokensRemoved' | 'tokensRetrieved' | 'dollars'
>;

/** What is known of some requests whatever factor holds. */
type PlainSums = {
  readonly requests: number;
  /** What breakpoints saved, apart from the dollars of shorter prompts. */
  readonly breakpointDollars: number;
  /** What the answers cost at list price, output included. */
  readonly paid: number;
  /** How many of the requests used a login, which is not billed by use. */
  readonly byLogin: number;
  /** Outputs that were left as they were, by reason. */
  readonly leftAlone: Readonly<Partial<Record<LeftAloneReason, number>>>;
};

/** What some requests saved, as they were booked. It can be added up, and is scaled when it is shown. */
export type BookedSums = PlainSums & { readonly parts: readonly SumPart[] };

/** What some requests saved, as it is shown: tokens counted once, net dollars. */
export type RecordedSums = PlainSums & {
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  readonly dollars: number;
};

/** The sum over no request. */
export const noSums: BookedSums = {
  requests: 0,
  parts: [],
  breakpointDollars: 0,
  paid: 0,
  byLogin: 0,
  leftAlone: {},
};

/** What some rows of the ledger saved. */
export function sumsOf(rows: readonly RequestRow[]): BookedSums {
  return addSums(
    rows.map((row) => ({
      requests: 1,
      parts: [row],
      breakpointDollars: row.breakpoints?.dollars ?? 0,
      paid: row.paid ?? 0,
      byLogin: row.payer === 'login' ? 1 : 0,
      leftAlone: row.leftAlone,
    })),
  );
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
  const sum = (pick: (each: BookedSums) => number) => sums.reduce((total, each) => total + pick(each), 0);
  return {
    requests: sum(({ requests }) => requests),
    parts: [...parts.values()],
    breakpointDollars: sum(({ breakpointDollars }) => breakpointDollars),
    paid: sum(({ paid }) => paid),
    byLogin: sum(({ byLogin }) => byLogin),
    leftAlone: addReasons(sums),
  };
}

function addReasons(sums: readonly BookedSums[]): BookedSums['leftAlone'] {
  const found = leftAloneReasons.map((reason) => {
    return [reason, sums.reduce((total, { leftAlone }) => total + (leftAlone[reason] ?? 0), 0)] as const;
  });
  return Object.fromEntries(found.filter(([, count]) => count > 0));
}

/**
 * A sum as it is shown.
 * @param shareOf the multiplier of a part's tokens and dollars; by default they are shown as booked
 */
export function totalOf({ parts, ...plain }: BookedSums, shareOf: (part: SumPart) => number = () => 1): RecordedSums {
  const sum = (pick: (part: SumPart) => number) => parts.reduce((total, part) => total + pick(part) * shareOf(part), 0);
  return {
    ...plain,
    tokensRemoved: Math.round(sum((part) => part.tokensRemoved)),
    tokensRetrieved: Math.round(sum((part) => part.tokensRetrieved)),
    dollars: sum((part) => part.dollars),
  };
}
