import { hashAt, sharedBlocks } from '../lib/prefix-hash.ts';
import { type BreakpointQuery, type BreakpointStore, blockFlags, type PlannedRequest } from '../model/breakpoints.ts';
import type { Known } from './observe.ts';

/** User messages, newest first, at whose ends an earlier request of the conversation may have ended. */
const searchedEnds = 200;

/** An earlier request compared with the present one. */
export function knownAs(request: PlannedRequest, { hashes }: BreakpointQuery): Known {
  return { request, shared: sharedBlocks(request.hashes, hashes) };
}

/**
 * The request that shares most, of those that ended where the present one continues; of several, the last that was
 * answered.
 */
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

/** Whether the first differing figure is larger. */
function isAbove(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((figure, index) => figure !== other[index]);
  return at !== -1 && (one[at] as number) > (other[at] as number);
}

/** Old requests that ended where a user message of this one ends. */
export function older(store: BreakpointStore, query: BreakpointQuery): readonly Known[] {
  const ends = [...query.flags].flatMap((flags, block) => ((flags & blockFlags.userEnd) === 0 ? [] : [block]));
  const hashes = ends.slice(-searchedEnds).map((block) => hashAt(query.hashes, block));
  const found = store.endingWith(query.program, query.upstream, hashes).filter(({ begun }) => begun);
  return found.map((request) => knownAs(request, query));
}
