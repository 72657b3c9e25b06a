import { splitCommand } from '../lib/shell/command-line.ts';
import type { TranscriptCall } from '../model/transcript.ts';
import type { Failure } from './failure.ts';
import { type Form, isAllowed } from './forms.ts';
import { type Invocation, invocationOf, scriptOf } from './invocation.ts';
import { folderOf, pathWordsOf } from './own-words.ts';
import { projectPath } from './project-path.ts';

/**
 * The part of a failed call that is to blame: the program, sub-command, flag, name or path that its message and the
 * call both contain. `undefined` if they share none, or if no rules are made for the class.
 * @param roots of the project's trees: absolute
 */
export function offenceOf(call: TranscriptCall, failure: Failure, roots: readonly string[]): Form | undefined {
  const form = found(call, failure, roots);
  return form !== undefined && isAllowed(form) ? form : undefined;
}

function found(call: TranscriptCall, failure: Failure, roots: readonly string[]): Form | undefined {
  const { action } = call;
  if (action.kind === 'command') return inCommand(action.command, call, failure, roots);
  if (failure.class === 'unknown-name' && (action.kind === 'skill' || action.kind === 'agent')) {
    return mentions(call.output, action.name) ? { kind: action.kind, name: action.name } : undefined;
  }
  if (action.kind === 'read' && failure.class === 'too-large' && !action.ranged) {
    const path = projectPath(action.path, call.folder, roots);
    return path === undefined ? undefined : { kind: 'whole', path };
  }
  if (failure.class !== 'missing-path' || !('path' in action) || action.path === undefined) return undefined;
  const path = projectPath(action.path, call.folder, roots);
  return path === undefined ? undefined : { kind: 'path', path };
}

function inCommand(
  command: string,
  call: TranscriptCall,
  failure: Failure,
  roots: readonly string[],
): Form | undefined {
  const { line } = failure;
  const steps = splitCommand(command);
  const named = failure.step === undefined ? steps : [failure.step];
  const invocations = named.map(invocationOf).filter((each) => each !== undefined);
  if (failure.class === 'missing-command') {
    const missing = invocations.find(({ program, path }) => path === undefined && mentions(line, program));
    return missing && { kind: 'program', program: missing.program };
  }
  if (failure.class === 'wrong-flag') return first(invocations, (each) => wrongFlag(each, line));
  if (failure.class === 'unknown-name') return first(invocations, (each) => unknownName(each, line));
  if (failure.class !== 'missing-path') return undefined;
  // The paths of a command that changes to an unknown folder are relative to that folder.
  const folder = folderOf(steps, call.folder);
  const missing = named.flatMap(pathWordsOf).find((word) => mentions(line, word));
  const path = missing === undefined ? undefined : projectPath(missing, folder, roots);
  return path === undefined ? undefined : { kind: 'path', path };
}

function first<Item, Found>(items: readonly Item[], of: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const result = of(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** A flag that the message repeats as written, or by its letter: `illegal option -- A`. */
function wrongFlag({ command, flags }: Invocation, line: string): Form | undefined {
  const letter = /(?:option|flag|switch|argument)\b[^A-Za-z0-9]{0,8}([A-Za-z0-9])(?![A-Za-z0-9])/i.exec(line)?.[1];
  const flag =
    flags.find((each) => mentions(line, each)) ?? flags.find((each) => letter !== undefined && each === `-${letter}`);
  return flag === undefined ? undefined : { kind: 'flag', command, flag };
}

/** The first name in quotes. An apostrophe within a word is no quote. */
const quotedName = /(?<![A-Za-z0-9])["'`‘“]([^"'`’”]{0,300})["'`’”]/;

/**
 * The script or sub-command that is unknown: the whole text of the message's first quotes. Later quotes say where it is
 * unknown: `unknown command "x" for "gh pr"`, `No rule to make target 'x', needed by 'all'`.
 */
function unknownName(invocation: Invocation, line: string): Form | undefined {
  const quoted = quotedName.exec(line)?.[1];
  const isBlamed = (name: string) =>
    quoted === undefined ? mentions(line, name) : isNamedIn(quoted, name, invocation);
  const script = scriptOf(invocation);
  if (script !== undefined && isBlamed(script.script)) return { kind: 'script', ...script };
  const parts = invocation.subcommand?.split(' ') ?? [];
  const index = parts.findLastIndex(isBlamed);
  const subcommand = parts[index];
  if (subcommand === undefined) return undefined;
  return { kind: 'subcommand', command: [invocation.program, ...parts.slice(0, index)].join(' '), subcommand };
}

/** Whether quoted words are a name, alone or after the words of the command. */
function isNamedIn(quoted: string, name: string, { command }: Invocation): boolean {
  return quoted === name || (quoted.endsWith(` ${name}`) && `${command} `.startsWith(`${quoted} `));
}

/** Whether a text has a name as a word of its own. */
export function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1 && name !== ''; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    const isOwn =
      !/[A-Za-z0-9_]/.test(before) &&
      !/[A-Za-z0-9_]/.test(after) &&
      after !== '-' &&
      (before !== '-' || name.startsWith('-'));
    if (isOwn && !(name.startsWith('-') && before === '-')) return true;
  }
  return false;
}
