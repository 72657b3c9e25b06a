import { largest, smallest } from '../lib/lists.ts';
import type { CacheBooking } from '../model/cache.ts';

/** How long a client can ask the provider to keep what it writes. */
export type WriteLifetime = 'fiveMinutes' | 'hour';

/** What is asked of a request: where it belongs, what its answer cost, and how it was booked at the cache. */
export type LifetimeRequest = {
  /** Name of the project, or of whatever else the advice is told by. */
  readonly group: string;
  /** Dollars at list price; absent where it is not known. */
  readonly paid?: number;
  readonly cache?: CacheBooking;
};

/** What another lifetime of one group's cache writes would have changed. */
export type LifetimeAdvice = {
  readonly group: string;
  /** Requests that wrote with the lifetime that the client chose. */
  readonly requests: number;
  readonly chosen: WriteLifetime;
  readonly instead: WriteLifetime;
  /** Dollars that the other lifetime would have cost more; negative where it would have cost less. */
  readonly dollars: number;
  /** Pauses that an hour bridges and five minutes do not: their number, the shortest and the longest in milliseconds. */
  readonly pauses: { readonly count: number; readonly shortest?: number; readonly longest?: number };
  /** Dollars that all requests of the group cost. */
  readonly paid: number;
};

/** Longest pause that a write for an hour bridges, in milliseconds. */
const hour = 60 * 60_000;

/** Dollars below which another lifetime is no advice: a hundredth of a cent. */
const leastDollars = 0.0001;

type Sum = { requests: number; dollars: number; pauses: number[] };
type Group = { paid: number; readonly hour: Sum; readonly fiveMinutes: Sum };

/**
 * Tells for each group what the other lifetime would have cost or saved, from receipts: what writes for an hour cost more
 * than for five minutes, against what it costs to write again after a pause that only an hour bridges. A group whose clients
 * use both lifetimes has two entries. Largest difference first.
 */
export function adviseLifetimes(requests: Iterable<LifetimeRequest>): readonly LifetimeAdvice[] {
  const groups = new Map<string, Group>();
  for (const request of requests) {
    const group = groups.get(request.group) ?? { paid: 0, hour: emptySum(), fiveMinutes: emptySum() };
    groups.set(request.group, group);
    group.paid += request.paid ?? 0;
    if (request.cache !== undefined) add(group, request.cache);
  }
  return [...groups]
    .flatMap(([group, { paid, ...chosen }]) => [
      adviceOf(group, paid, 'hour', chosen.hour),
      adviceOf(group, paid, 'fiveMinutes', chosen.fiveMinutes),
    ])
    .filter(({ requests: count, dollars }) => count > 0 && Math.abs(dollars) >= leastDollars)
    .sort((left, right) => Math.abs(right.dollars) - Math.abs(left.dollars));
}

function emptySum(): Sum {
  return { requests: 0, dollars: 0, pauses: [] };
}

function add(group: Group, { lifetime, losses, pauseMs = 0 }: CacheBooking): void {
  if (lifetime?.shorter !== undefined) count(group.hour, -lifetime.shorter);
  if (lifetime?.bridged !== undefined) bridge(group.hour, lifetime.bridged, pauseMs);
  if (lifetime?.longer === undefined) return;
  count(group.fiveMinutes, lifetime.longer);
  if (losses?.pause !== undefined && pauseMs <= hour) bridge(group.fiveMinutes, -losses.pause.dollars, pauseMs);
}

function count(sum: Sum, dollars: number): void {
  sum.requests += 1;
  sum.dollars += dollars;
}

function bridge(sum: Sum, dollars: number, pauseMs: number): void {
  sum.dollars += dollars;
  sum.pauses.push(pauseMs);
}

function adviceOf(group: string, paid: number, chosen: WriteLifetime, sum: Sum): LifetimeAdvice {
  const { requests, dollars, pauses } = sum;
  const range = pauses.length === 0 ? {} : { shortest: smallest(pauses), longest: largest(pauses) };
  return {
    group,
    requests,
    chosen,
    instead: chosen === 'hour' ? 'fiveMinutes' : 'hour',
    dollars,
    pauses: { count: pauses.length, ...range },
    paid,
  };
}
