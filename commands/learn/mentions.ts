import { readFileSync } from 'node:fs';
import path from 'node:path';
import { instructionNames } from '../../providers/agents/instruction-names.ts';
import { linesOutside } from '../../src/learn/file/outside.ts';
import type { Form } from '../../src/learn/forms.ts';
import { mentions } from '../../src/learn/offence.ts';
import type { ProjectRules } from '../../src/learn/project-rules.ts';

/** A line of a file of the user's own, relative to the project; counted from 1. */
export type Mention = { readonly file: string; readonly line: number };

/** Lines of the user's own instruction files that mention what a rule says is wrong, by the rule's key. */
export function mentionsOf(rules: ProjectRules): ReadonlyMap<string, readonly Mention[]> {
  const texts = instructionNames.map((file) => ({ file, lines: linesOf(path.join(rules.root, file)) }));
  return new Map(
    rules.rules.map(({ key, form }) => [
      key,
      texts.flatMap(({ file, lines }) =>
        lines.flatMap(({ text, number }) => (names(text, form) ? [{ file, line: number }] : [])),
      ),
    ]),
  );
}

function names(text: string, form: Form): boolean {
  if (form.kind === 'flag') return mentions(text, form.flag) && text.includes(form.command);
  if (form.kind === 'subcommand') return text.includes(`${form.command} ${form.subcommand}`);
  if (form.kind === 'script') return text.includes(`${form.runner} ${form.script}`);
  // A program or a skill can be an everyday word as well: only a line that quotes it counts.
  if (form.kind === 'program') return new RegExp(`\`${escaped(form.program)}[ \`]`).test(text);
  if ('name' in form) return text.includes(`\`${form.name}\``) || text.includes(`/${form.name}`);
  return mentions(text, form.path);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function linesOf(file: string): readonly { readonly text: string; readonly number: number }[] {
  try {
    return linesOutside(readFileSync(file), path.basename(file));
  } catch {
    return []; // missing, or no text: then it mentions nothing
  }
}
