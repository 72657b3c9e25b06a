import { type Evidence, gather } from './evidence.ts';
import {
  type Form,
  formOf,
  isAllowedReplacement,
  type Replacement,
  replacementKey,
  replacementOf,
  runnerKey,
} from './forms.ts';
import { failingShare, missingPaths } from './missing-paths.ts';
import { sentence } from './sentences.ts';
import type { SessionDigest } from './session-digest.ts';

/** Why a form that failed is not a rule. */
export type NoRuleReason =
  | 'too few sessions'
  | 'worked since'
  | 'works often'
  | 'nothing that works instead'
  | 'no agreed replacement'
  | 'a way round a check'
  | 'no longer so'
  | 'cannot be said';

/** A form that failed in several sessions, and its rule. */
export type Candidate = {
  readonly form: Form;
  readonly replacement?: Replacement;
  readonly evidence: Evidence;
  /** The rule, one line. */
  readonly text: string;
  /** Only two sessions: such a rule was wrong or idle two times out of three. */
  readonly isWeak: boolean;
};

/** A form that failed and is not a rule. */
export type NoRule = { readonly form: Form; readonly evidence: Evidence; readonly reason: NoRuleReason };

/** What the disk says about a project, if it is on this disk. */
export type ProjectView = {
  /** Whether a path is in the working tree or at the tip of the default branch, or is created by a build. */
  isThere(path: string): boolean;
  /** Whether git tracks a path, or a file below it. */
  isTracked(path: string): boolean;
  /** Whether a program is on the PATH. */
  hasProgram(program: string): boolean;
  /** Whether `npx` would run a program that the project has installed. */
  hasLocalProgram(program: string): boolean;
  /** Whether a script, a skill or an agent type exists, if that can be found out. */
  hasName(form: Form): boolean | undefined;
};

/** How candidates are chosen. */
export type ProposeOptions = {
  /** Independent sessions that a form must have failed in: 3, or at least 2. */
  readonly minEvidence: number;
  /** Absent if the project is not on this disk; then the transcripts' last evidence decides. */
  readonly view?: ProjectView;
};

/** Sessions in which a replacement must have worked if a form has only two sessions. */
const weakSessions = 2;

/** What the sessions of one project teach: forms that become rules, and those that do not, with the reasons. */
export function propose(
  digests: readonly SessionDigest[],
  options: ProposeOptions,
): { readonly candidates: readonly Candidate[]; readonly others: readonly NoRule[] } {
  const evidence = gather(digests);
  const candidates: Candidate[] = [];
  const others: NoRule[] = [];
  for (const subject of subjects(evidence, options.view)) {
    const judged = judge(subject, options);
    if ('reason' in judged) others.push(judged);
    else candidates.push(judged);
  }
  return { candidates, others };
}

type Subject = { readonly form: Form; readonly evidence: Evidence; readonly replacement?: Replacement };

/** Every form that failed, with missing files and folders merged. */
function subjects(evidence: ReadonlyMap<string, Evidence>, view: ProjectView | undefined): readonly Subject[] {
  const paths: readonly Subject[] = missingPaths(evidence);
  const others = Array.from(evidence.values()).flatMap((each): Subject[] => {
    const form = formOf(each.key);
    if (form === undefined || each.failed === 0 || form.kind === 'path' || form.kind === 'folder') return [];
    const found = agreed(each) ?? behindRunner(form, evidence);
    const replacement = isUsable(found, form, view) ? found : undefined;
    return [{ form, evidence: each, ...(replacement === undefined ? {} : { replacement }) }];
  });
  return [...paths, ...others];
}

/** What worked instead in most of the sessions that found something. */
function agreed({ replacements }: Evidence): Replacement | undefined {
  const all = [...replacements].sort(([, a], [, b]) => b - a);
  const [first, second] = all;
  if (first === undefined || first[1] === second?.[1]) return undefined;
  return replacementOf(first[0]);
}

/** A runner with which other sessions ran a program that is not on the PATH. */
function behindRunner(form: Form, evidence: ReadonlyMap<string, Evidence>): Replacement | undefined {
  if (form.kind !== 'program') return undefined;
  const used = Array.from(evidence.values()).filter(({ key, worked }) => {
    const [kind, runner = '', program] = key.split('\t');
    return kind === 'runner' && program === form.program && worked > 0 && key === runnerKey(runner, form.program);
  });
  const best = used.sort((a, b) => b.worked - a.worked)[0]?.key.split('\t')[1];
  return best === undefined ? undefined : { kind: 'runner', runner: best };
}

function judge(subject: Subject, options: ProposeOptions): Candidate | NoRule {
  const { form, evidence, replacement } = subject;
  const sessions = evidence.failedSessions.length;
  const no = (reason: NoRuleReason): NoRule => ({ form, evidence, reason });
  // What refutes a rule comes first: it may have been written when more was known of its failures.
  if (hasWorkedSince(evidence)) return no('worked since');
  if (evidence.failed < failingShare * (evidence.failed + evidence.worked)) return no('works often');
  if (isThereNow(form, options.view)) return no('no longer so');
  if (sessions < options.minEvidence) return no('too few sessions');
  if (evidence.isRefused) return no('a way round a check');
  if (needsReplacement(form) && !isUsable(replacement, form, options.view)) return no('nothing that works instead');
  const isWeak = sessions < 3;
  if (isWeak && !isAgreed(replacement, evidence)) return no('no agreed replacement');
  const text = sentence(form, replacement);
  if (text === undefined) return no('cannot be said');
  return { form, evidence, text, isWeak, ...(replacement === undefined ? {} : { replacement }) };
}

/** Whether a form worked after its last failure, or if the order of the two is unknown. */
export function hasWorkedSince({ worked, lastWorked, lastFailed }: Evidence): boolean {
  if (worked === 0) return false;
  return lastWorked === undefined || lastFailed === undefined || lastWorked >= lastFailed;
}

function needsReplacement(form: Form): boolean {
  return form.kind === 'path' || form.kind === 'folder';
}

/**
 * Whether a replacement may be proposed: a path if git tracks it; `npx`, which fetches missing programs, only if the
 * project has the program; a name only if it exists, as far as can be found out.
 */
function isUsable(replacement: Replacement | undefined, form: Form, view: ProjectView | undefined): boolean {
  if (replacement === undefined || !isAllowedReplacement(replacement)) return false;
  if (replacement.kind === 'path') return view === undefined || view.isTracked(replacement.path);
  if (replacement.kind === 'runner' && replacement.runner === 'npx')
    return form.kind === 'program' && view?.hasLocalProgram(form.program) === true;
  if (replacement.kind !== 'name' || view === undefined) return true;
  if (form.kind === 'script') return view.hasName({ ...form, script: replacement.name }) !== false;
  return true;
}

function isAgreed(replacement: Replacement | undefined, { failedSessions }: Evidence): boolean {
  if (replacement === undefined) return false;
  const key = replacementKey(replacement);
  return failedSessions.filter(({ replacements }) => replacements.includes(key)).length >= weakSessions;
}

/**
 * Whether something that a rule calls missing exists: an agent that knows the rule never tries again, so the disk is
 * asked.
 */
export function isThereNow(form: Form, view: ProjectView | undefined): boolean {
  if (view === undefined) return false;
  if (form.kind === 'program') return view.hasProgram(form.program);
  if (form.kind === 'path' || form.kind === 'folder') return view.isThere(form.path);
  if (form.kind === 'whole') return !view.isTracked(form.path);
  return view.hasName(form) ?? false;
}
