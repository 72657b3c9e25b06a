/** What makes a piece of a system prompt likely to differ between two requests. */
export type VolatileKind = 'uuid' | 'jwt' | 'hex' | 'iso8601' | 'date' | 'time' | 'epoch' | 'id';

/** A volatile token by its kind and the words before it; never its value, which may be a credential. */
export type VolatileName = { readonly kind: VolatileKind; readonly label: string };

/** How well a system prompt can be cached by its provider. */
export type PromptAlignment = {
  /** 100 less 10 for each volatile token, at least 0. */
  readonly score: number;
  readonly tokens: readonly VolatileName[];
  /** Those whose value differs from the previous request of the session, in an otherwise unchanged part. */
  readonly changed: readonly VolatileName[];
  /** The session sent one of these values for the first time. */
  readonly fresh: boolean;
};
