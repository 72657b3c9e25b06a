import { spawn } from 'node:child_process';
import path from 'node:path';
import { vi } from 'vitest';
import { run } from '../../commands/index.ts';
import { root } from '../sources.ts';

/** What a run of the program left behind. */
export type CliResult = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string };

type Variables = Readonly<Record<string, string>>;

/** Runs the program from its sources in a process of its own. `env` is all of its environment, PATH aside. */
export function cli(
  args: readonly string[],
  options: { readonly env?: Variables; readonly input?: string } = {},
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

let queue: Promise<unknown> = Promise.resolve();

/** Runs the program in this process, which spares the start of another; one run after the other. */
export function cliHere(args: readonly string[], env: Variables = {}): Promise<CliResult> {
  const result = queue.then(() => runHere(args, env));
  queue = result.catch(() => {});
  return result;
}

async function runHere(args: readonly string[], env: Variables): Promise<CliResult> {
  const before = { env: process.env, exitCode: process.exitCode };
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.env = { PATH: before.env.PATH, ...env };
  process.exitCode = undefined;
  try {
    await run([process.execPath, 'headroom', ...args]);
    return { code: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text().toString('utf8') };
  } finally {
    process.env = before.env;
    process.exitCode = before.exitCode;
    stdout.restore();
    stderr.restore();
  }
}

function capture(stream: NodeJS.WriteStream) {
  const chunks: Buffer[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
    chunks.push(Buffer.from(chunk as string));
    for (const each of rest) if (typeof each === 'function') (each as () => void)();
    return true;
  });
  return { text: () => Buffer.concat(chunks), restore: () => spy.mockRestore() };
}
