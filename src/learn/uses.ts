import { type Step, splitCommand } from '../lib/shell/command-line.ts';
import type { TranscriptCall } from '../model/transcript.ts';
import type { Failure } from './failure.ts';
import { type Form, isAllowed, keyOf, runnerKey } from './forms.ts';
import { behindRunner, type Invocation, invocationOf, scriptOf } from './invocation.ts';
import { folderOf, pathWordsOf } from './own-words.ts';
import { projectPath } from './project-path.ts';

/** How a use of a form ended; `empty` ended well and printed or found nothing. */
export type Outcome = 'worked' | 'empty';

/** One use of a form that did not fail, by its key. */
export type Use = { readonly key: string; readonly outcome: Outcome };

/**
 * The forms that a call used without a fault, each once. Uncertain ones are left out: a step after `||` may not have
 * run, a step with discarded errors may have failed, and a failed call proves only what its message presupposes.
 */
export function usesOf(call: TranscriptCall, failure: Failure | undefined, roots: readonly string[]): readonly Use[] {
  const keys =
    call.action.kind === 'command'
      ? commandKeys(call.action.command, call, failure, roots)
      : toolKeys(call, failure, roots);
  const outcome = foundNothing(call) && failure === undefined ? 'empty' : 'worked';
  return [...new Set(keys)].map((key) => ({ key, outcome }));
}

/** Messages of searches and listings that found nothing. */
const nothing =
  /^(?:no (?:files|matches|results|content)(?: were)? found\b.*|found 0 .*|\(no output\)|\(empty\))?\s*$/i;

function foundNothing({ output }: TranscriptCall): boolean {
  return output.length < 200 && nothing.test(output.trim());
}

function toolKeys(call: TranscriptCall, failure: Failure | undefined, roots: readonly string[]): readonly string[] {
  const { action } = call;
  if (failure !== undefined) return [];
  if (action.kind === 'skill' || action.kind === 'agent') return allowed({ kind: action.kind, name: action.name });
  if (!('path' in action) || action.path === undefined) return [];
  const path = projectPath(action.path, call.folder, roots);
  if (path === undefined) return [];
  const whole = action.kind === 'read' && !action.ranged ? allowed({ kind: 'whole', path }) : [];
  return [...allowed({ kind: 'path', path }), ...whole];
}

function commandKeys(
  command: string,
  call: TranscriptCall,
  failure: Failure | undefined,
  roots: readonly string[],
): readonly string[] {
  const steps = splitCommand(command);
  if (failure !== undefined) return presupposed(failure);
  const folder = folderOf(steps, call.folder);
  return steps.flatMap((step, index) => {
    if (!hasRun(step, index, steps)) return [];
    const last = index === steps.length - 1;
    const paths = last && step.joinedBy !== '|' ? pathKeys(step, index === 0 ? call.folder : folder, roots) : [];
    return [...stepKeys(step, steps[index - 1]), ...paths];
  });
}

/** Whether a step of a command that ended well has run, and would have shown its errors. */
function hasRun(step: Step, index: number, steps: readonly Step[]): boolean {
  if (step.joinedBy === '||' || step.header !== undefined || step.within.length > 0) return false;
  const isLast = index === steps.length - 1;
  const isSilenced = step.redirections.some(
    ({ operator, target }) => /^(?:2|&)>/.test(operator) && target.text === '/dev/null',
  );
  return isLast || !isSilenced;
}

function stepKeys(step: Step, previous?: Step): readonly string[] {
  const invocation = invocationOf(step);
  if (invocation === undefined) return [];
  const inner = behindRunner(step, previous);
  const runner = inner?.runner === undefined ? [] : [runnerKey(inner.runner, inner.program)];
  return [...invocationKeys(invocation), ...runner];
}

function invocationKeys(invocation: Invocation): readonly string[] {
  const { program, command, flags, subcommand } = invocation;
  const parts = subcommand?.split(' ') ?? [];
  const script = scriptOf(invocation);
  return [
    // A program that is named by its path is found anywhere.
    ...(invocation.path === undefined ? allowed({ kind: 'program', program }) : []),
    ...parts.flatMap((part, index) =>
      allowed({ kind: 'subcommand', command: [program, ...parts.slice(0, index)].join(' '), subcommand: part }),
    ),
    ...flags.flatMap((flag) => allowed({ kind: 'flag', command, flag })),
    ...(script === undefined ? [] : allowed({ kind: 'script', ...script })),
  ];
}

function pathKeys(step: Step, folder: string | undefined, roots: readonly string[]): readonly string[] {
  return pathWordsOf(step).flatMap((text) => {
    const path = projectPath(text, folder, roots);
    return path === undefined ? [] : allowed({ kind: 'path', path });
  });
}

/** A program that reports findings exists and accepted its arguments. */
function presupposed({ class: label, step }: Failure): readonly string[] {
  const invocation = step === undefined ? undefined : invocationOf(step);
  if (invocation === undefined || step === undefined) return [];
  if (label === 'finding' || label === 'not-a-failure' || label === 'git-state') return stepKeys(step);
  const hasRun = [
    'wrong-flag',
    'unknown-name',
    'bad-argument',
    'missing-path',
    'missing-module',
    'network-auth',
  ].includes(label);
  return hasRun && invocation.path === undefined ? allowed({ kind: 'program', program: invocation.program }) : [];
}

function allowed(form: Form): readonly string[] {
  return isAllowed(form) ? [keyOf(form)] : [];
}
