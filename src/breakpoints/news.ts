import type { BreakpointRows } from '../model/breakpoint-rows.ts';

/**
 * Builds what reads rows in the background, one reading after the other. What is asked for while one is under way is
 * answered by the next, since the one under way may have missed what the asker means.
 * @param read what there is that was not read before; `undefined` where that is nothing
 * @param tell told of the first failure in a row
 * @returns resolves when everything that was kept at the call is known, or could not be read
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
      if (!failed) tell(`what the planner knows from before cannot be read: ${(error as Error).message}`);
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
