import type { SessionFailures } from './evidence.ts';
import { keyOf } from './forms.ts';
import type { Candidate } from './propose.ts';
import type { SessionDigest } from './session-digest.ts';

/** What a project's sessions cost on average: the yardstick of a rule. */
export type Rates = {
  readonly sessions: number;
  readonly requests: number;
  /** Tokens and dollars of a request, on average; 0 if no receipt is known. */
  readonly requestTokens: number;
  readonly requestDollars: number;
};

/** A rule with what it prevents and costs. */
export type Rule = Candidate & {
  readonly key: string;
  /** Failures in the last 30 days. */
  readonly recent: number;
  /** Requests, tokens and dollars that its failures cost: each about one more request. */
  readonly cost: { readonly requests: number; readonly tokens: number; readonly dollars: number };
};

/** The rules of a project, and those that could be rules. */
export type Choice = {
  /** Those to write, most useful first. */
  readonly rules: readonly Rule[];
  /** Those whose form has not failed for long, and that make room for others. */
  readonly resting: readonly Rule[];
  /** Those that would cost more than they prevent. */
  readonly tooDear: readonly Rule[];
};

const msPerDay = 86_400_000;
const recentDays = 30;
const restDays = 60;
const restSessions = 20;
const mostRules = 20;

/**
 * A rule is read in every request, at the price of a cache read; a failure costs about one more request. A rule of 30
 * tokens pays for itself if its form fails once in about 1,500 requests.
 */
const tokenRequestsPerFailure = 30 * 1500;

/** What the sessions of a project cost on average. */
export function ratesOf(digests: readonly SessionDigest[]): Rates {
  const sum = (of: (digest: SessionDigest) => number) => digests.reduce((total, digest) => total + of(digest), 0);
  const receipts = sum(({ requests }) => requests);
  const mean = (total: number) => (receipts === 0 ? 0 : total / receipts);
  return {
    sessions: new Set(digests.map(({ agent, root }) => `${agent}\t${root}`)).size,
    // If a transcript has no receipts, each call stands for about one request.
    requests: sum(({ requests, calls }) => (requests === 0 ? calls : requests)),
    requestTokens: mean(sum(({ tokens }) => tokens)),
    requestDollars: mean(sum(({ dollars }) => dollars)),
  };
}

/**
 * Chooses the rules to write: those that prevent more than they cost, by what their failures of the last 30 days cost,
 * at most 20. One whose form has not failed for 60 days and 20 sessions is dropped first.
 * @param countTokens of a rule's line
 * @param now milliseconds since the epoch
 */
export function choose(
  candidates: readonly Candidate[],
  digests: readonly SessionDigest[],
  countTokens: (text: string) => number,
  now: number,
): Choice {
  const rates = ratesOf(digests);
  const rules = candidates.map((candidate) => measured(candidate, rates, now));
  const pays = ({ evidence, text }: Rule) =>
    evidence.failed * tokenRequestsPerFailure >= countTokens(text) * requestsSince(evidence.firstFailed, digests);
  const isResting = (rule: Rule) => restsSince(rule, digests, now);
  const byWorth = rules
    .filter(pays)
    .sort((a, b) => rank(b, isResting) - rank(a, isResting) || b.evidence.failed - a.evidence.failed);
  const kept = byWorth.slice(0, mostRules);
  return { rules: kept, resting: byWorth.slice(mostRules), tooDear: rules.filter((rule) => !pays(rule)) };
}

/** Requests of all sessions since a form first failed: before that there was nothing to prevent. */
function requestsSince(time: number | undefined, digests: readonly SessionDigest[]): number {
  return ratesOf(digests.filter(({ last = 0 }) => last >= (time ?? 0))).requests;
}

function rank(rule: Rule, isResting: (rule: Rule) => boolean): number {
  return isResting(rule) ? -1 : rule.recent;
}

function measured(candidate: Candidate, rates: Rates, now: number): Rule {
  const { evidence } = candidate;
  const isRecent = ({ last }: SessionFailures) => last >= now - recentDays * msPerDay;
  const recent = evidence.failedSessions.filter(isRecent).reduce((sum, { failed }) => sum + failed, 0);
  const cost = {
    requests: evidence.failed,
    tokens: Math.round(evidence.failed * rates.requestTokens),
    dollars: evidence.failed * rates.requestDollars,
  };
  return { ...candidate, key: keyOf(candidate.form), recent, cost };
}

function restsSince({ evidence }: Rule, digests: readonly SessionDigest[], now: number): boolean {
  const last = evidence.lastFailed ?? 0;
  if (now - last < restDays * msPerDay) return false;
  const since = digests.filter(({ first = 0, isSubAgent }) => first > last && !isSubAgent);
  return new Set(since.map(({ agent, root }) => `${agent}\t${root}`)).size >= restSessions;
}
