import type { Gain } from '../model/ledger.ts';

/** Adds to one entry of a sum. The tokens before are known of the sum if they are known of all entries. */
export function addGain(sums: Map<string, Gain>, name: string, gain: Gain): void {
  const known = sums.get(name) ?? { tokens: 0, dollars: 0, before: 0 };
  const isNoted = known.before !== undefined && gain.before !== undefined;
  sums.set(name, {
    tokens: known.tokens + gain.tokens,
    dollars: known.dollars + gain.dollars,
    ...(isNoted ? { before: (known.before ?? 0) + (gain.before ?? 0) } : {}),
  });
}

/**
 * Gains multiplied by a number, with whole tokens that add up to a whole by the method of largest remainders: what rounding
 * down leaves goes to the entries that lost the most of a token.
 * @param whole a whole number that differs from the sum of the tokens by rounding alone; where it does not, each entry is
 *   rounded by itself
 */
export function scaledGains(
  gains: Readonly<Record<string, Gain>>,
  share: number,
  whole: number,
): Readonly<Record<string, Gain>> {
  const entries = Object.entries(gains).map(([name, gain]) => {
    const tokens = gain.tokens * share;
    const before = gain.before === undefined ? {} : { before: Math.round(gain.before * share) };
    return { name, tokens, floor: Math.floor(tokens), dollars: gain.dollars * share, before };
  });
  const left = whole - entries.reduce((total, { floor }) => total + floor, 0);
  const isSplit = left >= 0 && left <= entries.length;
  const byRemainder = [...entries].sort((a, b) => b.tokens - b.floor - (a.tokens - a.floor));
  const raised = new Set(byRemainder.slice(0, isSplit ? left : 0).map(({ name }) => name));
  return Object.fromEntries(
    entries.map(({ name, tokens, floor, dollars, before }) => {
      const split = floor + (raised.has(name) ? 1 : 0);
      return [name, { tokens: isSplit ? split : Math.round(tokens), dollars, ...before }];
    }),
  );
}
