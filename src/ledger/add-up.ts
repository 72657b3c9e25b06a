import { addCounts, type DaySum, type GrowingCounts, type SumCounter, type SumGroup } from '../model/day-sums.ts';
import { beforeThisVersion } from '../model/ledger.ts';
import type { ReadCounter } from './bill.ts';
import type { CacheShare } from './cache-sums.ts';
import { roundTo } from './rounding.ts';
import { shareOf } from './scaled.ts';
import type { TokenFactor, TokenFactors } from './token-factor.ts';

/** Groups of gains, whose tokens and dollars are scaled. */
const gainGroups: ReadonlySet<SumGroup> = new Set(['tool', 'kind', 'command', 'way']);
/** Single counters that are scaled alike. */
const scaledCounters: ReadonlySet<string> = new Set<SumCounter>([
  'tokensRemoved',
  'tokensRetrieved',
  'dollars',
  'dollarsRetrieved',
  'notSent',
]);
/** Counters that a bill is made of. */
const billCounters: readonly SumCounter[] = ['requests', 'paid', 'dollars', 'breakpointDollars', 'pricedLater'];

/** Several sums as one, scaled by the current factors and not yet rounded. */
export type ScaledTotal = {
  readonly counts: GrowingCounts;
  readonly byAgent: Map<string, Map<string, number>>;
  readonly byPayer: Map<string, Map<string, number>>;
  readonly byApi: Map<string, CacheShare>;
  readonly standIns: Map<string, string>;
  readonly tokenFactors: Map<string, Pick<TokenFactor, 'factor' | 'receipts'>>;
  /** Milliseconds since the epoch of the first request and of the last. */
  first: number;
  last: number;
};

/** A sum whose gains are scaled. */
export type ScaledSum = DaySum & { readonly scale?: TokenFactor };

/** A total of nothing. */
export function emptyTotal(): ScaledTotal {
  return {
    counts: new Map(),
    byAgent: new Map(),
    byPayer: new Map(),
    byApi: new Map(),
    standIns: new Map(),
    tokenFactors: new Map(),
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
  };
}

/**
 * A sum with saved tokens and dollars scaled by the current factor, whatever it was booked with. Figures from receipts
 * themselves, such as those on the cache, stay as they are; so do sums of rows of older versions.
 */
export function scaledSum<T extends DaySum>(sum: T, factors: TokenFactors | undefined): T & ScaledSum {
  if (factors === undefined || sum.key.tokenFactor === undefined) return sum;
  const scale = factors(sum.key);
  const share = shareOf(sum.key, scale);
  if (share === 1) return { ...sum, scale };
  const counts = new Map(
    Array.from(sum.counts, ([group, names]) => {
      const isScaled = (name: string) => gainGroups.has(group) || (group === 'whole' && scaledCounters.has(name));
      const times = (numbers: readonly number[]) => numbers.map((number) => number * share);
      return [group, new Map(Array.from(names, ([name, own]) => [name, isScaled(name) ? times(own) : own]))];
    }),
  );
  return { ...sum, scale, counts };
}

/** Adds a scaled sum to a total. */
export function addScaled(total: ScaledTotal, sum: ScaledSum): void {
  const { key, counts, scale } = sum;
  addCounts(total.counts, counts);
  const counter = counterIn(counts);
  addBill(total.byAgent, key.agent ?? beforeThisVersion, counter);
  addBill(total.byPayer, key.payer ?? beforeThisVersion, counter);
  const { could, read } = total.byApi.get(key.api) ?? { could: 0, read: 0 };
  total.byApi.set(key.api, { could: could + counter('could'), read: read + counter('couldRead') });
  if (key.pricedAs !== undefined) total.standIns.set(key.model, key.pricedAs);
  if (scale !== undefined) {
    total.tokenFactors.set(scale.tokenizer, { factor: roundTo(scale.factor, 1e4), receipts: scale.receipts });
  }
  total.first = Math.min(total.first, sum.first);
  total.last = Math.max(total.last, sum.last);
}

/** Reads single counters. */
export function counterIn(counts: DaySum['counts']): ReadCounter {
  const whole = counts.get('whole');
  return (counter) => whole?.get(counter)?.[0] ?? 0;
}

function addBill(bills: Map<string, Map<string, number>>, name: string, counter: ReadCounter): void {
  const bill = bills.get(name) ?? new Map<string, number>();
  bills.set(name, bill);
  for (const each of billCounters) bill.set(each, (bill.get(each) ?? 0) + counter(each));
}
