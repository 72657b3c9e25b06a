import { sharedBlocks } from '../lib/prefix-hash.ts';
import type { CacheBefore, CacheFacts, Parting } from '../model/cache.ts';
import { type Continuation, continuationsIn } from './continuation.ts';
import { type Observed, partingOf } from './parting.ts';
import { bytesBefore, type Remembered, sameHash } from './remembered.ts';

/** The result of comparing a prompt with earlier ones. */
export type Compared = {
  readonly facts: CacheFacts;
  /** The closest earlier request, and whether the present one contains it whole. */
  readonly before?: Remembered;
  readonly whole: boolean;
};

type Candidate = { readonly earlier: Remembered; readonly shared: number; readonly continuation?: Continuation };

/** Changes that are known to be in the same program's head, in whichever conversation. */
const headChanges: readonly Parting['cause'][] = ['volatile', 'counter', 'toolOrder'];

/**
 * Of equally close requests, how many of the latest are compared block by block. This runs on the proxy's thread, and
 * costs a millisecond or two each where prompts have thousands of blocks.
 */
const mostJudged = 8;

/**
 * Compares a prompt with those of earlier requests of its session, and says how much of it the closest one left in the
 * cache.
 */
export function comparedWith(
  known: readonly Remembered[],
  present: Observed & { readonly facts: Remembered },
): Compared {
  const { facts } = present;
  const bytes = facts.ends.at(-1) ?? 0;
  const base = { bytes, ...(facts.marks === undefined ? {} : { marked: facts.marks.length > 0 }) };
  const best = closest(known, facts);
  if (best === undefined) return { facts: { ...base, sameBytes: 0, couldBytes: 0, continues: false }, whole: false };
  const { earlier, shared, continuation } = best;
  const same = { ...base, sameBytes: bytesBefore(facts, shared), pauseMs: Math.max(0, facts.time - earlier.time) };
  const before = beforeOf(earlier);
  if (shared === earlier.ends.length) {
    const reformed = startsWith(facts.forms, earlier.forms) ? {} : { reformed: true };
    return {
      facts: { ...same, couldBytes: same.sameBytes, continues: true, before, ...reformed },
      before: earlier,
      whole: true,
    };
  }
  const parted = partingOf(earlier, present, shared);
  if (continuation?.continues === true) {
    const couldBytes = Math.min(bytes, earlier.ends.at(-1) ?? 0, continuation.bytes);
    return { facts: { ...same, couldBytes, continues: true, before, parted }, before: earlier, whole: false };
  }
  const isHeadChange = shared < facts.heads && headChanges.includes(parted.cause);
  const couldBytes = isHeadChange
    ? Math.min(bytesBefore(facts, facts.heads), bytesBefore(earlier, earlier.heads))
    : readable(earlier, facts, shared);
  const change = isHeadChange ? { parted } : {};
  return { facts: { ...same, couldBytes, continues: false, before, ...change }, before: earlier, whole: false };
}

/**
 * The earlier request that shares the longest start; of the latest of several the one of which the present request
 * continues most, and of those the latest. A program that alternates between two heads contains an older request whole:
 * then its changes since the later one count.
 */
function closest(known: readonly Remembered[], facts: Remembered): Candidate | undefined {
  let most = -1;
  let equals: Candidate[] = [];
  for (const earlier of known) {
    const shared = sharedBlocks(earlier.prefixes, facts.prefixes);
    if (shared > most) equals = [];
    most = Math.max(most, shared);
    if (shared === most) equals.push({ earlier, shared });
  }
  const whole = equals.filter(({ earlier, shared }) => shared === earlier.ends.length);
  const judged = whole.length > 0 ? whole : continued(equals.slice(-mostJudged), facts, most);
  const best = closer(judged);
  return whole.length === 0 || best === undefined ? best : closer([best, ...changedSince(known, facts, best)]);
}

function continued(equals: readonly Candidate[], facts: Remembered, shared: number): readonly Candidate[] {
  if (equals.length === 0) return [];
  const of = continuationsIn(facts, shared);
  return equals.map((each) => ({ ...each, continuation: of(each.earlier) }));
}

/** Later requests of the conversation that extend the one that is contained whole, and that the present one changes. */
function changedSince(
  known: readonly Remembered[],
  facts: Remembered,
  { earlier: whole }: Candidate,
): readonly Candidate[] {
  const size = whole.ends.at(-1) ?? 0;
  const further = known.filter(
    (earlier) =>
      earlier.time > whole.time &&
      (earlier.ends.at(-1) ?? 0) > size &&
      sameHash(earlier.contents, earlier.heads, facts.contents, facts.heads),
  );
  return further.slice(-mostJudged).flatMap((earlier): readonly Candidate[] => {
    const shared = sharedBlocks(earlier.prefixes, facts.prefixes);
    const continuation = continuationsIn(facts, shared)(earlier);
    return continuation.continues && continuation.bytes > size ? [{ earlier, shared, continuation }] : [];
  });
}

function closer(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, each) => (best === undefined || isCloser(each, best) ? each : best),
    undefined,
  );
}

function isCloser(one: Candidate, other: Candidate): boolean {
  const bytesOf = ({ continuation }: Candidate) => (continuation?.continues === true ? continuation.bytes : 0);
  return bytesOf(one) > bytesOf(other) || (bytesOf(one) === bytesOf(other) && one.earlier.time >= other.earlier.time);
}

/** What another conversation left in the cache: if the client sets breakpoints, everything up to the last one. */
function readable({ marks }: Remembered, facts: Remembered, shared: number): number {
  if (marks === undefined || marks.length === 0) return bytesBefore(facts, shared);
  return bytesBefore(facts, (marks.findLast((block) => block < shared) ?? -1) + 1);
}

function beforeOf({ usage, ends, sentBytes, long }: Remembered): CacheBefore {
  return { ...(usage === undefined ? {} : { usage }), bytes: ends.at(-1) ?? 0, sentBytes, long };
}

function startsWith(forms: Uint32Array, start: Uint32Array): boolean {
  return start.length <= forms.length && start.every((form, index) => form === forms[index]);
}
