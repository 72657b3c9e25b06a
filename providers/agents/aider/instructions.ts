import path from 'node:path';
import type { AgentInstructions, InstructionContext } from '../../../src/model/instructions.ts';
import { chooseFile } from '../instruction-files.ts';
import { listItems, yamlValues } from './yaml-values.ts';

/** Aider reads no instruction file by itself, only what `--read` or its configuration names. */
export const aiderInstructions: AgentInstructions = {
  agent: 'aider',
  file(context) {
    const reads = namedFiles(context);
    const [own] = reads;
    if (own === undefined && context.target === undefined) {
      return {
        kind: 'refused',
        reason: 'Aider reads no instruction file by itself',
        hint: "add 'read: CONVENTIONS.md' to .aider.conf.yml, and name the file with --target CONVENTIONS.md",
      };
    }
    const reason = 'configuration of Aider names it as a file to read';
    return chooseFile(context, { agent: 'Aider', reads, own: own ?? 'CONVENTIONS.md', sharing: 'shared', reason });
  },
};

/** The Markdown files inside the project that the strongest configuration names, relative to the project. */
function namedFiles({ project, home, env, readFile }: InstructionContext): readonly string[] {
  const configured = [project, home].map((folder) =>
    yamlValues(readFile(path.join(folder, '.aider.conf.yml')), 'read'),
  );
  const named = env.AIDER_READ ? listItems(env.AIDER_READ) : configured.find((values) => values !== undefined);
  return (named ?? [])
    .map((name) => path.relative(project, path.resolve(project, name)))
    .filter((name) => name.toLowerCase().endsWith('.md') && !name.startsWith('..') && !path.isAbsolute(name));
}
