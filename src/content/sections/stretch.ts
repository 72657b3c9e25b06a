/** What the lines of a stretch plainly are by their shape; `loose` lines have to be looked at together. */
export type Shape = 'json' | 'diff' | 'hits' | 'paths' | 'listing' | 'numbered' | 'blob' | 'loose';

/** Lines (from 0; `end` is behind the last) of one shape. */
export type Stretch = {
  readonly start: number;
  readonly end: number;
  readonly shape: Shape;
  /** Its first line was printed to part two outputs. */
  readonly border?: boolean;
};
