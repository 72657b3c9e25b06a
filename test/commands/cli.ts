import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../sources.ts';

/** What a run of the program left behind. */
export type CliResult = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Runs the program from its sources in a process of its own. `env` is all of its environment, PATH aside. */
export function cli(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'bin', 'headroom.ts'), ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...options.env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
    });
    child.stdin.end(options.input ?? '');
  });
}
