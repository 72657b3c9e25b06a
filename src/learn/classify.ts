import type { TranscriptCall } from '../model/transcript.ts';
import { classifyCommand } from './classify-command.ts';
import { printedLines } from './envelope.ts';
import { type Failure, failureOf } from './failure.ts';
import { harnessRules, toolRules } from './harness-rules.ts';
import { type Message, messageOf } from './message.ts';
import { pathRules } from './path-rules.ts';
import { ruleFor } from './rule.ts';
import { repeatsFolder } from './wrong-folder.ts';

/**
 * Why a call failed; `undefined` if it did not fail. A call that the agent counts as a success has still failed if its
 * exit code was hidden and its short output is the message of a shell or a program.
 */
export function classify(call: TranscriptCall): Failure | undefined {
  const messages = printedLines(call).map(messageOf);
  if (call.failed) {
    const said = fromHarness(call, messages);
    if (said !== undefined) return said;
  }
  if (call.action.kind === 'command') return classifyCommand(call, call.action.command, messages);
  return call.failed ? fromTool(messages) : undefined;
}

function fromHarness(call: TranscriptCall, messages: readonly Message[]): Failure | undefined {
  const interrupted = messages.find(({ line }) => line.startsWith('[Request interrupted by user'));
  const first = interrupted ?? messages[0];
  if (first === undefined) return undefined;
  const rule = ruleFor(first, harnessRules);
  if (rule === undefined || (call.action.kind === 'command' && !mayStopCommands.has(rule.class))) return undefined;
  const { action, folder } = call;
  const path = 'path' in action ? action.path : undefined;
  const elsewhere =
    rule.class === 'missing-path' && path !== undefined && folder !== undefined && repeatsRelative(path, folder);
  return failureOf(elsewhere ? 'wrong-folder' : rule.class, first.line);
}

/** What a harness may say of a command instead of running it; its other messages look like those of programs. */
const mayStopCommands: ReadonlySet<string> = new Set([
  'refused',
  'denied',
  'cancelled',
  'unknown-name',
  'bad-argument',
]);

function repeatsRelative(path: string, folder: string): boolean {
  return !path.startsWith('/') && repeatsFolder(path, folder);
}

function fromTool(messages: readonly Message[]): Failure {
  const first = messages[0];
  if (first === undefined) return failureOf('unknown', '');
  const rule = ruleFor(first, toolRules) ?? ruleFor(first, pathRules);
  return failureOf(rule?.class ?? 'unknown', first.line);
}
