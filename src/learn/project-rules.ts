import type { LearnedRows } from '../model/learned-rows.ts';
import { type Choice, choose, type Rates, ratesOf } from './choose.ts';
import { gather } from './evidence.ts';
import { formOf, keyOf } from './forms.ts';
import { hasWorkedSince, isThereNow, type NoRule, type NoRuleReason, type ProjectView, propose } from './propose.ts';
import type { SessionDigest } from './session-digest.ts';

/** What the sessions of one project teach. */
export type ProjectRules = Choice & {
  /** Root of the project: absolute. */
  readonly root: string;
  readonly digests: readonly SessionDigest[];
  readonly rates: Rates;
  /** Forms that failed and are not rules, those with most sessions first. */
  readonly others: readonly NoRule[];
  /** Keys of rules that are written and refuted by the present state, or by a later success. */
  readonly returned: readonly string[];
  /** Whether the project is on this disk; otherwise rules are shown and never written. */
  readonly isHere: boolean;
};

/** How the rules of a project are found. */
export type ProjectRulesOptions = {
  readonly root: string;
  readonly rows: LearnedRows;
  /** Only sessions of this agent, and only those that ended at this time or later (milliseconds since the epoch). */
  readonly agent?: string;
  readonly since?: number;
  readonly minEvidence: number;
  /** Keys of the rules that are already written. */
  readonly written: readonly string[];
  /** What the disk says about paths; `undefined` if the project is not on it. */
  readonly view: (root: string, paths: readonly string[]) => Promise<ProjectView | undefined>;
  readonly countTokens: (text: string) => number;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** Finds the rules of a project from what is kept of its sessions. */
export async function projectRules(options: ProjectRulesOptions): Promise<ProjectRules> {
  const { root, rows, agent, since = 0, minEvidence, written, countTokens, now } = options;
  const digests = rows
    .sessions(root)
    .filter((session) => (agent === undefined || session.agent === agent) && session.time >= since)
    .map(({ digest }) => JSON.parse(digest) as SessionDigest);
  const first = propose(digests, { minEvidence });
  const view = await options.view(root, pathsIn(first, written));
  const { candidates, others } = view === undefined ? first : propose(digests, { minEvidence, view });
  return {
    root,
    digests,
    rates: ratesOf(digests),
    ...choose(candidates, digests, countTokens, now),
    others: [...others].sort((a, b) => sessionsOf(b) - sessionsOf(a) || b.evidence.failed - a.evidence.failed),
    returned: refutedOf(written, digests, view),
    isHere: view !== undefined,
  };
}

/** Reasons to withdraw a written rule. Silence is not one: an agent that knows the rule does not try again. */
const withdrawing: readonly NoRuleReason[] = ['worked since', 'works often', 'no longer so'];

/** The written rules that are refuted. Their failures may no longer be known. */
function refutedOf(
  written: readonly string[],
  digests: readonly SessionDigest[],
  view: ProjectView | undefined,
): readonly string[] {
  const evidence = gather(digests);
  return written.filter((key) => {
    const form = formOf(key);
    const known = evidence.get(key);
    return form !== undefined && (isThereNow(form, view) || (known !== undefined && hasWorkedSince(known)));
  });
}

/** Keys of forms whose rule is to be removed, if there is one. */
export function withdrawnKeys({
  others,
  resting,
  returned = [],
}: Pick<ProjectRules, 'others' | 'resting'> & { readonly returned?: readonly string[] }): readonly string[] {
  const refuted = others.filter(({ reason }) => withdrawing.includes(reason)).map(({ form }) => keyOf(form));
  return [...refuted, ...resting.map(({ key }) => key), ...returned];
}

/** The paths to look up: those of forms with some evidence, of written rules, and of replacements. */
function pathsIn({ candidates, others }: ReturnType<typeof propose>, written: readonly string[]): readonly string[] {
  const evident = [...candidates, ...others.filter((other) => sessionsOf(other) > 1)].map(({ form }) => form);
  const forms = [...evident, ...written.map(formOf)].flatMap((form) =>
    form !== undefined && 'path' in form ? [form.path] : [],
  );
  const replacements = candidates.flatMap(({ replacement }) =>
    replacement?.kind === 'path' ? [replacement.path] : [],
  );
  return [...new Set([...forms, ...replacements])];
}

function sessionsOf({ evidence }: NoRule): number {
  return evidence.failedSessions.length;
}
