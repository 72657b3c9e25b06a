import type { Step } from '../lib/shell/command-line.ts';

/** Whether a failure of that class is a mistake of the agent: something that it could have known. */
const mistakes = {
  'bad-argument': true,
  cancelled: false,
  denied: true,
  'edit-mismatch': true,
  'edit-not-read': true,
  'edit-stale': true,
  environment: false,
  finding: false,
  'git-state': false,
  'is-directory': true,
  'missing-command': true,
  'missing-module': true,
  'missing-path': true,
  'network-auth': false,
  'not-a-failure': false,
  refused: false,
  'script-error': true,
  'shell-syntax': true,
  'too-large': true,
  unknown: false,
  'unknown-name': true,
  'wrong-flag': true,
  'wrong-folder': true,
} as const;

/**
 * Why a call failed. `finding`: a test, linter, compiler or program under test reported something, as it should.
 * `not-a-failure`: it only says that nothing was found. `script-error`: an error in a program that the agent wrote for
 * the call.
 */
export type FailureClass = keyof typeof mistakes;

/** Why a call failed, and which line says so. */
export type Failure = {
  readonly class: FailureClass;
  readonly agentsMistake: boolean;
  /** The agent counts the call as a success: an exit code was hidden by what came after. */
  readonly masked: boolean;
  /** The line of the output that shows the class; empty if the output shows nothing. */
  readonly line: string;
  /** The step of the command that the line is about. */
  readonly step?: Step;
};

/** Whether a failure of a class is the agent's own mistake. */
export function isAgentsMistake(name: FailureClass): boolean {
  return mistakes[name];
}

/** A failure of a class, shown by a line. */
export function failureOf(name: FailureClass, line: string, step?: Step, masked = false): Failure {
  const told = { class: name, agentsMistake: isAgentsMistake(name), masked, line };
  return step === undefined ? told : { ...told, step };
}
