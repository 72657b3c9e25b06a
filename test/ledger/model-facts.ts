import type { ModelFacts } from '../../src/model/usage.ts';

/** A model with paid writes: dollars per million in its proportions. */
export const paidWrites: ModelFacts = {
  price: { input: 4, output: 20, write: 5, writeLong: 8, read: 0.4 },
  name: 'a-model',
  pricedAs: 'a-model',
  tokenFactor: 1,
  tokenizer: 'a-tokenizer',
  cacheMinimum: 1024,
};
