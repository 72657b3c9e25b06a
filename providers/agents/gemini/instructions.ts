import path from 'node:path';
import type { AgentInstructions, InstructionContext } from '../../../src/model/instructions.ts';
import type { Json } from '../../../src/model/json.ts';
import { chooseFile } from '../instruction-files.ts';
import { at, parseCommentedObject } from '../json-text.ts';

/**
 * Gemini CLI reads `GEMINI.md`. Files that its settings name are read as well (seen with 0.61), or instead of it
 * (before that), so they come first.
 */
export const geminiInstructions: AgentInstructions = {
  agent: 'gemini',
  file(context) {
    const reads = [...namesOf(context), 'GEMINI.md'];
    const own = reads.find((name) => context.exists(path.join(context.project, name))) ?? (reads[0] as string);
    const reason = own === 'GEMINI.md' ? 'Gemini CLI reads it' : 'settings of Gemini CLI name it';
    return chooseFile(context, { agent: 'Gemini CLI', reads, own, sharing: 'shared', reason });
  },
};

/** The names from the strongest settings file: the administrator's, the project's, the user's. */
function namesOf({ project, home, env, readFile }: InstructionContext): readonly string[] {
  const files = [
    env.GEMINI_CLI_SYSTEM_SETTINGS_PATH ?? '/etc/gemini-cli/settings.json',
    path.join(project, '.gemini', 'settings.json'),
    path.join(env.GEMINI_CLI_HOME ?? home, '.gemini', 'settings.json'),
  ];
  const named = files.map((file) => markdownNames(at(parseCommentedObject(readFile(file)), 'context', 'fileName')));
  return named.find((names) => names.length > 0) ?? [];
}

function markdownNames(value: Json | undefined): readonly string[] {
  const names = Array.isArray(value) ? value : [value];
  return names.filter((name): name is string => typeof name === 'string' && /[^/\\]\.md$/i.test(name));
}
