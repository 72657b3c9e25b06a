import type { BreakpointChanges } from '../model/breakpoint-rows.ts';
import { createJournal, type Journal } from './journal.ts';

/** Milliseconds in which changes are gathered into one write: a request and its answer make several. */
const gatherMs = 300;
/**
 * Milliseconds until a failed write is tried again: doubled with each failure, up to the most. They never affect a
 * body.
 */
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** A background writer. */
export type WriteBehind = {
  readonly journal: Journal;
  /** Resolves when everything so far is written, or could not be. */
  flush(): Promise<void>;
};

/**
 * Writes a journal's changes in their order, one batch after the other, in the background. A failed batch is kept and
 * written after a pause, together with later changes.
 * @param write writes one batch, all of it or nothing
 * @param tell called on the first of consecutive failures, and when they end
 */
export function createWriteBehind(
  write: (changes: BreakpointChanges) => Promise<void>,
  tell: (line: string) => void,
): WriteBehind {
  const journal = createJournal(() => {
    if (writing === undefined) next ??= setTimeout(start, gatherMs).unref();
  });
  let writing: Promise<void> | undefined;
  let next: NodeJS.Timeout | undefined;
  let pauseMs = 0;
  const run = async () => {
    await Promise.resolve(); // `writing` is set before it can be cleared.
    for (let changes = journal.take(); changes !== undefined; changes = journal.take()) {
      try {
        await write(changes);
      } catch (error) {
        journal.settle(false);
        if (pauseMs === 0) tell(`what the planner learned is not being stored: ${(error as Error).message}`);
        pauseMs = Math.min(pauseMs === 0 ? firstPauseMs : 2 * pauseMs, longestPauseMs);
        next = setTimeout(start, pauseMs).unref();
        break;
      }
      journal.settle(true);
      if (pauseMs > 0) tell('what the planner learns is being stored again');
      pauseMs = 0;
    }
    writing = undefined;
  };
  const start = (): Promise<void> => {
    clearTimeout(next);
    next = undefined;
    writing ??= run();
    return writing;
  };
  return { journal, flush: () => start() };
}
