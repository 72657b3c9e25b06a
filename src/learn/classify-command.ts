import { type Step, splitCommand } from '../lib/shell/command-line.ts';
import { programOf, programWords } from '../lib/shell/program.ts';
import type { TranscriptCall } from '../model/transcript.ts';
import { exitCodeOf } from './envelope.ts';
import { type Failure, failureOf, isAgentsMistake } from './failure.ts';
import type { Message } from './message.ts';
import { refine } from './refine.ts';
import { isChecker, isInlineScript, isProbe, lastSteps } from './step-kind.ts';
import { isNamedBy, stepNamed } from './step-named.ts';
import { exceptionIn, findingIn, isRunnerLine, type Told, told } from './tell.ts';

/** A success with a longer output, in characters, is not taken for a failure message. */
const maxMasked = 800;
/**
 * In an output up to this length, in characters, any line may be the message; in a longer one it must name the command.
 */
const short = 3000;

const shells = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh']);

/** How many of the first and of the last messages are compared with the command. */
const maxKnown = 100;

/** Why a command failed, from its output, its exit code and its steps. */
export function classifyCommand(
  call: TranscriptCall,
  command: string,
  messages: readonly Message[],
): Failure | undefined {
  const steps = splitCommand(scriptOf(command));
  if (!call.failed) return call.outputLength < maxMasked ? masked(call, command, messages, steps) : undefined;
  const found = choose(call, messages, steps);
  if (found !== undefined) {
    const step = stepNamed(found.message, steps, programsOf(found));
    return failureOf(
      refine(found, { command, steps, step, folder: call.folder, output: call.output }),
      found.message.line,
      step,
    );
  }
  return withoutMessage(call, messages, steps);
}

/** A command line, or the one inside `bash -c '…'` if that is all of it. */
function scriptOf(command: string): string {
  const [only, ...others] = splitCommand(command);
  if (only === undefined || others.length > 0 || !shells.has(programOf(only) ?? '')) return command;
  const words = programWords(only);
  const flag = words.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  return (flag > 0 && words[flag + 1]?.text) || command;
}

/** The message of a failed command, and its class. */
function choose(call: TranscriptCall, messages: readonly Message[], steps: readonly Step[]): Told | undefined {
  const finding = findingIn(messages);
  const known = messages.flatMap((message) => told(message) ?? []);
  const all = known.length <= 2 * maxKnown ? known : [...known.slice(0, maxKnown), ...known.slice(-maxKnown)];
  const [first] = messages;
  const opening = all[0]?.message === first ? all[0] : undefined;
  const trusted = opening?.fromShell === true || (opening !== undefined && isNamedBy(opening.message, steps));
  if (opening !== undefined && (finding === undefined || (trusted && finding.message !== first))) return opening;
  const code = exitCodeOf(call);
  const fromShell = all.find((each) => each.fromShell);
  if (fromShell !== undefined && (code === 126 || code === 127)) return fromShell;
  if (finding !== undefined) return finding;
  const last = lastSteps(steps);
  const isLong = call.outputLength > short;
  const others = all.filter(({ message }) => !isLong || isNamedBy(message, steps));
  return fromShell ?? others.find(({ message }) => isNamedBy(message, last)) ?? others[0] ?? exception(messages, steps);
}

function exception(messages: readonly Message[], steps: readonly Step[]): Told | undefined {
  const error = exceptionIn(messages);
  if (error === undefined || steps.some(isInlineScript)) return error;
  return { ...error, class: 'finding' };
}

function programsOf({ command, programs }: Told): readonly string[] {
  return command === undefined ? programs : [command];
}

/** The class of a failed command whose output has no known message. */
function withoutMessage(call: TranscriptCall, messages: readonly Message[], steps: readonly Step[]): Failure {
  const last = lastSteps(steps);
  const code = exitCodeOf(call) ?? 1;
  const probe = last.find(isProbe);
  if (probe !== undefined && code <= 2) return failureOf('not-a-failure', '', probe);
  const runner = messages.find(isRunnerLine);
  const checker = last.findLast(isChecker) ?? steps.findLast(isChecker);
  const line = (runner ?? messages.at(-1))?.line ?? '';
  const [first] = messages;
  // git refuses a flag of `git diff` and the like by printing only its usage.
  if (first !== undefined && code === 129 && /^usage: git /.test(first.line))
    return failureOf('wrong-flag', first.line, stepNamed(first, steps, ['git']));
  if (first !== undefined && /^usage:? /i.test(first.line) && checker === undefined)
    return failureOf('bad-argument', first.line, stepNamed(first, steps));
  if (checker !== undefined && messages.length > 0) return failureOf('finding', line, checker);
  if (runner !== undefined) return failureOf('finding', line);
  return failureOf('unknown', messages[0]?.line ?? '', stepNamed(messages[0] ?? { line: '', text: '' }, steps));
}

/** A mistake in the output of a call that counted as a success. Quoted text does not count. */
function masked(
  call: TranscriptCall,
  command: string,
  messages: readonly Message[],
  steps: readonly Step[],
): Failure | undefined {
  // A command that prints the exit code expects the failure.
  if (/\$\?/.test(command)) return undefined;
  for (const message of messages) {
    const found = told(message);
    if (found === undefined || !(found.fromShell || isNamedBy(message, steps))) continue;
    const step = stepNamed(message, steps, programsOf(found));
    const name = refine(found, { command, steps, step, folder: call.folder, output: call.output });
    if (isAgentsMistake(name)) return failureOf(name, message.line, step, true);
  }
  return undefined;
}
