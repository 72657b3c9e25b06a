import type { BreakpointStore, PlannedRequest, ProgramHabits } from '../model/breakpoints.ts';
import { doubtAfter, doubted, observed } from './habits.ts';

/** An earlier request of a program, and how many blocks the present one shares with it. */
export type Known = { readonly request: PlannedRequest; readonly shared: number };

/** A program's habits after what a request showed about earlier ones. */
export type Observed = {
  /** The certain part, which is stored. */
  readonly learned: ProgramHabits;
  /** The estimate at this moment: outstanding follow-ups count as partly failed. */
  readonly likely: ProgramHabits;
};

/** Milliseconds for which a provider keeps a cached prompt, from its last use on. */
export const lifetimeMs = 5 * 60_000;
/** Milliseconds after which a request whose answer never began is forgotten. */
const unansweredMs = 15 * 60_000;

/**
 * Learns from a new request what became of earlier ones: it extends them whole or shares a part with them, in time or
 * too late, or their time is over. An identical request extends nothing. Outcomes are recorded in the store, so that
 * each counts once.
 * @param now when the request came in, and the last block of its newest user message
 */
export function observe(
  store: BreakpointStore,
  habits: ProgramHabits,
  known: readonly Known[],
  now: { readonly time: number; readonly end: number },
): Observed {
  const { time, end } = now;
  let { extended, returned } = habits;
  const open: PlannedRequest[] = [];
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
    const left = { ...request, open: request.open && !settled, parts: waiting };
    if (settled || waiting.length < request.parts.length) store.set(left);
    open.push(left);
  }
  const learned = { ...habits, extended, returned };
  return { learned, likely: withDoubts(learned, open, time) };
}

/** The habits with outstanding follow-ups counted as partly failed, by their age. */
function withDoubts(habits: ProgramHabits, requests: readonly PlannedRequest[], now: number): ProgramHabits {
  let { extended, returned } = habits;
  for (const { time, open, ends, parts } of requests) {
    const doubt = doubtAfter(now - time);
    if (open) extended = doubted(extended, ends.length, doubt);
    for (const [, times] of parts) returned = doubted(returned, times, doubt);
  }
  return { ...habits, extended, returned };
}

/** The last block of a request's newest user message. */
export function tipOf({ ends }: PlannedRequest): number {
  return ends.at(-1) ?? 0;
}
