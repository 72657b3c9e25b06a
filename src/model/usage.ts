/** What a provider says it billed for one request, in its own tokens. */
export type Usage = {
  /** Prompt tokens that were neither read from a cache nor written to one. */
  readonly uncached: number;
  /** Prompt tokens written to a cache for five minutes (or without a stated lifetime). */
  readonly write: number;
  /** Prompt tokens written to a cache for an hour. */
  readonly writeLong: number;
  /** Prompt tokens read from a cache. */
  readonly read: number;
  readonly output: number;
};

/** Dollars per million tokens. */
export type Price = {
  readonly input: number;
  readonly output: number;
  readonly write: number;
  readonly writeLong: number;
  readonly read: number;
};

/** What is known about a model, whatever spelling of its name was sent. */
export type ModelFacts = {
  /** The table entry that matched, or `undefined` when the family's default was taken. */
  readonly name?: string;
  readonly price: Price;
  /** Provider tokens per o200k token of the same text. */
  readonly tokenFactor: number;
  /** Tokens below which the provider keeps no prompt. */
  readonly cacheMinimum: number;
};
