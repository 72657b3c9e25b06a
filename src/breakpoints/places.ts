import { largest } from '../lib/lists.ts';
import { type BreakpointQuery, blockFlags, type ProgramHabits, type Tally } from '../model/breakpoints.ts';
import { chanceAt, chanceOfPace, chanceOfReturn } from './habits.ts';
import { type Known, lifetimeMs } from './observe.ts';

/** The inputs for choosing the places of a request's breakpoints. */
export type Setting = {
  readonly query: BreakpointQuery;
  /** The program's habits, with outstanding follow-ups counted as partly failed. */
  readonly habits: ProgramHabits;
  /** Every request that shares something, answered or not. */
  readonly known: readonly Known[];
  /** The last block of the newest user message. */
  readonly end: number;
  /** The latest request of its conversation that was answered. */
  readonly before: Known | undefined;
  /** The latest that was sent, answered or not: it determines the form in which strings are sent. */
  readonly former: Known | undefined;
  /** Its 1-based number in its conversation. */
  readonly place: number;
  /** How often requests of its conversation were extended in time, up to this one. */
  readonly pace: Tally;
  /** From which chance on a write pays. */
  readonly threshold: number;
  /** Prompt tokens below which nothing is kept. */
  readonly minimum: number;
};

/** A part that the request shares with earlier ones of other conversations. */
export type SharedPart = { readonly block: number; readonly times: number };

/**
 * The blocks that get a breakpoint, in order, and whether the last one is a write: nothing is cached up to there yet.
 */
export type Places = { readonly marks: readonly number[]; readonly writes: boolean };

/** No breakpoint at all. */
export const nowhere: Places = { marks: [], writes: false };

/** Breakpoints that a request may have. */
const most = 4;
/** Shared parts whose return is watched. */
const watched = 3;
/** Milliseconds within which an answer that has not begun is taken to be still to come. */
const underWayMs = 2 * 60_000;

/** The parts that earlier, answered requests of other conversations had too, the longest first. */
export function sharedParts({ known, before, end, query, habits, minimum }: Setting): readonly SharedPart[] {
  const others = known.filter(({ request }) => request.begun && request.conversation !== before?.request.conversation);
  const blocks = [...new Set(others.map(({ shared }) => Math.min(shared - 1, end)))].filter(
    (block) => block >= 0 && (query.ends[block] as number) / habits.bytesPerToken >= minimum,
  );
  const requestsWith = (block: number) =>
    others.reduce((sum, { request, shared }) => sum + (shared > block ? request.ends.length : 0), 0);
  return blocks
    .sort((a, b) => b - a)
    .slice(0, watched)
    .map((block) => ({ block, times: 1 + requestsWith(block) }));
}

/**
 * Where breakpoints go, in order. One at the newest end if a write there is likely to be read again, or else at the end
 * of the longest shared part that is; one at the end of the longest prefix that the provider already has; and, since
 * the part between is written anyway, others to which later conversations may come back.
 */
export function placesOf(setting: Setting, parts: readonly SharedPart[]): Places {
  const { habits, place, pace, threshold, end } = setting;
  const keeps = keptBlock(setting);
  const follows = Math.min(chanceAt(habits.extended, place), chanceOfPace(pace)) > threshold;
  const wanted = follows ? end : worthwhilePart(setting, parts);
  const target = wanted === undefined ? undefined : carrier(setting, wanted);
  const writes = target !== undefined && target > (keeps ?? -1) ? target : undefined;
  if (writes === undefined && keeps === undefined) return nowhere;
  const free = [headEnd(setting), parts[0]?.block].map((block) => carrier(setting, block));
  const chosen = [writes, keeps, ...free].filter((block): block is number => block !== undefined);
  const below = chosen.filter((block) => block <= (writes ?? keeps ?? 0));
  return { marks: [...new Set(below)].slice(0, most).sort((a, b) => a - b), writes: writes !== undefined };
}

/** The longest prefix that had a breakpoint in time, is in this request, and can have one here too. */
function keptBlock(setting: Setting): number | undefined {
  const { known, query } = setting;
  const blocks = known.flatMap(({ request, shared }) => {
    if (!request.begun) return [];
    return request.kept
      .filter(([block, time]) => block < shared && query.time - time <= lifetimeMs && canCarry(setting, block))
      .map(([block]) => block);
  });
  return blocks.length === 0 ? undefined : largest(blocks);
}

/** The longest part whose kind came again often enough, unless a request under way is writing it. */
function worthwhilePart({ known, query, habits, threshold }: Setting, parts: readonly SharedPart[]) {
  const part = parts.find(({ times }) => chanceOfReturn(habits.returned, times) > threshold);
  if (part === undefined) return undefined;
  const underWay = known.some(
    ({ request, shared }) =>
      !request.begun &&
      query.time - request.time <= underWayMs &&
      shared > part.block &&
      request.kept.some(([block]) => block >= part.block && block < shared),
  );
  return underWay ? undefined : part.block;
}

/** The last block up to this one that can carry a breakpoint and ends a prefix that is long enough. */
function carrier(setting: Setting, block: number | undefined): number | undefined {
  const { query, minimum, habits } = setting;
  if (block === undefined) return undefined;
  for (let at = block; at >= 0; at--) {
    if ((query.ends[at] as number) / habits.bytesPerToken < minimum) return undefined;
    if (canCarry(setting, at)) return at;
  }
  return undefined;
}

/** Whether a block can carry a breakpoint. A string that was sent as a string before in this conversation stays one. */
function canCarry({ query, former }: Setting, block: number): boolean {
  const flags = query.flags[block] as number;
  if ((flags & blockFlags.object) !== 0) return true;
  const isFree = block >= (former?.shared ?? 0) || former?.request.arrays.includes(block) === true;
  return (flags & blockFlags.string) !== 0 && isFree;
}

function headEnd({ query }: Setting): number | undefined {
  const block = query.flags.findIndex((flags) => (flags & blockFlags.headEnd) !== 0);
  return block === -1 ? undefined : block;
}
