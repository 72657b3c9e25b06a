import type { BreakpointStore, PlannedRequest } from '../model/breakpoints.ts';

/** What a receipt says of a request. */
export type BreakpointReceipt = {
  /** What its breakpoints brought. */
  readonly dollars: number;
  /** Tokens of its prompt, and the bytes in which that was sent. */
  readonly tokens: number;
  readonly bytes: number;
  /** It read from a cache without a breakpoint: the upstream keeps prompts unasked, and needs none. */
  readonly unasked: boolean;
};

/** What is to be known of a request until its receipt comes. */
export type UnderWay = Pick<PlannedRequest, 'conversation' | 'program' | 'upstream'>;

/** Bytes a token that are believed, whatever a receipt says. */
const fewestBytes = 2;
const mostBytes = 6;
const msPerDay = 86_400_000;

/** Books a receipt: what breakpoints brought, and how many bytes make a token. */
export function settleReceipt(store: BreakpointStore, of: UnderWay, receipt: BreakpointReceipt, now: number): void {
  const { dollars, tokens, bytes, unasked } = receipt;
  store.addToAccount(of.conversation, dollars, now);
  if (unasked) store.leaveAlone(of.upstream, now + msPerDay);
  const habits = store.habits(of.program);
  if (habits === undefined || tokens <= 0) return;
  const bytesPerToken = Math.min(Math.max(bytes / tokens, fewestBytes), mostBytes);
  store.setHabits(of.program, { ...habits, bytesPerToken }, now);
}

/** Notes that an answer has begun. The request that it goes on from need not be kept any longer. */
export function settleBegun(store: BreakpointStore, id: number): void {
  const request = store.get(id);
  if (request === undefined || request.begun) return;
  const { replaces, ...rest } = request;
  store.set({ ...rest, begun: true });
  if (replaces !== undefined) store.remove(replaces);
}

/**
 * Notes that a request's breakpoints were refused.
 * @param until milliseconds since the epoch until which the upstream gets none; 0 where it did not take the plain body either
 */
export function settleRefused(store: BreakpointStore, id: number, until: number): void {
  const request = store.get(id);
  if (request === undefined) return;
  if (until === 0) {
    store.remove(id); // Neither form was taken: none is settled.
    return;
  }
  store.set({ ...request, arrays: [], kept: [] });
  store.leaveAlone(request.upstream, until);
}
