/** What an answer names that scales every rate of its bill, as the vendor spells it; absent where it names nothing. */
export type BillingTerms = {
  /** For example `fast`. */
  readonly speed?: string;
  /** For example `priority` or `flex`. */
  readonly tier?: string;
  /** Where the request was worked on, for example `us`. */
  readonly region?: string;
};

/** What a provider says it billed for one request, in its own tokens. */
export type Usage = BillingTerms & {
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

/** What one part of an answer tells of its receipt. What it does not tell is absent. */
export type ToldUsage = BillingTerms & {
  /** The whole prompt, for APIs that tell it in one figure, with what was read and written in it. */
  readonly prompt?: number;
  /** Prompt tokens that were neither read nor written, for APIs that tell them apart. */
  readonly uncached?: number;
  /** All prompt tokens that were written, whatever their lifetime. */
  readonly written?: number;
  /** Those of them of which the answer says that they are kept for five minutes, and for an hour. */
  readonly writtenShort?: number;
  readonly writtenLong?: number;
  readonly read?: number;
  readonly output?: number;
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
  /** Its entry in the table; absent where it has none, so that the price is that of another model. */
  readonly name?: string;
  /** The entry whose price was taken. */
  readonly pricedAs: string;
  readonly price: Price;
  /** Provider tokens per o200k token of the same text. */
  readonly tokenFactor: number;
  /** Names the models that share a tokenizer; one that is not listed shares its own with none. */
  readonly tokenizer: string;
  /** Tokens below which the provider keeps no prompt. */
  readonly cacheMinimum: number;
};
