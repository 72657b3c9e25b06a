import type { Gain, RequestRow } from '../model/ledger.ts';
import { scaledGains } from './gains.ts';
import type { TokenFactor, TokenFactors } from './token-factor.ts';

/** A row of the ledger whose tokens and dollars are scaled by the current factor. */
export type ScaledRow = RequestRow & {
  /** The factor; absent for rows of older versions, which stay as they were booked. */
  readonly scale?: TokenFactor;
};

/** The multiplier of a row's tokens and dollars that replaces its booked factor by the current one. */
export function shareOf({ tokenFactor }: Pick<RequestRow, 'tokenFactor'>, { factor }: TokenFactor): number {
  return tokenFactor === undefined || tokenFactor === 0 ? 1 : factor / tokenFactor;
}

/**
 * Rows with saved tokens and dollars scaled by the current factors, whatever they were booked with. Figures from
 * receipts themselves, such as those on the cache, stay as they are.
 */
export function* scaled(rows: Iterable<RequestRow>, factors: TokenFactors): Generator<ScaledRow> {
  for (const row of rows) yield scaledRow(row, factors);
}

/** One such row; its tokens are whole ones, and its parts add up to them. */
export function scaledRow(row: RequestRow, factors: TokenFactors): ScaledRow {
  if (row.tokenFactor === undefined) return row;
  const scale = factors(row);
  const share = shareOf(row, scale);
  if (share === 1) return { ...row, scale };
  const [tokensRemoved, tokensRetrieved] = [row.tokensRemoved, row.tokensRetrieved].map((tokens) =>
    Math.round(tokens * share),
  ) as [number, number];
  const gains = (parts: Readonly<Record<string, Gain>>) => scaledGains(parts, share, tokensRemoved - tokensRetrieved);
  return {
    ...row,
    scale,
    tokenFactor: scale.factor,
    tokensRemoved,
    tokensRetrieved,
    dollars: row.dollars * share,
    ...(row.notSent === undefined ? {} : { notSent: Math.round(row.notSent * share) }),
    byTool: gains(row.byTool),
    byKind: gains(row.byKind),
    ...(row.byCommand === undefined ? {} : { byCommand: gains(row.byCommand) }),
    ...(row.byWay === undefined ? {} : { byWay: gains(row.byWay) }),
  };
}
