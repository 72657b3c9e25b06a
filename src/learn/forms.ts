import { isHarmless } from './harmless.ts';
import { isRunner } from './runners.ts';

/**
 * A recurring mistake of calls: the part of the call that its message names. There are only these few kinds, with a
 * name of an allowed shape in each slot, so that nothing else from a transcript is ever kept or written.
 */
export type Form =
  | { readonly kind: 'program'; readonly program: string }
  /** `command` is a program, with a sub-command if it has one: `gh pr`. */
  | { readonly kind: 'subcommand'; readonly command: string; readonly subcommand: string }
  | { readonly kind: 'flag'; readonly command: string; readonly flag: string }
  /** A script of a project by its runner: `npm run`, `make`. */
  | { readonly kind: 'script'; readonly runner: string; readonly script: string }
  | { readonly kind: 'skill' | 'agent'; readonly name: string }
  /** Relative to the project's root. */
  | { readonly kind: 'path' | 'folder' | 'whole'; readonly path: string };

/** What works in place of a form. */
export type Replacement =
  | { readonly kind: 'runner'; readonly runner: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'path'; readonly path: string };

/** A program, sub-command or flag. */
const word = /^-{0,2}[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/;
/** A skill, an agent type or a script. */
const name = /^[A-Za-z0-9:_-]{1,40}$/;
/** A path in the project. */
const relativePath = /^[A-Za-z0-9._/-]{1,80}$/;

/** Whether a word may name a program, a sub-command or a flag. */
export function isWord(text: string): boolean {
  return word.test(text) && isHarmless(text);
}

/** Whether a text may name a skill, an agent type or a script. */
export function isName(text: string): boolean {
  return name.test(text) && isHarmless(text);
}

/** Whether a text may be a path in the project. */
export function isRelativePath(text: string): boolean {
  const isShaped = relativePath.test(text) && !text.startsWith('/') && !text.startsWith('-');
  return isShaped && isHarmless(text) && !text.split('/').some((part) => part === '..' || part === '');
}

/** Whether every slot of a form has an allowed value. */
export function isAllowed(form: Form): boolean {
  if (form.kind === 'program') return isWord(form.program);
  if (form.kind === 'subcommand') return areWords(form.command) && isWord(form.subcommand);
  if (form.kind === 'flag') return areWords(form.command) && isWord(form.flag) && form.flag.startsWith('-');
  if (form.kind === 'script') return areWords(form.runner) && isName(form.script);
  if ('name' in form) return isName(form.name);
  return isRelativePath(form.path);
}

/** Whether a replacement has only allowed values. */
export function isAllowedReplacement(replacement: Replacement): boolean {
  if (replacement.kind === 'runner') return isRunner(replacement.runner);
  if (replacement.kind === 'name') return isName(replacement.name);
  if (replacement.kind === 'flag') return isWord(replacement.flag) && replacement.flag.startsWith('-');
  return isRelativePath(replacement.path);
}

/** The key of a form: unique, and the same for the same form. */
export function keyOf(form: Form): string {
  const { kind, ...slots } = form;
  return [kind, ...Object.values(slots)].join('\t');
}

/** The form of a key. `undefined` if the text is not a key, as in an edited file. */
export function formOf(key: string): Form | undefined {
  const [kind = '', first = '', second = ''] = key.split('\t');
  const form = made(kind, first, second);
  return form !== undefined && isAllowed(form) && keyOf(form) === key ? form : undefined;
}

/** The key of a replacement, like `keyOf` for a form. */
export function replacementKey(replacement: Replacement): string {
  const { kind, ...slots } = replacement;
  return [kind, ...Object.values(slots)].join('\t');
}

/** The replacement of a key. `undefined` if the text is not a key. */
export function replacementOf(key: string): Replacement | undefined {
  const [kind = '', slot = ''] = key.split('\t');
  const replacement = madeReplacement(kind, slot);
  const isSame = replacement !== undefined && replacementKey(replacement) === key;
  return isSame && isAllowedReplacement(replacement) ? replacement : undefined;
}

/** The key of a program after a runner (`uv run`), whose uses are counted like those of forms. */
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
