import type { AgentLauncher } from '../../src/model/launch.ts';
import { aider } from './aider/launch.ts';
import { leavingLossyBases } from './base-url.ts';
import { claude } from './claude/launch.ts';
import { codex } from './codex/launch.ts';
import { gemini } from './gemini/launch.ts';
import { opencode } from './opencode/launch.ts';
import { pi } from './pi/launch.ts';

/** Every agent that has a launcher of its own, in the order in which help lists them. */
export const agents: readonly AgentLauncher[] = [claude, codex, aider, opencode, gemini, pi].map(leavingLossyBases);
