import { isHarmless } from './harmless.ts';
import { isRunner } from './runners.ts';

/**
 * What can be wrong with a call again and again: the part of it that its message names. Only these few kinds, and in each
 * slot only a name of the shape that the slot allows, so that nothing else of a transcript is ever kept or written.
 */
export type Form =
  | { readonly kind: 'program'; readonly program: string }
  /** `command` is a program, with a sub-command where it has one: `gh pr`. */
  | { readonly kind: 'subcommand'; readonly command: string; readonly subcommand: string }
  | { readonly kind: 'flag'; readonly command: string; readonly flag: string }
  /** A script of a project by its runner: `npm run`, `make`. */
  | { readonly kind: 'script'; readonly runner: string; readonly script: string }
  | { readonly kind: 'skill' | 'agent'; readonly name: string }
  /** Relative to the project's root. */
  | { readonly kind: 'path' | 'folder' | 'whole'; readonly path: string };

/** What works in the place of a form. */
export type Replacement =
  | { readonly kind: 'runner'; readonly runner: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'path'; readonly path: string };

/** A program, sub-command or flag. */
const word = /^-{0,2}[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/;
/** A skill, an agent type or a script. */
const name = /^[A-Za-z0-9:_-]{1,40}$/;
/** A path below the project's root. */
const relativePath = /^[A-Za-z0-9._/-]{1,80}$/;

/** Whether a word may stand for a program, a sub-command or a flag. */
export function isWord(text: string): boolean {
  return word.test(text) && isHarmless(text);
}

/** Whether a text may stand for a skill, an agent type or a script. */
export function isName(text: string): boolean {
  return name.test(text) && isHarmless(text);
}

/** Whether a text may stand for a path below the project's root. */
export function isRelativePath(text: string): boolean {
  const isShaped = relativePath.test(text) && !text.startsWith('/') && !text.startsWith('-');
  return isShaped && isHarmless(text) && !text.split('/').some((part) => part === '..' || part === '');
}

/** Whether every slot of a form holds what it may hold. */
export function isAllowed(form: Form): boolean {
  if (form.kind === 'program') return isWord(form.program);
  if (form.kind === 'subcommand') return areWords(form.command) && isWord(form.subcommand);
  if (form.kind === 'flag') return areWords(form.command) && isWord(form.flag) && form.flag.startsWith('-');
  if (form.kind === 'script') return areWords(form.runner) && isName(form.script);
  if ('name' in form) return isName(form.name);
  return isRelativePath(form.path);
}

/** Whether what a replacement says may be said. */
export function isAllowedReplacement(replacement: Replacement): boolean {
  if (replacement.kind === 'runner') return isRunner(replacement.runner);
  if (replacement.kind === 'name') return isName(replacement.name);
  if (replacement.kind === 'flag') return isWord(replacement.flag) && replacement.flag.startsWith('-');
  return isRelativePath(replacement.path);
}

/** Names a form: the same text for the same form, and for no other. */
export function keyOf(form: Form): string {
  const { kind, ...slots } = form;
  return [kind, ...Object.values(slots)].join('\t');
}

/** The form of a key. `undefined` where the text is none, as in a file that somebody edited. */
export function formOf(key: string): Form | undefined {
  const [kind = '', first = '', second = ''] = key.split('\t');
  const form = made(kind, first, second);
  return form !== undefined && isAllowed(form) && keyOf(form) === key ? form : undefined;
}

/** Names a replacement, as `keyOf` names a form. */
export function replacementKey(replacement: Replacement): string {
  const { kind, ...slots } = replacement;
  return [kind, ...Object.values(slots)].join('\t');
}

/** The replacement of a key. `undefined` where the text is none. */
export function replacementOf(key: string): Replacement | undefined {
  const [kind = '', slot = ''] = key.split('\t');
  const replacement = madeReplacement(kind, slot);
  const isSame = replacement !== undefined && replacementKey(replacement) === key;
  return isSame && isAllowedReplacement(replacement) ? replacement : undefined;
}

/** Names a program behind a runner (`uv run`), whose uses are counted as those of forms are. */
export function runnerKey(runner: string, program: string): string {
  return ['runner', runner, program].join('\t');
}

function madeReplacement(kind: string, slot: string): Replacement | undefined {
  if (kind === 'runner') return { kind, runner: slot };
  if (kind === 'name') return { kind, name: slot };
  if (kind === 'flag') return { kind, flag: slot };
  return kind === 'path' ? { kind, path: slot } : undefined;
}

function made(kind: string, first: string, second: string): Form | undefined {
  if (kind === 'program') return { kind, program: first };
  if (kind === 'subcommand') return { kind, command: first, subcommand: second };
  if (kind === 'flag') return { kind, command: first, flag: second };
  if (kind === 'script') return { kind, runner: first, script: second };
  if (kind === 'skill' || kind === 'agent') return { kind, name: first };
  if (kind === 'path' || kind === 'folder' || kind === 'whole') return { kind, path: first };
  return undefined;
}

function areWords(command: string): boolean {
  const words = command.split(' ');
  return words.length <= 3 && isHarmless(command) && words.every((part) => isWord(part) && !part.startsWith('-'));
}
