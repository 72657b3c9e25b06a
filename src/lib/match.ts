/**
 * The match of a shared pattern: at `position` where the pattern is sticky (`y`), from there on where it is global (`g`).
 * The one place that moves `lastIndex`. It is set before each use and back to 0 after it, so that walks over one pattern
 * may be nested.
 * @param pattern a pattern with the flag `g` or `y`
 */
export function matchFrom(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  pattern.lastIndex = 0;
  return match;
}

/** Like `matchFrom`, for callers that only ask where the match ends; -1 where there is none. */
export function matchEnd(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  const end = pattern.test(text) ? pattern.lastIndex : -1;
  pattern.lastIndex = 0;
  return end;
}
