import type { TranscriptCall } from '../model/transcript.ts';
import type { Failure } from './failure.ts';
import { type Form, formOf, isAllowedReplacement, type Replacement } from './forms.ts';
import { scriptOf } from './invocation.ts';
import { isSameFile } from './missing-paths.ts';
import { type RecoveredStep, recoveredStep } from './recovery.ts';
import { refusalOf } from './refused.ts';
import type { Use } from './uses.ts';

/** What a correcting call did instead; `refused` if no rule may propose it. */
export type Instead = Replacement | 'refused' | undefined;

/**
 * What to use in place of a form, from a later call that worked. `undefined` if the call did more than replace the
 * form, or only omitted it: then no single change made it work.
 * @param used forms that the later call used
 */
export function insteadOf(
  form: Form,
  failed: TranscriptCall,
  failure: Failure,
  later: TranscriptCall,
  used: readonly Use[],
): Instead {
  const found = replacement(form, failed, failure, later, used);
  if (found === undefined || found === 'refused') return found;
  return isAllowedReplacement(found) ? found : undefined;
}

function replacement(
  form: Form,
  failed: TranscriptCall,
  failure: Failure,
  later: TranscriptCall,
  used: readonly Use[],
): Instead {
  const { action } = later;
  if ('path' in form) return form.kind === 'path' ? sameStem(form.path, used) : undefined;
  if (form.kind === 'skill' || form.kind === 'agent') {
    const isOther = action.kind === form.kind && action.name !== form.name && isPartOf(form.name, action.name);
    return isOther ? { kind: 'name', name: action.name } : undefined;
  }
  const step = recoveredStep(failed, failure, later);
  if (step === undefined) return undefined;
  if (refusalOf(step.worked.step, step.behind) !== undefined) return 'refused';
  return inStep(form, step) ?? byPath(form, step, used);
}

/** The project path by which a program was run that is not on the PATH. */
function byPath(form: Form, { worked }: RecoveredStep, used: readonly Use[]): Replacement | undefined {
  if (form.kind !== 'program' || worked.path === undefined) return undefined;
  const paths = used.map(({ key }) => formOf(key)).flatMap((each) => (each?.kind === 'path' ? [each.path] : []));
  const path = paths.find((each) => each.split('/').at(-1) === form.program);
  return path === undefined ? undefined : { kind: 'path', path };
}

/** A path with the same stem that was found. */
function sameStem(missing: string, used: readonly Use[]): Replacement | undefined {
  for (const { key, outcome } of used) {
    const form = outcome === 'worked' ? formOf(key) : undefined;
    if (form?.kind === 'path' && isSameFile(missing, form.path)) return { kind: 'path', path: form.path };
  }
  return undefined;
}

function inStep(form: Form, { failed, worked }: RecoveredStep): Replacement | undefined {
  if (form.kind === 'program')
    return worked.runner === undefined ? undefined : { kind: 'runner', runner: worked.runner };
  if (form.kind === 'flag') {
    const added = worked.flags.filter((flag) => !failed.flags.includes(flag));
    const [flag] = added;
    return flag !== undefined && added.length === 1 && !worked.flags.includes(form.flag)
      ? { kind: 'flag', flag }
      : undefined;
  }
  if (form.kind === 'script') {
    const script = scriptOf(worked);
    const isOther = script !== undefined && script.runner === form.runner && isLike(form.script, script.script);
    return isOther ? { kind: 'name', name: script.script } : undefined;
  }
  if (form.kind !== 'subcommand' || !`${worked.command} `.startsWith(`${form.command} `)) return undefined;
  const name = worked.command.slice(form.command.length + 1).split(' ')[0] ?? '';
  return isLike(form.subcommand, name) ? { kind: 'name', name } : undefined;
}

/** Whether one name is the other with something before or after it: `simplifier` and `plugin:simplifier`. */
function isPartOf(a: string, b: string): boolean {
  return a !== b && a !== '' && b !== '' && (a.includes(b) || b.includes(a));
}

/** Whether two names differ by a typing error: one is part of the other, or at most two letters differ. */
function isLike(a: string, b: string): boolean {
  return isPartOf(a, b) || (a !== b && distance(a, b) <= 2 && Math.min(a.length, b.length) > 3);
}

/** Levenshtein distance, for names of at most 40 characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
