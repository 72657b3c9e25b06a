import type { AgentInstructions } from '../../src/model/instructions.ts';
import { aiderInstructions } from './aider/instructions.ts';
import { claudeInstructions } from './claude/instructions.ts';
import { codexInstructions } from './codex/instructions.ts';
import { geminiInstructions } from './gemini/instructions.ts';
import { opencodeInstructions } from './opencode/instructions.ts';
import { piInstructions } from './pi/instructions.ts';

/** Which instruction file each agent reads, in the order of the launchers. */
export const instructions: readonly AgentInstructions[] = [
  claudeInstructions,
  codexInstructions,
  aiderInstructions,
  opencodeInstructions,
  geminiInstructions,
  piInstructions,
];
