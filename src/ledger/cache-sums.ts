import { type CacheBooking, type CacheLoss, cacheLosses } from '../model/cache.ts';
import type { Gain, RequestRow } from '../model/ledger.ts';
import { roundDollars } from './rounding.ts';

/** What could have been read from the cache, and what was, in the provider's own tokens. */
export type CacheShare = { readonly could: number; readonly read: number };

/** What some requests had from the cache of what could be had, and where the rest went: `could` is `read` and all losses. */
export type CacheFigures = CacheShare & {
  /** Requests in which something came again that was shorter than the provider keeps. */
  readonly short: number;
  /** Tokens that were not read, and what they cost more than a read, by cause. */
  readonly losses: Readonly<Record<CacheLoss, Gain>>;
  /** The same shares for each API. */
  readonly byApi: Readonly<Record<string, CacheShare>>;
};

/** A sum of cache figures under way. */
export type CacheSum = {
  add(row: Pick<RequestRow, 'api' | 'cache'>): void;
  figures(): CacheFigures;
};

/** Starts a sum. */
export function createCacheSum(): CacheSum {
  const apis = new Map<string, { could: number; read: number }>();
  const losses = new Map<CacheLoss, { tokens: number; dollars: number }>();
  let could = 0;
  let read = 0;
  let short = 0;
  return {
    add({ api, cache }) {
      if (cache === undefined) return;
      could += cache.could;
      read += cache.read;
      if (cache.short === true) short++;
      const own = apis.get(api) ?? { could: 0, read: 0 };
      apis.set(api, { could: own.could + cache.could, read: own.read + cache.read });
      for (const [cause, gain] of lossesOf(cache)) {
        const before = losses.get(cause) ?? { tokens: 0, dollars: 0 };
        losses.set(cause, { tokens: before.tokens + gain.tokens, dollars: before.dollars + gain.dollars });
      }
    },
    figures: () => ({
      could,
      read,
      short,
      losses: Object.fromEntries(
        cacheLosses.map((cause) => [cause, rounded(losses.get(cause) ?? { tokens: 0, dollars: 0 })]),
      ) as CacheFigures['losses'],
      byApi: Object.fromEntries([...apis].filter(([, own]) => own.could > 0)),
    }),
  };
}

/** The losses of one request by cause. */
export function lossesOf({ losses = {} }: CacheBooking): readonly (readonly [CacheLoss, Gain])[] {
  return cacheLosses.flatMap((cause) => {
    const gain = losses[cause];
    return gain === undefined ? [] : [[cause, gain] as const];
  });
}

function rounded({ tokens, dollars }: Gain): Gain {
  return { tokens, dollars: roundDollars(dollars) };
}
