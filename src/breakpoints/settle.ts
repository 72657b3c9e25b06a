import type { BreakpointStore, PlannedRequest } from '../model/breakpoints.ts';

/** What a receipt says about a request. */
export type BreakpointReceipt = {
  /** What its breakpoints saved. */
  readonly dollars: number;
  /** Tokens of its prompt, and their bytes as sent. */
  readonly tokens: number;
  readonly bytes: number;
  /** How many breakpoints were sent, and the tokens that were read and written. */
  readonly marks: number;
  readonly read: number;
  readonly written: number;
};

/** What is remembered about a request until its receipt comes. */
export type UnderWay = Pick<PlannedRequest, 'conversation' | 'program' | 'upstream'> & {
  /** A breakpoint was set where nothing was cached yet. */
  readonly writes: boolean;
};

/**
 * After this many consecutive receipts with reads but without the requested write, an upstream counts as caching by
 * itself.
 */
const silentReceipts = 3;

/** The plausible range of bytes per token, whatever a receipt says. */
const fewestBytes = 2;
const mostBytes = 6;
const msPerDay = 86_400_000;

/**
 * Whether a receipt shows that an upstream caches prompts by itself and needs no breakpoints: it read without one, or
 * never bills what breakpoints should have written.
 * @param silent by upstream, how many consecutive receipts had reads and no write
 */
export function readsUnasked(silent: Map<string, number>, of: UnderWay, receipt: BreakpointReceipt): boolean {
  if (receipt.marks === 0) return receipt.read > 0;
  if (receipt.written > 0) silent.delete(of.upstream);
  else if (of.writes && receipt.read > 0) silent.set(of.upstream, (silent.get(of.upstream) ?? 0) + 1);
  return (silent.get(of.upstream) ?? 0) >= silentReceipts;
}

/** Books a receipt: what breakpoints saved, and how many bytes make a token. */
export function settleReceipt(
  store: BreakpointStore,
  of: UnderWay,
  receipt: BreakpointReceipt & { readonly unasked: boolean },
  now: number,
): void {
  const { dollars, tokens, bytes, unasked } = receipt;
  store.addToAccount(of.conversation, dollars, now);
  if (unasked) store.leaveAlone(of.upstream, now + msPerDay);
  const habits = store.habits(of.program);
  if (habits === undefined || tokens <= 0) return;
  const bytesPerToken = Math.min(Math.max(bytes / tokens, fewestBytes), mostBytes);
  store.setHabits(of.program, { ...habits, bytesPerToken }, now);
}

/** Records that an answer has begun. The request that it continues need no longer be kept. */
export function settleBegun(store: BreakpointStore, id: number): void {
  const request = store.get(id);
  if (request === undefined || request.begun) return;
  const { replaces, ...rest } = request;
  store.set({ ...rest, begun: true });
  if (replaces !== undefined) store.remove(replaces);
}

/**
 * Records that a request's breakpoints were refused.
 * @param until milliseconds since the epoch until which the upstream gets none; 0 if it refused the plain body too
 */
export function settleRefused(store: BreakpointStore, id: number, until: number): void {
  const request = store.get(id);
  if (request === undefined) return;
  if (until === 0) {
    store.remove(id); // Both forms were refused: nothing is settled.
    return;
  }
  store.set({ ...request, arrays: [], kept: [] });
  store.leaveAlone(request.upstream, until);
}
