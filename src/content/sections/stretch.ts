/** What the lines of a stretch plainly are by their shape; `loose` lines have to be judged together. */
export type Shape = 'json' | 'diff' | 'hits' | 'paths' | 'listing' | 'numbered' | 'blob' | 'loose';

/** Lines of one shape (0-based, `end` exclusive). */
export type Stretch = {
  readonly start: number;
  readonly end: number;
  readonly shape: Shape;
  /** Its first line was printed as a separator between two outputs. */
  readonly border?: boolean;
};
