import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { descendants } from '../../src/launch/process-table.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/agents/${name}`, import.meta.url));
const driver = fileURLToPath(new URL('./driver.ts', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-signals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a launch of the agent that counts signals, in a process group of its own, as a shell starts a job. */
function launch() {
  const args = ['--import', 'tsx', driver, path.join(folder, 'state'), fixture('counting-agent.mjs')];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: folder, FAKE_QUIET: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { pid: child.pid as number, next, ended };
}

/** Waits until the launcher has judged the last signal to its group, which costs it its witness, and has a new one. */
async function untilJudged(pid: number, before: readonly number[]): Promise<readonly number[]> {
  return vi.waitFor(
    () => {
      const now = helpers(pid);
      expect(now.length).toBe(before.length);
      expect(now).not.toEqual(before);
      return now;
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** The shells below a launcher. */
function helpers(pid: number): readonly number[] {
  return descendants(pid).filter((child) => commandOf(child).includes('trap'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

describe.runIf(process.platform === 'linux')('a signal to a launch', () => {
  it.each([
    ['SIGINT', 10],
    ['SIGQUIT', 1],
  ] as const)(
    '%s reaches the agent once, whether its launcher or the whole group is sent it',
    async (signal, weight) => {
      const { pid, next, ended } = launch();
      await next();
      let count = 0;
      let witness = await vi.waitFor(() => {
        const found = helpers(pid);
        expect(found.length).toBe(1);
        return found;
      });
      for (const to of ['launcher', 'group', 'launcher', 'group', 'launcher']) {
        process.kill(to === 'group' ? -pid : pid, signal);
        expect(await next(), to).toEqual({ signal, count: ++count });
        if (to === 'group') witness = await untilJudged(pid, witness);
      }
      process.kill(pid, 'SIGTERM');
      expect(await ended).toBe(5 * weight);
      expect(helpers(pid)).toEqual([]);
    },
  );
});
