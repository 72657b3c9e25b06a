import { countsOf } from '../../src/learn/counts.ts';
import { unifiedDiff } from '../../src/learn/diff.ts';
import type { Evidence } from '../../src/learn/evidence.ts';
import { type Form, keyOf } from '../../src/learn/forms.ts';
import type { Outcomes } from './apply.ts';
import type { ProjectPlan } from './plan.ts';

/** What `headroom learn --json` prints for a project; `outcomes` if something was to be written. */
export function projectJson({ rules, files, refused, mentions }: ProjectPlan, outcomes?: Outcomes): object {
  const ruleJson = ({
    text,
    form,
    replacement,
    evidence,
    recent,
    cost,
    isWeak,
    key,
  }: (typeof rules.rules)[number]) => ({
    text,
    form: formJson(form),
    ...(replacement === undefined ? {} : { replacement }),
    ...evidenceJson(evidence),
    recent,
    cost,
    ...(isWeak ? { warning: 'two sessions only: such rules were wrong or idle two times in three' } : {}),
    mentions: mentions.get(key) ?? [],
  });
  return {
    root: rules.root,
    isHere: rules.isHere,
    sessions: rules.rates.sessions,
    sessionsWithoutOutput: rules.digests.filter(({ withoutOutput }) => withoutOutput === true).length,
    requests: rules.rates.requests,
    oldest: oldestOf(rules.digests),
    rules: rules.rules.map(ruleJson),
    resting: rules.resting.map(ruleJson),
    tooDear: rules.tooDear.map(ruleJson),
    notProposed: rules.others.map(({ form, reason, evidence }) => ({
      form: formJson(form),
      reason,
      ...evidenceJson(evidence),
    })),
    counts: countsOf(rules.digests),
    files: files.map(({ name, target, isAllowed, before, applied }) => ({
      file: name,
      agents: target.agents,
      sharing: target.sharing,
      needsTarget: !isAllowed,
      ...(outcomes?.has(name) ? { outcome: outcomes.get(name) } : {}),
      diff: unifiedDiff(name, before?.toString('utf8'), applied.bytes?.toString('utf8')),
    })),
    refused: refused.map(({ agents, reason, hint }) => ({ agents, reason, hint })),
  };
}

/** The start of the oldest session, in milliseconds since the epoch. */
export function oldestOf(digests: ProjectPlan['rules']['digests']): number | undefined {
  return digests.reduce<number | undefined>(
    (oldest, { first }) => (first !== undefined && first < (oldest ?? Number.POSITIVE_INFINITY) ? first : oldest),
    undefined,
  );
}

function formJson(form: Form): object {
  return { key: keyOf(form).replaceAll('\t', ' '), ...form };
}

function evidenceJson(evidence: Evidence): object {
  const { failed, worked, empty, failedSessions, firstFailed, lastFailed, lastWorked, calls } = evidence;
  return { failed, worked, empty, sessions: failedSessions.length, firstFailed, lastFailed, lastWorked, calls };
}
