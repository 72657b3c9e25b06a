import { roundDollars } from './rounding.ts';

/**
 * What was saved somewhere, net. Tokens are counted once; requests of older versions did not record the tokens before.
 * So `tokensBefore` less `tokensAfter` may be less than `tokens`.
 */
export type Savings = {
  readonly tokens: number;
  readonly dollars: number;
  /** Tokens of the shortened outputs before; absent if they were not recorded. */
  readonly tokensBefore?: number;
  /** Tokens of them that were sent, including what was fetched back. */
  readonly tokensAfter?: number;
  /** Share of `tokensBefore` that was saved; negative if more was fetched back, absent if nothing was shortened. */
  readonly tokensShare?: number;
};

/** Savings as they are shown, from the numbers of a gain: tokens, dollars, and tokens before with what was saved of them. */
export function savingsOf([tokens = 0, dollars = 0, before, saved = 0]: readonly number[]): Savings {
  return {
    tokens: Math.round(tokens) + 0,
    dollars: roundDollars(dollars),
    ...(before === undefined
      ? {}
      : {
          tokensBefore: Math.round(before) + 0,
          tokensAfter: Math.round(before - saved) + 0,
          ...(before > 0 ? { tokensShare: saved / before } : {}),
        }),
  };
}

/** Savings by name. */
export function savingsByName(
  gains: Iterable<readonly [string, readonly number[]]>,
): Readonly<Record<string, Savings>> {
  return Object.fromEntries(Array.from(gains, ([name, numbers]) => [name, savingsOf(numbers)]));
}
