import { type Form, isAllowed, isAllowedReplacement, type Replacement } from './forms.ts';

/** The most characters of a rule. */
const longest = 200;

/**
 * A rule in words: one of a few fixed sentences, on one line. Its slots contain names of checked shapes and nothing
 * else from a transcript, since tool output, or a model's copy of it, may be written to influence the reader of the
 * rule.
 * @returns `undefined` if a slot contains anything else, or the line would be longer than 200 characters
 */
export function sentence(form: Form, replacement?: Replacement): string | undefined {
  if (!isAllowed(form) || (replacement !== undefined && !isAllowedReplacement(replacement))) return undefined;
  const text = said(form, replacement);
  return text !== undefined && text.length <= longest ? text : undefined;
}

function said(form: Form, replacement: Replacement | undefined): string | undefined {
  switch (form.kind) {
    case 'program':
      if (replacement?.kind === 'runner') {
        return `Run \`${form.program}\` as \`${replacement.runner} ${form.program}\`: it is not on the PATH.`;
      }
      if (replacement?.kind === 'path') return `\`${form.program}\` is not on the PATH: run \`${replacement.path}\`.`;
      return `\`${form.program}\` is not installed here.`;
    case 'subcommand':
      return `\`${form.command}\` has no sub-command \`${form.subcommand}\`${instead(replacement)}.`;
    case 'flag':
      return `\`${form.command}\` does not take \`${form.flag}\` here${instead(replacement)}.`;
    case 'script':
      return `\`${form.runner} ${form.script}\` does not exist here${instead(replacement, `${form.runner} `)}.`;
    case 'skill':
      return `The skill \`${form.name}\` does not exist${instead(replacement)}.`;
    case 'agent':
      return `The agent type \`${form.name}\` does not exist${instead(replacement)}.`;
    case 'path':
      return replacement && `There is no file \`${form.path}\`: it is \`${slot(replacement)}\`.`;
    case 'folder':
      return replacement && `There is no folder \`${form.path}\`: look in \`${slot(replacement)}\`.`;
    case 'whole':
      return `\`${form.path}\` is too large to be read whole: read a range of it, or search it.`;
  }
}

function instead(replacement: Replacement | undefined, before = ''): string {
  return replacement === undefined ? '' : `; use \`${before}${slot(replacement)}\``;
}

function slot(replacement: Replacement): string {
  if (replacement.kind === 'runner') return replacement.runner;
  if (replacement.kind === 'name') return replacement.name;
  return replacement.kind === 'flag' ? replacement.flag : replacement.path;
}
