import { largest, smallest } from '../lib/lists.ts';
import type { RequestRow } from '../model/ledger.ts';
import type { ModelFacts } from '../model/usage.ts';
import { percentile } from './percentile.ts';

/** The multiplier of a model's o200k tokens where they are shown. */
export type TokenFactor = {
  /** Names the models that share the factor. */
  readonly tokenizer: string;
  /** Provider tokens per o200k token of the same text. */
  readonly factor: number;
  /** Receipts of this machine that it was fitted from; 0 for the table's. */
  readonly receipts: number;
};

/** The factor of each model. */
export type TokenFactors = (of: Pick<RequestRow, 'api' | 'model'>) => TokenFactor;

/** The known facts of a model. */
export type FactsOf = (model: string, api: string) => Pick<ModelFacts, 'tokenFactor' | 'tokenizer'>;

/**
 * Receipts from which on a factor is fitted. In recorded sessions, fits of 15 or more predict held-out receipts within
 * 2 % in the median and 5 % in nineteen cases of twenty, while the table is off by 4 and 7 %, and more receipts make
 * them no better (`npm run bench -- factor`). Twice as many, because those of one session resemble each other.
 */
export const leastReceipts = 30;
/**
 * The greatest deviation of a fitted factor from the table's, as a share of it: beyond, it is no tokenizer but a
 * gateway's own count.
 */
const bounds = { least: 0.75, most: 1.5 };

/**
 * Fits the factor of each tokenizer from receipts: the median of the ratios of what the provider billed for results of
 * tools to their o200k tokens (`TokenGrowth` says what counts). Medians, because single receipts are disturbed
 * invisibly: notes that a service inserts by itself, an answer that a client cut off. The bounds and the least number
 * of receipts limit the remaining errors. For figures alone: nothing that decides what is sent may depend on receipts.
 * @param rows requests of the ledger; those without a growth are ignored
 */
export function fitTokenFactors(
  rows: Iterable<Pick<RequestRow, 'api' | 'model' | 'growth'>>,
  factsOf: FactsOf,
): TokenFactors {
  const ratios = new Map<string, number[]>();
  for (const { api, model, growth } of rows) {
    if (growth === undefined || growth.o200k <= 0) continue;
    const { tokenizer } = factsOf(model, api);
    const known = ratios.get(tokenizer) ?? [];
    known.push(growth.billed / growth.o200k);
    ratios.set(tokenizer, known);
  }
  const known = new Map<string, TokenFactor>();
  return ({ api, model }) => {
    const key = `${api}\0${model}`;
    const factor = known.get(key) ?? factorFrom(ratios, factsOf(model, api));
    known.set(key, factor);
    return factor;
  };
}

function factorFrom(
  ratios: ReadonlyMap<string, readonly number[]>,
  { tokenizer, tokenFactor }: ReturnType<FactsOf>,
): TokenFactor {
  const found = ratios.get(tokenizer) ?? [];
  if (found.length < leastReceipts) return { tokenizer, factor: tokenFactor, receipts: 0 };
  return { tokenizer, factor: within(tokenFactor, percentile(found, 0.5)), receipts: found.length };
}

function within(listed: number, fitted: number): number {
  return largest([listed * bounds.least, smallest([listed * bounds.most, fitted])]);
}
