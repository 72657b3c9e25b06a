import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { userFolder } from '../../src/config/home.ts';
import { currentFolder } from '../../src/launch/folder.ts';
import { findProgram } from '../../src/launch/which.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { AgentLauncher, Environment } from '../../src/model/launch.ts';
import type { Check } from './check.ts';

const run = promisify(execFile);

/** Milliseconds that an agent may take to print its version: the first start after an update can be slow. */
const answerWithinMs = 20_000;

/** A shell's exit code for a missing program. */
const notFound = 127;

/**
 * Whether an agent is installed and runs, and its version. A missing agent is no failure, and a slow one is reported as
 * slow.
 * @param waitMs milliseconds after which it counts as slow
 */
export async function checkAgent(
  agent: Pick<AgentLauncher, 'name' | 'program' | 'install' | 'installFolders'>,
  env: Environment,
  waitMs = answerWithinMs,
): Promise<Check> {
  const { program } = agent;
  const name = `agent ${agent.name}`;
  try {
    const file = findProgram(program, { ...agent, env, cwd: currentFolder(), home: userFolder(env.HOME) });
    const { stdout } = await run(file, ['--version'], { timeout: waitMs, killSignal: 'SIGKILL', windowsHide: true });
    return { status: 'ok', name, detail: stdout.trim().split('\n')[0] || 'version unknown' };
  } catch (error) {
    if (error instanceof HeadroomError) {
      if (error.exitCode === notFound) return { status: 'skipped', name, detail: `not installed; ${agent.install}` };
      return { status: 'failed', name, detail: error.message };
    }
    const { code, killed, signal } = error as { code?: unknown; killed?: boolean; signal?: string };
    if (killed) {
      const detail = `slow: ${program} --version gave no answer within ${waitMs / 1000} s; its start takes as long here`;
      return { status: 'warning', name, detail };
    }
    const found = typeof code === 'number' ? `exit code ${code}` : String(code ?? signal);
    return { status: 'failed', name, detail: `expected a version from ${program} --version, found ${found}` };
  }
}
