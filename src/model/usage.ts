/** The terms in an answer that scale every rate of its bill, as the vendor spells them; absent if there are none. */
export type BillingTerms = {
  /** For example `fast`. */
  readonly speed?: string;
  /** For example `priority` or `flex`. */
  readonly tier?: string;
  /** Where the request was processed, for example `us`. */
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

/** The usage in one part of an answer. Missing figures are absent. */
export type ToldUsage = BillingTerms & {
  /** The whole prompt, for APIs that give one figure, including cache reads and writes. */
  readonly prompt?: number;
  /** Prompt tokens that were neither read nor written, for APIs that count them separately. */
  readonly uncached?: number;
  /** All prompt tokens that were written, whatever their lifetime. */
  readonly written?: number;
  /** Those written for five minutes, and for an hour, if the answer says so. */
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

/** What is known about a model, for any spelling of its name. */
export type ModelFacts = {
  /** Its entry in the table; absent if it has none, and the price is that of another model. */
  readonly name?: string;
  /** The entry whose price was used. */
  readonly pricedAs: string;
  readonly price: Price;
  /** Provider tokens per o200k token of the same text. */
  readonly tokenFactor: number;
  /** Identifies the models that share a tokenizer; an unlisted one shares with none. */
  readonly tokenizer: string;
  /** The provider's minimum for caching a prompt, in tokens. */
  readonly cacheMinimum: number;
};
