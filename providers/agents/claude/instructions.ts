import type { AgentInstructions } from '../../../src/model/instructions.ts';
import { chooseFile } from '../instruction-files.ts';

/** Claude Code reads a personal file beside the team's; git lists it unless it is excluded. Seen with 2.1.197. */
export const claudeInstructions: AgentInstructions = {
  agent: 'claude',
  file: (context) =>
    chooseFile(context, {
      agent: 'Claude Code',
      reads: ['CLAUDE.md', 'CLAUDE.local.md', '.claude/CLAUDE.md'],
      own: 'CLAUDE.local.md',
      sharing: 'personal',
      reason: 'Claude Code reads it in this project, and it is yours alone',
    }),
};
