import path from 'node:path';
import type { AgentInstructions } from '../../../src/model/instructions.ts';
import { chooseFile } from '../instruction-files.ts';

const fallbacks = ['CLAUDE.md'];

/** pi reads `AGENTS.md`, and its fallbacks if there is none. Seen with 0.73.1. */
export const piInstructions: AgentInstructions = {
  agent: 'pi',
  file: (context) =>
    chooseFile(context, {
      agent: 'pi',
      reads: context.exists(path.join(context.project, 'AGENTS.md')) ? ['AGENTS.md'] : ['AGENTS.md', ...fallbacks],
      fallbacks,
      own: 'AGENTS.md',
      sharing: 'shared',
      reason: 'pi reads it, and so do other agents',
    }),
};
