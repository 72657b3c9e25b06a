import type { SessionDigest } from './session-digest.ts';

/** How often a form failed in some sessions. */
export type Rate = { readonly failed: number; readonly sessions: number };

/** Failures of a form before and after a moment. */
export type Effect = {
  readonly before: Rate;
  readonly after: Rate;
  /** Rate after by rate before: the 95 % confidence interval; absent if it cannot be computed. */
  readonly ratio?: { readonly from: number; readonly to: number };
  readonly verdict: 'fewer' | 'more' | 'not yet known';
};

/**
 * Sessions that a form had to fail in to be a rule: it was chosen for them, so they say nothing about how often it
 * fails.
 */
const makingSessions = 3;
const z95 = 1.959964;

/**
 * Failures of a form per session, before and after a moment. Sub-agents, forks and resumed sessions count with their
 * first.
 * @param keys of the form, and of those that were merged into it
 * @param time milliseconds since the epoch
 */
export function effectOf(digests: readonly SessionDigest[], keys: ReadonlySet<string>, time: number): Effect {
  const sessions = independent(digests, keys);
  const making = sessions.filter(({ failed, first }) => failed > 0 && first < time).slice(0, makingSessions);
  const before = rate(sessions.filter((session) => session.first < time && !making.includes(session)));
  const after = rate(sessions.filter(({ first }) => first >= time));
  const ratio = ratioOf(before, after);
  if (ratio === undefined || (ratio.from <= 1 && ratio.to >= 1)) {
    return { before, after, ...(ratio === undefined ? {} : { ratio }), verdict: 'not yet known' };
  }
  return { before, after, ratio, verdict: ratio.to < 1 ? 'fewer' : 'more' };
}

type Counted = { readonly first: number; readonly failed: number };

function independent(digests: readonly SessionDigest[], keys: ReadonlySet<string>): readonly Counted[] {
  const found = new Map<string, Counted>();
  for (const { agent, root, first = 0, uses } of digests) {
    const name = `${agent}\t${root}`;
    const known = found.get(name);
    const failed = uses.reduce((sum, each) => sum + (keys.has(each.key) ? each.failed : 0), 0);
    found.set(name, { first: Math.min(first, known?.first ?? first), failed: failed + (known?.failed ?? 0) });
  }
  return [...found.values()].sort((a, b) => a.first - b.first);
}

function rate(sessions: readonly Counted[]): Rate {
  return { failed: sessions.reduce((sum, { failed }) => sum + failed, 0), sessions: sessions.length };
}

/**
 * The ratio of two Poisson rates: given the sum of both counts, the later one is binomial (Przyborowski and Wilenski 1940); its
 * share has Wilson's interval (1927).
 */
function ratioOf(before: Rate, after: Rate): { readonly from: number; readonly to: number } | undefined {
  const count = before.failed + after.failed;
  if (count === 0 || before.sessions === 0 || after.sessions === 0) return undefined;
  const share = after.failed / count;
  const middle = share + z95 ** 2 / (2 * count);
  const spread = z95 * Math.sqrt((share * (1 - share)) / count + z95 ** 2 / (4 * count ** 2));
  const scale = 1 + z95 ** 2 / count;
  const odds = (each: number) => (each >= 1 ? Number.POSITIVE_INFINITY : Math.max(0, each) / (1 - each));
  const exposure = before.sessions / after.sessions;
  return { from: odds((middle - spread) / scale) * exposure, to: odds((middle + spread) / scale) * exposure };
}
