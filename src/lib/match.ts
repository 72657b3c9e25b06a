/**
 * The match of a shared pattern: at `position` if the pattern is sticky (`y`), from there on if it is global (`g`). The
 * one place that moves `lastIndex`. It is set before each use and back to 0 after it, so that walks over one pattern
 * may be nested.
 * @param pattern a pattern with the flag `g` or `y`
 */
export function matchFrom(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  pattern.lastIndex = 0;
  return match;
}

/** Like `matchFrom`, for callers that only need the end of the match; -1 if there is none. */
export function matchEnd(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  const end = pattern.test(text) ? pattern.lastIndex : -1;
  pattern.lastIndex = 0;
  return end;
}
