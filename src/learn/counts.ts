import type { SessionDigest } from './session-digest.ts';

/** Observations that do not become rules: measured over many sessions, no rule from them helped. */
export type Counts = {
  readonly calls: number;
  readonly failedCalls: number;
  /** Failed calls that the agent took for successes. */
  readonly masked: number;
  /** Failed calls by class. */
  readonly classes: Readonly<Record<string, number>>;
  /** Calls that repeat an earlier one of their session, verbatim. */
  readonly repeatedCalls: number;
  /** Files read again in a session without a change in between. */
  readonly rereads: number;
  /** Short turns of the user that begin as a correction does. */
  readonly corrections: number;
  /** Files that half of the sessions opened. */
  readonly filesOpenedOften: number;
  /** Commands that were used in three sessions and never failed. */
  readonly commandsThatAlwaysWork: number;
};

/** Sums the observations of sessions. */
export function countsOf(digests: readonly SessionDigest[]): Counts {
  const sum = (of: (digest: SessionDigest) => number) => digests.reduce((total, digest) => total + of(digest), 0);
  const classes: Record<string, number> = {};
  for (const digest of digests) {
    for (const [name, count] of Object.entries(digest.classes)) classes[name] = (classes[name] ?? 0) + count;
  }
  const used = usesByKey(digests);
  const roots = new Set(digests.map(rootOf)).size;
  const often = (kind: string, test: (use: Used) => boolean) =>
    Array.from(used).filter(([key, use]) => key.startsWith(`${kind}\t`) && test(use)).length;
  return {
    calls: sum(({ calls }) => calls),
    failedCalls: sum(({ failedCalls }) => failedCalls),
    masked: sum(({ masked }) => masked),
    classes,
    repeatedCalls: sum(({ repeatedCalls }) => repeatedCalls),
    rereads: sum(({ rereads }) => rereads),
    corrections: sum(({ corrections }) => corrections),
    filesOpenedOften: often('path', ({ sessions }) => sessions.size * 2 >= roots && roots > 1),
    commandsThatAlwaysWork: often('subcommand', ({ sessions, failed }) => sessions.size >= 3 && failed === 0),
  };
}

type Used = { readonly sessions: Set<string>; failed: number };

function usesByKey(digests: readonly SessionDigest[]): ReadonlyMap<string, Used> {
  const used = new Map<string, Used>();
  for (const digest of digests) {
    for (const { key, failed } of digest.uses) {
      const known = used.get(key) ?? { sessions: new Set<string>(), failed: 0 };
      known.sessions.add(rootOf(digest));
      known.failed += failed;
      used.set(key, known);
    }
  }
  return used;
}

function rootOf({ agent, root }: SessionDigest): string {
  return `${agent}\t${root}`;
}
