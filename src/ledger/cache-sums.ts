import { type CacheLoss, cacheLosses } from '../model/cache.ts';
import type { Gain } from '../model/ledger.ts';
import type { ReadCounter } from './bill.ts';
import { roundDollars } from './rounding.ts';

/** What could have been read from the cache, and what was, in the provider's own tokens. */
export type CacheShare = { readonly could: number; readonly read: number };

/**
 * What some requests read from the cache of what they could read, and the causes of the rest: `could` is `read` and all
 * losses.
 */
export type CacheFigures = CacheShare & {
  /** Requests that repeated something shorter than the provider caches. */
  readonly short: number;
  /** Tokens that were not read, and their extra cost over a read, by cause. */
  readonly losses: Readonly<Record<CacheLoss, Gain>>;
  /** The same shares for each API. */
  readonly byApi: Readonly<Record<string, CacheShare>>;
};

/**
 * The cache figures of a sum.
 * @param losses tokens and dollars by cause
 */
export function cacheFiguresOf(
  counter: ReadCounter,
  losses: ReadonlyMap<string, readonly number[]>,
  byApi: ReadonlyMap<string, CacheShare>,
): CacheFigures {
  const lossOf = (cause: CacheLoss): Gain => {
    const [tokens = 0, dollars = 0] = losses.get(cause) ?? [];
    return { tokens, dollars: roundDollars(dollars) };
  };
  return {
    could: counter('could'),
    read: counter('couldRead'),
    short: counter('short'),
    losses: Object.fromEntries(cacheLosses.map((cause) => [cause, lossOf(cause)])) as CacheFigures['losses'],
    byApi: Object.fromEntries([...byApi].filter(([, own]) => own.could > 0)),
  };
}
