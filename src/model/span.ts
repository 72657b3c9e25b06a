/** Byte offsets into a raw request body: `start` inclusive, `end` exclusive. */
export type Span = readonly [start: number, end: number];

/** One range of a body that is sent in another form. */
export type Edit = {
  readonly span: Span;
  /** The new characters, escaped for a JSON string, without quotes. */
  readonly json: Uint8Array;
};
