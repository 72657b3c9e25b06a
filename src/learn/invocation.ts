import type { Step } from '../lib/shell/command-line.ts';
import { programOf, programWords, subcommandOf } from '../lib/shell/program.ts';
import { ownFlagsOf } from './own-words.ts';
import { runnerIn } from './runners.ts';

/** What a step runs, in the parts that a rule may name. */
export type Invocation = {
  readonly step: Step;
  readonly program: string;
  readonly subcommand?: string;
  /** Program and sub-command: `gh pr diff`. */
  readonly command: string;
  readonly flags: readonly string[];
  /** Everything else: paths, names, values of flags. */
  readonly operands: readonly string[];
  /** The runner before the program (`uv run`), if there is one. */
  readonly runner?: string;
  /** The path by which the program was named, if it was not looked up on the PATH. */
  readonly path?: string;
};

/** What a step runs; `undefined` if it runs no known program. */
export function invocationOf(step: Step): Invocation | undefined {
  const program = programOf(step);
  if (program === undefined) return undefined;
  const subcommand = subcommandOf(step);
  const [name = '', ...behind] = programWords(step).map(({ text }) => text);
  const parts = subcommand?.split(' ') ?? [];
  const operands = behind.filter((word) => !/^-./.test(word));
  for (const part of parts) operands.splice(operands.indexOf(part), 1);
  const flags = [...new Set(ownFlagsOf(step).flatMap(withLetters))];
  const command = [program, ...parts].join(' ');
  const path = name.includes('/') ? { path: name } : {};
  return { step, program, command, flags, operands, ...path, ...(subcommand === undefined ? {} : { subcommand }) };
}

/**
 * The program that a step runs through a runner, as if it had been run by itself; `npx`, `pnpm` and the like have
 * sub-commands of their own, which are not programs.
 * @param previous the step before it
 */
export function behindRunner(step: Step, previous?: Step): Invocation | undefined {
  if (step.joinedBy === '&&' && previous?.words.map(({ text }) => text).join(' ') === 'nvm use') {
    const found = invocationOf(step);
    return found && { ...found, runner: 'nvm use &&' };
  }
  const words = programWords(step);
  const runner = runnerIn(words.map(({ text }) => text));
  if (runner === undefined) return undefined;
  const found = invocationOf({ ...step, words: words.slice(runner.split(' ').length) });
  return found && { ...found, step, runner };
}

/** `-la` may be two flags of one letter each. */
function withLetters(flag: string): readonly string[] {
  const letters = /^-([A-Za-z]{2,4})$/.exec(flag)?.[1];
  return letters === undefined ? [flag] : [flag, ...Array.from(letters, (letter) => `-${letter}`)];
}

/** Programs that run scripts of a project, with the sub-command before the script's name if there is one. */
const scriptRunners: Readonly<Record<string, readonly string[]>> = {
  npm: ['run', 'run-script'],
  pnpm: ['run'],
  yarn: ['run'],
  bun: ['run'],
  mise: ['run'],
  composer: ['run', 'run-script'],
  make: [''],
  just: [''],
};

/** The script that a step runs: `npm run` and `lint`. */
export function scriptOf({
  program,
  step,
}: Invocation): { readonly runner: string; readonly script: string } | undefined {
  const verbs = Object.hasOwn(scriptRunners, program) ? scriptRunners[program] : undefined;
  const [verb = '', next = ''] = programWords(step)
    .slice(1)
    .map(({ text }) => text);
  if (verbs === undefined) return undefined;
  if (verbs.includes(''))
    return /^[\w:.-]+$/.test(verb) && !verb.startsWith('-') ? { runner: program, script: verb } : undefined;
  return verbs.includes(verb) && next !== '' && !next.startsWith('-')
    ? { runner: `${program} ${verb}`, script: next }
    : undefined;
}
