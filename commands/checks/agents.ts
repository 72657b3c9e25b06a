import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AgentLauncher } from '../../src/model/launch.ts';
import type { Check } from './check.ts';

const run = promisify(execFile);

/** Whether an agent is installed and runs, and in which version. One that is not installed is no failure. */
export async function checkAgent(agent: Pick<AgentLauncher, 'name' | 'program' | 'install'>): Promise<Check> {
  const { name, program } = agent;
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 15_000, windowsHide: true });
    return { status: 'ok', name, detail: stdout.trim().split('\n')[0] || 'version unknown' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { status: 'skipped', name, detail: `not installed; ${agent.install}` };
    const found = code === null || code === undefined ? 'no answer in time' : `exit code ${String(code)}`;
    return { status: 'failed', name, detail: `expected a version from ${program} --version, found ${found}` };
  }
}
