import type { RequestRow } from '../model/ledger.ts';
import { roundDollars, shareOfWhole } from './rounding.ts';

/** What some requests cost, in dollars at list price, output included. */
export type Bill = {
  readonly requests: number;
  readonly paid: number;
  /** `paid` and all that was saved: by shorter prompts, less what fetching originals cost, and by breakpoints. */
  readonly wouldHaveCost: number;
  /** Share of `wouldHaveCost` that was saved; negative where more was spent, 0 where nothing was. */
  readonly savedShare: number;
  /** Requests of older versions whose cost was filled in later, at the prices of that day. */
  readonly pricedLater: number;
};

/** Under which name figures are kept that a row of an older version does not tell. */
export const beforeThisVersion = '(before this version)';

/** A sum of bills under way. */
export type BillSum = {
  add(row: Pick<RequestRow, 'paid' | 'dollars' | 'breakpoints' | 'pricedLater'>): void;
  figures(): Bill;
};

/** Starts a sum. */
export function createBillSum(): BillSum {
  let requests = 0;
  let paid = 0;
  let saved = 0;
  let pricedLater = 0;
  return {
    add(row) {
      requests += 1;
      paid += row.paid ?? 0;
      saved += row.dollars + (row.breakpoints?.dollars ?? 0);
      if (row.pricedLater === true) pricedLater += 1;
    },
    figures() {
      const wouldHaveCost = paid + saved;
      const savedShare = wouldHaveCost > 0 ? shareOfWhole(saved, wouldHaveCost) : 0;
      return {
        requests,
        paid: roundDollars(paid),
        wouldHaveCost: roundDollars(wouldHaveCost),
        savedShare,
        pricedLater,
      };
    },
  };
}

/** Bills by a name, such as that of the agent. */
export type BillsByName = {
  add(name: string, row: Parameters<BillSum['add']>[0]): void;
  figures(): Readonly<Record<string, Bill>>;
};

/** Starts sums by a name. */
export function createBillsByName(): BillsByName {
  const sums = new Map<string, BillSum>();
  return {
    add(name, row) {
      const sum = sums.get(name) ?? createBillSum();
      sums.set(name, sum);
      sum.add(row);
    },
    figures: () => Object.fromEntries([...sums].map(([name, sum]) => [name, sum.figures()])),
  };
}
