import { type Step, splitCommand } from '../lib/shell/command-line.ts';
import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { TranscriptCall } from '../model/transcript.ts';
import type { Failure, FailureClass } from './failure.ts';
import { behindRunner, type Invocation, invocationOf } from './invocation.ts';
import { isSameFile } from './missing-paths.ts';
import { mentions } from './offence.ts';

/** How many calls later a failed call may still be corrected. */
export const recoveryDistance = 15;

/** Failures that no other call corrects: nothing was wrong with the call, or the fault is unknown. */
const beyondRecovery: readonly FailureClass[] = [
  'finding',
  'not-a-failure',
  'git-state',
  'environment',
  'refused',
  'unknown',
];

/** Programs that say nothing about the purpose of a command. */
const supporting = new Set(['cd', 'echo', 'printf', 'export', 'true', 'sleep', 'set', 'pwd', 'which', 'mkdir']);

/** A corrected step, and the step that corrected it with what it runs. */
export type RecoveredStep = {
  readonly failed: Invocation;
  readonly worked: Invocation;
  readonly behind: readonly Step[];
};

/**
 * Whether a later call that worked does what a failed one was meant to do: the same program on the same target, the
 * same file, the same arguments except for the part that the message blames.
 */
export function isRecovery(failed: TranscriptCall, failure: Failure, later: TranscriptCall): boolean {
  if (beyondRecovery.includes(failure.class)) return false;
  const before = failed.action;
  const after = later.action;
  if (before.kind === 'command') return after.kind === 'command' && recoveredStep(failed, failure, later) !== undefined;
  if (before.kind !== after.kind && !(isLooking(before.kind) && isLooking(after.kind))) return false;
  if (before.kind === 'skill' || before.kind === 'agent') {
    return after.kind === before.kind && (after.name === before.name || sharesText(failed.input, later.input));
  }
  const from = 'path' in before ? before.path : undefined;
  const to = 'path' in after ? after.path : undefined;
  if (from === undefined)
    return before.kind === 'other' && failed.tool === later.tool && sharesText(failed.input, later.input);
  if (to === undefined) return false;
  if (before.kind === 'edit' || before.kind === 'write') return from === to;
  if (from === to) return before.kind !== 'search' || later.output.length > 0;
  return failure.class === 'missing-path' && isNamedAlike(from, to);
}

/** The step of a later command that does what the failed step was meant to do. */
export function recoveredStep(
  failed: TranscriptCall,
  failure: Failure,
  later: TranscriptCall,
): RecoveredStep | undefined {
  if (failed.action.kind !== 'command' || later.action.kind !== 'command') return undefined;
  const blamed = failure.step === undefined ? splitCommand(failed.action.command).filter(isMain) : [failure.step];
  const steps = splitCommand(later.action.command);
  for (const before of blamed.flatMap((step) => invocationOf(step) ?? [])) {
    if (supporting.has(before.program) && blamed.length > 1) continue;
    for (const [index, step] of steps.entries()) {
      if (step.joinedBy === '||') continue;
      const worked = [invocationOf(step), behindRunner(step, steps[index - 1])].find(
        (after) => after !== undefined && doesTheSame(before, after, failure),
      );
      if (worked !== undefined) return { failed: before, worked, behind: steps.slice(index + 1) };
    }
  }
  return undefined;
}

/** Whether a step begins a pipe: the steps after it only read its output. */
function isMain({ joinedBy }: Step): boolean {
  return joinedBy !== '|';
}

/** Share of the failed step's operands that the other step must have too. */
const sharedOperands = 0.5;
/** An operand that names one object of many: a number or a hash. A different one is a different object. */
const objectName = /^#?(?:\d+|[0-9a-f]{7,40})$/;

function doesTheSame(before: Invocation, after: Invocation, { class: label, line }: Failure): boolean {
  if (before.program !== after.program) return false;
  if (label === 'missing-command') {
    if (after.runner === undefined && after.path === undefined) return false;
  } else if (label !== 'unknown-name' && before.command !== after.command) return false;
  const targets = before.operands.filter((operand) => !mentions(line, operand));
  const blamed = before.operands.length - targets.length;
  const object = targets.find((operand) => objectName.test(operand));
  if (object !== undefined && !after.operands.includes(object)) return false;
  if (targets.length === 0)
    return blamed > 0 ? label !== 'missing-command' : after.operands.length === 0 || label === 'wrong-flag';
  const size = (operands: readonly string[]) => operands.reduce((sum, operand) => sum + operand.length, 0);
  const shared = targets.filter((operand) => after.operands.includes(operand));
  const contained = size(shared) / Math.max(1, Math.min(size(targets), size(after.operands)));
  return contained >= sharedOperands || sharedWords(targets.join(' '), after.operands.join(' ')) >= sharedOperands;
}

function isLooking(kind: string): boolean {
  return kind === 'read' || kind === 'search' || kind === 'list';
}

/** Whether two paths have the same stem, or names that begin alike in the same folder. */
function isNamedAlike(a: string, b: string): boolean {
  if (isSameFile(a, b)) return true;
  const [folderA, nameA] = split(a);
  const [folderB, nameB] = split(b);
  let alike = 0;
  while (alike < nameA.length && nameA[alike] === nameB[alike]) alike += 1;
  return folderA === folderB && alike >= 6;
}

function split(path: string): readonly [folder: string, name: string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at + 1), path.slice(at + 1)];
}

/** Whether the arguments of two calls of one tool have a long text in common. */
function sharesText(a: Json, b: Json): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return Object.entries(a).some(([key, value]) => {
    const other = b[key];
    if (typeof value !== 'string' || typeof other !== 'string' || value.length < 20) return false;
    return value === other || sharedWords(value, other) >= 0.6;
  });
}

const mostWords = 400;

/** Share of the words of the shorter text that the other has too. */
function sharedWords(a: string, b: string): number {
  const words = (text: string) =>
    new Set((text.slice(0, 20_000).match(/[\p{L}\p{N}_]{2,}/gu) ?? []).slice(0, mostWords));
  const [one, two] = [words(a), words(b)];
  let shared = 0;
  for (const word of one) if (two.has(word)) shared += 1;
  return shared / Math.max(1, Math.min(one.size, two.size));
}
