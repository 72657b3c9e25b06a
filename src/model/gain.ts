/** What was gained (or, negative, lost) somewhere. */
export type Gain = {
  /** o200k tokens, counted once: in the request that first sent, or first left out, their block. */
  readonly tokens: number;
  /** Dollars over the whole request, repeated blocks included. */
  readonly dollars: number;
  /**
   * Tokens that the shortened outputs had before, counted once as well; `before` less `tokens` is what was sent of them. Absent where
   * nobody noted it, as in older versions.
   */
  readonly before?: number;
};
