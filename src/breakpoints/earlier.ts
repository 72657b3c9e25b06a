import { hashAt, sharedBlocks } from '../lib/prefix-hash.ts';
import { type BreakpointQuery, type BreakpointStore, blockFlags, type PlannedRequest } from '../model/breakpoints.ts';
import type { Known } from './observe.ts';

/** User messages, the newest first, among whose ends an earlier request of the conversation is looked for. */
const searchedEnds = 200;

/** An earlier request beside the present one. */
export function knownAs(request: PlannedRequest, { hashes }: BreakpointQuery): Known {
  return { request, shared: sharedBlocks(request.hashes, hashes) };
}

/** The request that shares most of those with an end that the present one goes on from; of several the last that was answered. */
export function predecessor(known: readonly Known[], end: number): Known | undefined {
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
export function older(store: BreakpointStore, query: BreakpointQuery): readonly Known[] {
  const ends = [...query.flags].flatMap((flags, block) => ((flags & blockFlags.userEnd) === 0 ? [] : [block]));
  const hashes = ends.slice(-searchedEnds).map((block) => hashAt(query.hashes, block));
  const found = store.endingWith(query.program, query.upstream, hashes).filter(({ begun }) => begun);
  return found.map((request) => knownAs(request, query));
}
