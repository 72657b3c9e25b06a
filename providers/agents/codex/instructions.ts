import path from 'node:path';
import type { AgentInstructions, InstructionContext } from '../../../src/model/instructions.ts';
import { chooseFile } from '../instruction-files.ts';
import { readToml } from './config.ts';

const override = 'AGENTS.override.md';
const usual = 'AGENTS.md';

/**
 * Codex reads one file per folder: an override, even an empty one, else `AGENTS.md`, else those that its settings name.
 * Seen with 0.171.
 */
export const codexInstructions: AgentInstructions = {
  agent: 'codex',
  file(context) {
    const fallbacks = fallbackNames(context);
    const isThere = (name: string) => context.exists(path.join(context.project, name));
    const own = [override, usual, ...fallbacks].find(isThere) ?? usual;
    const reason = own === usual ? 'Codex reads it, and so do other agents' : `Codex reads it instead of ${usual}`;
    return chooseFile(context, { agent: 'Codex', reads: [own], fallbacks, own, sharing: 'shared', reason });
  },
};

function fallbackNames(context: InstructionContext): readonly string[] {
  const config = readToml(
    context,
    path.join(context.env.CODEX_HOME || path.join(context.home, '.codex'), 'config.toml'),
  );
  const names = config.project_doc_fallback_filenames;
  return Array.isArray(names)
    ? names.filter((name) => typeof name === 'string' && /[^/\\]\.md$/i.test(name)).map(String)
    : [];
}
