import type { RequestRow } from '../model/ledger.ts';
import type { ModelFacts, Usage } from '../model/usage.ts';
import { dollarsOf } from './receipt.ts';

/** The price of a model at the terms of an answer. */
export type PriceOf = (model: string, api: string, usage?: Usage) => Pick<ModelFacts, 'price'>;

/**
 * A row of an older version with what was paid, from its own usage at today's prices, and marked so; any other
 * unchanged.
 */
export function filledIn(row: RequestRow, priceOf: PriceOf): RequestRow {
  if (row.paid !== undefined) return row;
  return { ...row, paid: dollarsOf(row.usage, priceOf(row.model, row.api, row.usage).price), pricedLater: true };
}

/** Rows, filled in if necessary. */
export function* allFilledIn(rows: Iterable<RequestRow>, priceOf: PriceOf): Generator<RequestRow> {
  for (const row of rows) yield filledIn(row, priceOf);
}
