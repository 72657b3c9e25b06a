import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { currentFolder } from '../../src/launch/folder.ts';
import { findProgram } from '../../src/launch/which.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { AgentLauncher, Environment } from '../../src/model/launch.ts';
import type { Check } from './check.ts';

const run = promisify(execFile);

/** Exit code of a shell for a program that is not there. */
const notFound = 127;

/** Whether an agent is installed and runs, and in which version. One that is not installed is no failure. */
export async function checkAgent(
  agent: Pick<AgentLauncher, 'name' | 'program' | 'install'>,
  env: Environment,
): Promise<Check> {
  const { program, install } = agent;
  const name = `agent ${agent.name}`;
  try {
    const file = findProgram(program, { env, cwd: currentFolder(), install });
    const { stdout } = await run(file, ['--version'], { timeout: 15_000, windowsHide: true });
    return { status: 'ok', name, detail: stdout.trim().split('\n')[0] || 'version unknown' };
  } catch (error) {
    if (error instanceof HeadroomError) {
      if (error.exitCode === notFound) return { status: 'skipped', name, detail: `not installed; ${install}` };
      return { status: 'failed', name, detail: error.message };
    }
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const found =
      typeof code === 'number' ? `exit code ${code}` : typeof code === 'string' ? code : 'no answer in time';
    return { status: 'failed', name, detail: `expected a version from ${program} --version, found ${found}` };
  }
}
