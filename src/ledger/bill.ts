import type { SumCounter } from '../model/day-sums.ts';
import { roundDollars, shareOfWhole } from './rounding.ts';

/** What some requests cost, in dollars at list price, output included. */
export type Bill = {
  readonly requests: number;
  readonly paid: number;
  /** `paid` and all that was saved: by shorter prompts, less what fetching originals cost, and by breakpoints. */
  readonly wouldHaveCost: number;
  /** Share of `wouldHaveCost` that was saved; negative if more was spent, 0 if nothing was. */
  readonly savedShare: number;
  /** Requests of older versions whose cost was filled in later, at the prices of that day. */
  readonly pricedLater: number;
};

/** Reads single counters of a sum; dollars that were saved are scaled. */
export type ReadCounter = (counter: SumCounter) => number;

/** The bill of a sum. */
export function billOf(counter: ReadCounter): Bill {
  const paid = counter('paid');
  const saved = counter('dollars') + counter('breakpointDollars');
  const wouldHaveCost = paid + saved;
  return {
    requests: counter('requests'),
    paid: roundDollars(paid),
    wouldHaveCost: roundDollars(wouldHaveCost),
    savedShare: wouldHaveCost > 0 ? shareOfWhole(saved, wouldHaveCost) : 0,
    pricedLater: counter('pricedLater'),
  };
}
