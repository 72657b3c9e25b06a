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
 * time or too late, or their time is over. One that only says the same again extends nothing. What is learned is noted in
 * the store, so that it counts once.
 * @param now when the request came in, and the last block of its newest user message
 */
export function observe(
  store: BreakpointStore,
  habits: ProgramHabits,
  known: readonly Known[],
  now: { readonly time: number; readonly end: number },
): ProgramHabits {
  const { time, end } = now;
  let { extended, returned } = habits;
  for (const { request, shared } of known) {
    const inTime = time - request.time <= lifetimeMs;
    if (!request.begun) {
      if (time - request.time > unansweredMs) store.remove(request.id);
      continue;
    }
    const follows = shared > tipOf(request) && end > tipOf(request);
    const settled = request.open && (follows || !inTime);
    if (settled) extended = observed(extended, request.ends.length, follows && inTime);
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

/** The last block of a request's newest user message. */
export function tipOf({ ends }: PlannedRequest): number {
  return ends.at(-1) ?? 0;
}
