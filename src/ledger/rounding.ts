/**
 * To a hundred-millionth of a dollar, far below the price of a token: what is cut off is noise of the addition. The
 * first step removes that noise if it would decide a tie, so that the order of an addition never shows.
 */
export function roundDollars(dollars: number): number {
  return roundTo(roundTo(dollars, 1e12), 1e8);
}

/** To a hundredth of a millisecond. */
export function roundMs(milliseconds: number): number {
  return roundTo(milliseconds, 100);
}

/** To a given fraction of one. Adding zero makes a rounded negative zero a plain one. */
export function roundTo(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0;
}

/** A part as a share of a whole; 0 if the whole is 0. */
export function shareOfWhole(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
