import type { Step } from '../lib/shell/command-line.ts';
import { programOf } from '../lib/shell/program.ts';
import type { FailureClass } from './failure.ts';
import { dropsErrors, isGuarded, isUnderTest } from './step-kind.ts';
import type { Told } from './tell.ts';
import { isFailedChange, namesWrongFolder } from './wrong-folder.ts';

type Place = {
  readonly command: string;
  readonly steps: readonly Step[];
  readonly step: Step | undefined;
  readonly folder: string | undefined;
  readonly output: string;
};

const usage: ReadonlySet<FailureClass> = new Set(['wrong-flag', 'unknown-name', 'bad-argument']);

/** The class of a failure, if a message has another meaning at its place in the command. */
export function refine(found: Told, place: Place): FailureClass {
  const { class: name, message } = found;
  const { step, steps, command, folder, output } = place;
  if (name === 'missing-command') return missingCommand(found, place);
  if (name === 'script-error' && output.includes('\\!') && command.includes('!=')) return 'shell-syntax';
  if (isUnmatchedGlob(message.line) && step !== undefined) return isProbeOf(step, steps) ? 'not-a-failure' : name;
  if (step !== undefined && usage.has(name) && isUnderTest(step, steps)) return 'finding';
  if (step !== undefined && name === 'missing-path' && isProbeOf(step, steps)) return 'not-a-failure';
  if (name === 'missing-path' && found.fromShell && isFailedChange(message.line)) return 'wrong-folder';
  const mayBeElsewhere = name === 'missing-path' || (name === 'bad-argument' && found.programs.includes('git'));
  return mayBeElsewhere && namesWrongFolder(message.line, folder) ? 'wrong-folder' : name;
}

function isUnmatchedGlob(line: string): boolean {
  return /(?:no matches found|No matches for wildcard)/i.test(line);
}

/** Whether a step asks whether something is there: its errors are dropped, it is guarded, or it checks a removal. */
function isProbeOf(step: Step, steps: readonly Step[]): boolean {
  if (dropsErrors(step) || isGuarded(step, steps)) return true;
  const before = steps.slice(0, steps.indexOf(step));
  return programOf(step) === 'ls' && before.some((other) => /^(?:rm|unlink|trash)$/.test(programOf(other) ?? ''));
}

/**
 * A name that the shell did not find and that the command does not run is text that the shell took for a command: it
 * was between back-ticks, or the command was cut where it should not have been.
 */
function missingCommand({ command: name, class: told }: Told, { command, steps, step }: Place): FailureClass {
  if (name === undefined) return told;
  const running = steps.filter((each) => programOf(each) === name || each.words[0]?.text === name);
  if (/^[-#<>=({[]/.test(name)) return 'shell-syntax';
  const inBackticks =
    running.length > 0 &&
    running.every(({ within, source }) => within.includes('substitution') && command.includes(`\`${source}`));
  if (inBackticks) return 'shell-syntax';
  if (step !== undefined && dropsErrors(step)) return 'not-a-failure';
  return told;
}
