import type { FormUses, SessionDigest } from './session-digest.ts';

/** The evidence of all sessions of a project on one form. Times are milliseconds since the epoch. */
export type Evidence = {
  readonly key: string;
  readonly worked: number;
  readonly empty: number;
  readonly failed: number;
  readonly lastWorked?: number;
  readonly firstFailed?: number;
  readonly lastFailed?: number;
  /** Sessions in which it failed; sub-agents, forks and resumed sessions are not counted on their own. */
  readonly failedSessions: readonly SessionFailures[];
  /** In how many of these sessions each replacement worked, by its key. */
  readonly replacements: ReadonlyMap<string, number>;
  readonly isRefused: boolean;
  /** Two failed calls, the first and the last. */
  readonly calls: readonly string[];
};

/** The failures of a form in one independent session. */
export type SessionFailures = {
  readonly root: string;
  readonly failed: number;
  readonly last: number;
  readonly replacements: readonly string[];
};

/** The evidence of all sessions on each form, by its key. */
export function gather(digests: readonly SessionDigest[]): ReadonlyMap<string, Evidence> {
  const found = new Map<string, Draft>();
  for (const digest of digests) {
    for (const uses of digest.uses) {
      const draft = found.get(uses.key) ?? emptyDraft();
      found.set(uses.key, draft);
      add(draft, uses, digest);
    }
  }
  return new Map(Array.from(found, ([key, draft]) => [key, finished(key, draft)]));
}

/** The combined evidence on several forms, as if they were one: files in a folder. */
export function together(key: string, parts: readonly Evidence[]): Evidence {
  const sessions = new Map<string, SessionFailures>();
  for (const each of parts.flatMap(({ failedSessions }) => failedSessions)) addSession(sessions, each);
  const sum = (of: (part: Evidence) => number) => parts.reduce((total, part) => total + of(part), 0);
  const calls = [...parts].sort((a, b) => (a.firstFailed ?? 0) - (b.firstFailed ?? 0)).flatMap((part) => part.calls);
  return {
    key,
    worked: sum(({ worked }) => worked),
    empty: sum(({ empty }) => empty),
    failed: sum(({ failed }) => failed),
    ...times(parts),
    failedSessions: [...sessions.values()],
    replacements: countReplacements([...sessions.values()]),
    isRefused: parts.some(({ isRefused }) => isRefused),
    calls: ends(calls),
  };
}

type Times = { lastWorked?: number | undefined; firstFailed?: number | undefined; lastFailed?: number | undefined };
type Draft = Times & {
  worked: number;
  empty: number;
  failed: number;
  isRefused: boolean;
  calls: { readonly id: string; readonly time: number }[];
  readonly sessions: Map<string, SessionFailures>;
};

function emptyDraft(): Draft {
  return { worked: 0, empty: 0, failed: 0, isRefused: false, calls: [], sessions: new Map() };
}

function add(draft: Draft, uses: FormUses, digest: SessionDigest): void {
  draft.worked += uses.worked;
  draft.empty += uses.empty;
  draft.failed += uses.failed;
  draft.isRefused ||= uses.isRefused === true;
  Object.assign(draft, times([draft, uses]));
  if (uses.failed === 0) return;
  const last = uses.lastFailed ?? digest.last ?? 0;
  const time = uses.firstFailed ?? last;
  for (const id of uses.failedCalls) draft.calls.push({ id, time });
  const replacements = Object.keys(uses.replacements);
  addSession(draft.sessions, { root: `${digest.agent}\t${digest.root}`, failed: uses.failed, last, replacements });
}

function addSession(sessions: Map<string, SessionFailures>, session: SessionFailures): void {
  const known = sessions.get(session.root);
  sessions.set(session.root, {
    root: session.root,
    failed: session.failed + (known?.failed ?? 0),
    last: Math.max(session.last, known?.last ?? 0),
    replacements: [...new Set([...session.replacements, ...(known?.replacements ?? [])])],
  });
}

function finished(key: string, draft: Draft): Evidence {
  const sessions = [...draft.sessions.values()];
  const calls = draft.calls.sort((a, b) => a.time - b.time).map(({ id }) => id);
  const { worked, empty, failed, isRefused } = draft;
  const replacements = countReplacements(sessions);
  return {
    key,
    worked,
    empty,
    failed,
    ...times([draft]),
    failedSessions: sessions,
    replacements,
    isRefused,
    calls: ends(calls),
  };
}

function countReplacements(sessions: readonly SessionFailures[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of sessions.flatMap(({ replacements }) => replacements)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function ends(calls: readonly string[]): readonly string[] {
  const first = calls[0];
  const last = calls.at(-1);
  return first === undefined || last === undefined ? [] : first === last ? [first] : [first, last];
}

function times(parts: readonly Times[]) {
  const of = (pick: (part: Times) => number | undefined) => parts.map(pick).filter((time) => time !== undefined);
  const latest = (list: readonly number[]) => list.reduce((a, b) => Math.max(a, b), 0);
  const worked = of(({ lastWorked }) => lastWorked);
  const first = of(({ firstFailed }) => firstFailed);
  const last = of(({ lastFailed }) => lastFailed);
  return {
    ...(worked.length > 0 ? { lastWorked: latest(worked) } : {}),
    ...(first.length > 0 ? { firstFailed: first.reduce((a, b) => Math.min(a, b)) } : {}),
    ...(last.length > 0 ? { lastFailed: latest(last) } : {}),
  };
}
