import type { FailureClass } from './failure.ts';
import { findingRules, runnerRules } from './finding-rules.ts';
import type { Message } from './message.ts';
import { pathRules } from './path-rules.ts';
import { type Rule, ruleFor } from './rule.ts';
import { exceptionRules, scriptRules } from './script-rules.ts';
import { shellPrefix, shellRules } from './shell-rules.ts';
import { environmentRules, gitRules, networkRules, revisionRules } from './state-rules.ts';
import { usageRules } from './usage-rules.ts';

/** The meaning of a message. */
export type Told = {
  readonly class: FailureClass;
  readonly message: Message;
  readonly fromShell: boolean;
  /** The only programs with this message, if it is specific. */
  readonly programs: readonly string[];
  /** What the shell did not find. */
  readonly command?: string;
};

const tables: readonly { readonly rules: readonly Rule[]; readonly programs: readonly string[] }[] = [
  { rules: gitRules, programs: ['git', 'gh'] },
  { rules: networkRules, programs: [] },
  { rules: environmentRules, programs: [] },
  { rules: usageRules, programs: [] },
  { rules: pathRules, programs: [] },
  { rules: revisionRules, programs: ['git', 'gh'] },
  { rules: scriptRules, programs: [] },
];

/** The meaning of a line of a shell or a program; `undefined` if it is not a known message. */
export function told(message: Message): Told | undefined {
  const shell = fromShell(message);
  if (shell !== undefined) return shell;
  // Indented lines belong to a quoted text.
  if (/^(?:\t|\s\s)/.test(message.line) && message.text === message.line) return undefined;
  for (const { rules, programs } of tables) {
    const rule = ruleFor(message, rules);
    if (rule !== undefined) return { class: rule.class, message, fromShell: false, programs };
  }
  return undefined;
}

function fromShell(message: Message): Told | undefined {
  const prefix = shellPrefix.exec(message.line)?.[0];
  if (prefix === undefined) return undefined;
  const text = message.line.slice(prefix.length);
  for (const { class: name, pattern } of shellRules) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const command = name === 'missing-command' ? match[1] : undefined;
    const shell = { class: name, message, fromShell: true, programs: [] };
    return command === undefined ? shell : { ...shell, command };
  }
  return undefined;
}

/** The first line in which a check reports a finding. */
export function findingIn(messages: readonly Message[]): Told | undefined {
  return firstOf(messages, findingRules);
}

/** The first line in which an interpreter reports an exception. */
export function exceptionIn(messages: readonly Message[]): Told | undefined {
  return firstOf(messages, exceptionRules);
}

/** Whether a line only says that something failed. */
export function isRunnerLine(message: Message): boolean {
  return ruleFor(message, runnerRules) !== undefined;
}

function firstOf(messages: readonly Message[], from: readonly Rule[]): Told | undefined {
  const message = messages.find((each) => ruleFor(withoutTask(each), from) !== undefined);
  const rule = message && ruleFor(withoutTask(message), from);
  return message && rule && { class: rule.class, message, fromShell: false, programs: [] };
}

function withoutTask(message: Message): Message {
  return { ...message, line: message.line.replace(/^\[[\w:./-]{1,40}\] /, '') };
}
