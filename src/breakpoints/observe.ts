import type { BreakpointStore, PlannedRequest, ProgramHabits } from '../model/breakpoints.ts';
import { observed } from './habits.ts';

/** An earlier request of a program, and how many blocks the present one shares with it. */
export type Known = { readonly request: PlannedRequest; readonly shared: number };

/** Milliseconds for which a provider keeps what it was asked to keep, from the last use on. */
export const lifetimeMs = 5 * 60_000;
/** Milliseconds after which a request whose answer never began is forgotten. */
const unansweredMs = 15 * 60_000;

/**
 * Learns from a request that came in what became of earlier ones: it extends them whole or shares a part with them, in
 * time or too late, or their time is over. What is learned is noted in the store, so that it counts once.
 */
export function observe(
  store: BreakpointStore,
  habits: ProgramHabits,
  known: readonly Known[],
  time: number,
): ProgramHabits {
  let { extended, returned } = habits;
  for (const { request, shared } of known) {
    const inTime = time - request.time <= lifetimeMs;
    if (!request.begun) {
      if (time - request.time > unansweredMs) store.remove(request.id);
      continue;
    }
    const extends_ = shared > (request.ends.at(-1) ?? 0);
    const settled = request.open && (extends_ || !inTime);
    if (settled) extended = observed(extended, request.ends.length, extends_ && inTime);
    const waiting = request.parts.filter(([block, times]) => {
      const comes = shared > block;
      if (comes || !inTime) returned = observed(returned, times, comes && inTime);
      return !comes && inTime;
    });
    if (settled || waiting.length < request.parts.length) {
      store.set({ ...request, open: request.open && !settled, parts: waiting });
    }
  }
  return { ...habits, extended, returned };
}
