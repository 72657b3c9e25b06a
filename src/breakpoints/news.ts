import type { BreakpointRows } from '../model/breakpoint-rows.ts';

/**
 * Creates a background reader of rows that does one read at a time. A call during a read is answered by the next one,
 * since the current one may have missed the rows in question.
 * @param read returns the unread rows; `undefined` if there are none
 * @param tell called on the first of consecutive failures
 * @returns resolves when everything stored at the time of the call is known, or could not be read
 */
export function createNews(
  read: () => Promise<BreakpointRows | undefined>,
  take: (rows: BreakpointRows) => void,
  tell: (line: string) => void,
): () => Promise<void> {
  let reading: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let failed = false;
  const once = async () => {
    try {
      const rows = await read();
      if (rows !== undefined) take(rows);
      failed = false;
    } catch (error) {
      if (!failed) tell(`what the planner learned before cannot be read: ${(error as Error).message}`);
      failed = true;
    }
    reading = undefined;
  };
  return function look(): Promise<void> {
    if (reading === undefined) {
      reading = once();
      return reading;
    }
    following ??= reading.then(() => {
      following = undefined;
      return look();
    });
    return following;
  };
}
