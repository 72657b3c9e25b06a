import {
  type BreakpointAnswer,
  type BreakpointQuery,
  type BreakpointStore,
  blockFlags,
  type PlannedRequest,
  type Tally,
} from '../model/breakpoints.ts';
import { knownAs, older, predecessor } from './earlier.ts';
import { counted, unknownHabits } from './habits.ts';
import { type Known, lifetimeMs, observe, tipOf } from './observe.ts';
import { nowhere, placesOf, type Setting, type SharedPart, sharedParts } from './places.ts';
import {
  type BreakpointReceipt,
  readsUnasked,
  settleBegun,
  settleReceipt,
  settleRefused,
  type UnderWay,
} from './settle.ts';

/** The facts about a model that are needed to weigh a write. */
export type CachePricing = {
  /** The chance of a read from which on a write pays: its premium against what a read saves. */
  readonly threshold: number;
  /** Prompt tokens below which the provider keeps nothing. */
  readonly minimum: number;
};

/**
 * Says where breakpoints go in requests whose clients set none. A breakpoint makes the provider cache the prompt up to
 * it, which costs a premium and pays off if a later request reads it in time. So the planner counts how often a
 * program's requests were followed by one that extends them, by their place in the conversation, and how often parts
 * that they share came again.
 */
export type BreakpointPlanner = {
  /**
   * The breakpoints of a request, which it remembers. Depends on the request and on earlier ones, never on how long
   * anything takes.
   */
  plan(query: BreakpointQuery): BreakpointAnswer;
  /** The answer has begun: from now on others can read what the request wrote. */
  begun(id: number): void;
  receipt(id: number, receipt: BreakpointReceipt): void;
  /**
   * The upstream refused the breakpoints and the request was sent without.
   * @param until milliseconds since the epoch until which the upstream gets none; 0 if it refused the plain body too
   */
  refused(id: number, until: number): void;
};

/** Requests after which a conversation that lost money gets no more breakpoints. */
const trialRequests = 10;
/** Pauses after which older ones count half. */
const pacesKept = 8;
/** Requests under way of which more is remembered than the store keeps. */
const mostUnderWay = 2000;

type Parts = {
  readonly store: BreakpointStore;
  readonly pricing: (model: string, api: string) => CachePricing;
};

/** Builds a planner over a store. */
export function createPlanner(parts: Parts): BreakpointPlanner {
  const { store } = parts;
  const underWay = new Map<number, UnderWay>();
  const silent = new Map<string, number>();
  return {
    plan: (query) => plan(parts, query, underWay),
    begun: (id) => settleBegun(store, id),
    receipt(id, receipt) {
      const of = underWay.get(id);
      underWay.delete(id);
      if (of === undefined) return;
      const unasked = readsUnasked(silent, of, receipt);
      settleReceipt(store, of, { ...receipt, unasked }, Date.now());
    },
    refused: (id, until) => settleRefused(store, id, until),
  };
}

const nothing: BreakpointAnswer = { id: 0, marks: [], arrays: [], writes: false };

function plan({ store, pricing }: Parts, query: BreakpointQuery, underWay: Map<number, UnderWay>): BreakpointAnswer {
  const { time, program, upstream } = query;
  const end = query.flags.findLastIndex((flags) => (flags & blockFlags.userEnd) !== 0);
  if (end === -1) return nothing;
  const recent = store.recent(program, upstream, time - lifetimeMs).map((request) => knownAs(request, query));
  const answered = recent.filter(({ request }) => request.begun);
  const before = predecessor(answered, end) ?? predecessor(older(store, query), end);
  const known = before === undefined || recent.includes(before) ? recent : [...recent, before];
  const { learned, likely } = observe(store, store.habits(program) ?? unknownHabits, known, { time, end });
  store.setHabits(program, learned, time);
  const ends = before?.request.ends.filter((block) => block < Math.min(end, before.shared)) ?? [];
  const place = ends.length + 1;
  const pace = paceAfter(before, query);
  const former = predecessor(known, end);
  const setting: Setting = {
    query,
    habits: likely,
    known,
    end,
    before,
    former,
    place,
    pace,
    ...pricing(query.model, query.api),
  };
  const parts = sharedParts(setting);
  const { marks, writes } = isLeftAlone(store, setting) ? nowhere : placesOf(setting, parts);
  const request = store.add({ ...remembered(setting, marks), ends: [...ends, end], parts: parts.map(entryOf) });
  if (underWay.size >= mostUnderWay) underWay.clear();
  underWay.set(request.id, { conversation: request.conversation, program, upstream, writes });
  return { id: request.id, marks, arrays: request.arrays, writes };
}

/** The pace of a conversation, its present request included. */
function paceAfter(before: Known | undefined, { time }: BreakpointQuery): Tally {
  if (before === undefined) return { came: 0, of: 0 };
  return counted(before.request.pace, time - before.request.time <= lifetimeMs, pacesKept);
}

/** Whether a request gets no breakpoints: its upstream refuses them, or they lost money in its conversation. */
function isLeftAlone(store: BreakpointStore, { query, before }: Setting): boolean {
  if (store.leftAloneUntil(query.upstream) > query.time) return true;
  const account = before && store.account(before.request.conversation);
  return account !== undefined && account.requests >= trialRequests && account.dollars < 0;
}

/** What is kept about a request besides its ends and parts. */
function remembered(
  { query, before, former, pace }: Setting,
  marks: readonly number[],
): Omit<PlannedRequest, 'id' | 'ends' | 'parts'> {
  const { time, program, upstream, flags } = query;
  const standsIn = (known: Known | undefined, block: number) => block < (known?.shared ?? 0);
  const strings = marks.filter((block) => ((flags[block] as number) & blockFlags.object) === 0);
  const inherited = former?.request.arrays.filter((block) => standsIn(former, block)) ?? [];
  const kept = before?.request.kept.filter(
    ([block, last]) => standsIn(before, block) && time - last <= lifetimeMs && !marks.includes(block),
  );
  const covered = before !== undefined && tipOf(before.request) < before.shared;
  return {
    program,
    upstream,
    time,
    begun: false,
    conversation: before?.request.conversation ?? 0,
    hashes: query.hashes,
    pace,
    arrays: [...new Set([...inherited, ...strings])].sort((a, b) => a - b),
    kept: [...(kept ?? []), ...marks.map((block) => [block, time] as const)],
    open: true,
    ...(covered ? { replaces: before.request.id } : {}),
  };
}

function entryOf({ block, times }: SharedPart): readonly [number, number] {
  return [block, times];
}
