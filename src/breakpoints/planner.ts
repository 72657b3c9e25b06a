import {
  type BreakpointAnswer,
  type BreakpointQuery,
  type BreakpointStore,
  blockFlags,
  type PlannedRequest,
  type Tally,
} from '../model/breakpoints.ts';
import { counted, unknownHabits } from './habits.ts';
import { type Known, lifetimeMs, observe, tipOf } from './observe.ts';
import { placesOf, type Setting, type SharedPart, sharedParts } from './places.ts';
import { hashAt, sharedBlocks } from './prefixes.ts';

/** What has to be known of a model to weigh a write. */
export type CachePricing = {
  /** The chance of a read from which on a write pays: its premium against what a read saves. */
  readonly threshold: number;
  /** Prompt tokens below which the provider keeps nothing. */
  readonly minimum: number;
};

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

/**
 * Says where breakpoints go in requests whose clients set none. A breakpoint makes the provider keep the prompt up to it,
 * which costs a premium, and pays when a later request reads it in time. So the planner counts how often a program's
 * requests were followed by one that extends them, by their place in the conversation, and how often parts that they
 * share came again.
 */
export type BreakpointPlanner = {
  /** Where they go; remembers the request. */
  plan(query: BreakpointQuery): BreakpointAnswer;
  /** The answer has begun: from now on others can read what the request wrote. */
  begun(id: number): void;
  receipt(id: number, receipt: BreakpointReceipt): void;
  /**
   * The upstream refused the breakpoints and the request went up without.
   * @param until milliseconds since the epoch until which the upstream gets none; 0 where it did not take the plain body either
   */
  refused(id: number, until: number): void;
};

/** Requests after which a conversation that lost money gets no more breakpoints. */
const trialRequests = 10;
/** User messages, the newest first, among whose ends an earlier request of the conversation is looked for. */
const searchedEnds = 200;
/** Pauses after which older ones count half. */
const pacesKept = 8;
/** Requests under way of which more has to be known than the store keeps. */
const mostUnderWay = 2000;

type UnderWay = Pick<PlannedRequest, 'conversation' | 'program' | 'upstream'>;

/** Bytes a token that are believed, whatever a receipt says. */
const fewestBytes = 2;
const mostBytes = 6;
const msPerDay = 86_400_000;

type Parts = {
  readonly store: BreakpointStore;
  readonly pricing: (model: string, api: string) => CachePricing;
};

/** Builds a planner over a store. */
export function createPlanner(parts: Parts): BreakpointPlanner {
  const { store } = parts;
  const underWay = new Map<number, UnderWay>();
  return {
    plan: (query) => store.together(() => plan(parts, query, underWay)),
    begun: (id) => store.together(() => markBegun(store, id)),
    receipt(id, receipt) {
      const of = underWay.get(id);
      underWay.delete(id);
      if (of !== undefined) store.together(() => book(store, of, receipt, Date.now()));
    },
    refused: (id, until) =>
      store.together(() => {
        const request = store.get(id);
        if (request === undefined) return;
        if (until === 0) {
          store.remove(id); // Neither form was taken: none is settled.
          return;
        }
        store.set({ ...request, arrays: [], kept: [] });
        store.leaveAlone(request.upstream, until);
      }),
  };
}

function book(store: BreakpointStore, of: UnderWay, receipt: BreakpointReceipt, now: number): void {
  const { dollars, tokens, bytes, unasked } = receipt;
  store.addToAccount(of.conversation, dollars, now);
  if (unasked) store.leaveAlone(of.upstream, now + msPerDay);
  const habits = store.habits(of.program);
  if (habits === undefined || tokens <= 0) return;
  const bytesPerToken = Math.min(Math.max(bytes / tokens, fewestBytes), mostBytes);
  store.setHabits(of.program, { ...habits, bytesPerToken }, now);
}

function markBegun(store: BreakpointStore, id: number): void {
  const request = store.get(id);
  if (request === undefined || request.begun) return;
  const { replaces, ...rest } = request;
  store.set({ ...rest, begun: true });
  if (replaces !== undefined) store.remove(replaces);
}

const nothing: BreakpointAnswer = { id: 0, marks: [], arrays: [] };

function plan({ store, pricing }: Parts, query: BreakpointQuery, underWay: Map<number, UnderWay>): BreakpointAnswer {
  const { time, program, upstream } = query;
  const end = query.flags.findLastIndex((flags) => (flags & blockFlags.userEnd) !== 0);
  if (end === -1) return nothing;
  const recent = store.recent(program, upstream, time - lifetimeMs).map((request) => knownAs(request, query));
  const answered = recent.filter(({ request }) => request.begun);
  const before = predecessor(answered, end) ?? predecessor(older(store, query), end);
  const known = before === undefined || recent.includes(before) ? recent : [...recent, before];
  const habits = observe(store, store.habits(program) ?? unknownHabits, known, { time, end });
  store.setHabits(program, habits, time);
  const ends = before?.request.ends.filter((block) => block < Math.min(end, before.shared)) ?? [];
  const place = ends.length + 1;
  const pace = paceAfter(before, query);
  const former = predecessor(known, end);
  const setting: Setting = {
    query,
    habits,
    known,
    end,
    before,
    former,
    place,
    pace,
    ...pricing(query.model, query.api),
  };
  const parts = sharedParts(setting);
  const marks = isLeftAlone(store, setting) ? [] : placesOf(setting, parts);
  const request = store.add({ ...remembered(setting, marks), ends: [...ends, end], parts: parts.map(entryOf) });
  if (underWay.size >= mostUnderWay) underWay.clear();
  underWay.set(request.id, { conversation: request.conversation, program, upstream });
  return { id: request.id, marks, arrays: request.arrays };
}

function knownAs(request: PlannedRequest, { hashes }: BreakpointQuery): Known {
  return { request, shared: sharedBlocks(request.hashes, hashes) };
}

/** The pace of a conversation, its present request included. */
function paceAfter(before: Known | undefined, { time }: BreakpointQuery): Tally {
  if (before === undefined) return { came: 0, of: 0 };
  return counted(before.request.pace, time - before.request.time <= lifetimeMs, pacesKept);
}

/** The request that shares most of those with an end that the present one goes on from; of several the last that was answered. */
function predecessor(known: readonly Known[], end: number): Known | undefined {
  const ranked = known.flatMap((each) => {
    const { request, shared } = each;
    const block = request.ends.findLast((at) => at < shared && at < end);
    return block === undefined
      ? []
      : [{ known: each, rank: [shared, block, Number(request.begun), request.time, request.id] as const }];
  });
  return ranked.reduce<(typeof ranked)[number] | undefined>(
    (best, each) => (best === undefined || isAbove(each.rank, best.rank) ? each : best),
    undefined,
  )?.known;
}

/** Whether the first figure that differs is the larger one. */
function isAbove(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((figure, index) => figure !== other[index]);
  return at !== -1 && (one[at] as number) > (other[at] as number);
}

/** Requests of long ago that ended where a message of the user in this one ends. */
function older(store: BreakpointStore, query: BreakpointQuery): readonly Known[] {
  const ends = [...query.flags].flatMap((flags, block) => ((flags & blockFlags.userEnd) === 0 ? [] : [block]));
  const hashes = ends.slice(-searchedEnds).map((block) => hashAt(query.hashes, block));
  const found = store.endingWith(query.program, query.upstream, hashes).filter(({ begun }) => begun);
  return found.map((request) => knownAs(request, query));
}

/** Whether a request gets no breakpoints: its upstream refuses them, or they lost money in its conversation. */
function isLeftAlone(store: BreakpointStore, { query, before }: Setting): boolean {
  if (store.leftAloneUntil(query.upstream) > query.time) return true;
  const account = before && store.account(before.request.conversation);
  return account !== undefined && account.requests >= trialRequests && account.dollars < 0;
}

/** What is kept of a request besides its ends and parts. */
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
