import type { FilePlan } from '../../src/learn/plan-file.ts';
import { planFile } from '../../src/learn/plan-file.ts';
import type { ProjectRules } from '../../src/learn/project-rules.ts';
import type { LearnRun } from './flags.ts';
import { type Mention, mentionsOf } from './mentions.ts';
import { type NoTarget, type Target, targetsOf } from './targets.ts';

/** What a run would do in a project. */
export type ProjectPlan = {
  readonly rules: ProjectRules;
  readonly files: readonly (FilePlan & { readonly target: Target; readonly isAllowed: boolean })[];
  readonly refused: readonly NoTarget[];
  /** Lines of the user's own instruction files that mention what a rule says is wrong, by the rule's key. */
  readonly mentions: ReadonlyMap<string, readonly Mention[]>;
};

/** Finds what the rules of a project would change in the files that its agents read. */
export async function planProject(run: LearnRun, rules: ProjectRules): Promise<ProjectPlan> {
  if (!rules.isHere) return { rules, files: [], refused: [], mentions: new Map() };
  const { flags, env, home, store } = run;
  const { target } = flags;
  const targets = await targetsOf(rules, { env, home, ...(target === undefined ? {} : { target }) });
  const known = store.learned.files(rules.root);
  const files = [];
  for (const each of targets.files) {
    const { path: file, agents, sharing } = each;
    const isPersonal = sharing === 'personal';
    const plan = await planFile({ rules, file, agents, isPersonal, known, env });
    const isKnown = known.some((row) => row.file === plan.file);
    files.push({ ...plan, target: each, isAllowed: isPersonal || isKnown || target !== undefined });
  }
  return { rules, files, refused: targets.refused, mentions: mentionsOf(rules) };
}
