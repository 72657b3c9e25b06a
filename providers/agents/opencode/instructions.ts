import path from 'node:path';
import type { AgentInstructions } from '../../../src/model/instructions.ts';
import { chooseFile } from '../instruction-files.ts';

const fallbacks = ['CLAUDE.md', 'CONTEXT.md'];

/** opencode reads `AGENTS.md`, and its fallbacks if there is none. Seen with 1.18.33. */
export const opencodeInstructions: AgentInstructions = {
  agent: 'opencode',
  file: (context) =>
    chooseFile(context, {
      agent: 'opencode',
      reads: context.exists(path.join(context.project, 'AGENTS.md')) ? ['AGENTS.md'] : ['AGENTS.md', ...fallbacks],
      fallbacks,
      own: 'AGENTS.md',
      sharing: 'shared',
      reason: 'opencode reads it, and so do other agents',
    }),
};
