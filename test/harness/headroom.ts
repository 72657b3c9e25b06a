import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtEntry } from './build.ts';

/** How a proxy is started. */
export type HeadroomOptions = {
  /** Base URL of every upstream, unless `args` say otherwise. */
  readonly upstream: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** A proxy in a process of its own, with a state folder of its own. */
export type Headroom = {
  /** Its URL; a restart changes it. */
  url(): string;
  /** Its state folder. */
  readonly home: string;
  /** What it has written to stderr. */
  stderr(): string;
  /** Resident memory in bytes. */
  rss(): number;
  /** Open file descriptors. */
  descriptors(): number;
  /** Runs another verb of the program on the same state folder. */
  run(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ code: number | null; stdout: Buffer; stderr: string }>;
  /** Answers when what it learned up to now is written, and what other processes wrote is known. */
  settle(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again, with the same state folder. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it as a user would, and removes its state folder. */
  stop(): Promise<void>;
};

/** Starts `headroom proxy` on a free port and waits for its URL. */
export async function startHeadroom(options: HeadroomOptions): Promise<Headroom> {
  const entry = await builtEntry();
  const folder = mkdtempSync(path.join(tmpdir(), 'headroom-test-'));
  const home = path.join(folder, 'state');
  const environment = (env: Readonly<Record<string, string>> = {}) => ({
    PATH: process.env.PATH,
    HOME: folder,
    HEADROOM_HOME: home,
    ...options.env,
    ...env,
  });
  const urls = ['anthropic', 'openai', 'chatgpt', 'gemini'].flatMap((name) => [`--${name}-url`, options.upstream]);
  const args = [entry, 'proxy', '--port', '0', ...urls, ...(options.args ?? [])];
  let running = await launch(args, environment());
  return {
    url: () => running.url,
    home,
    stderr: () => running.stderr(),
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))?.[1]) * 1024,
    descriptors: () => readdirSync(`/proc/${running.child.pid}/fd`).length,
    run: (verb, env) => runToEnd([entry, ...verb], environment(env)),
    async settle() {
      const response = await fetch(`${running.url}/stats`);
      if (!response.ok) throw new Error(`expected figures, found ${response.status}`);
    },
    kill: () => end(running.child, 'SIGKILL'),
    async restart(env) {
      running = await launch(args, environment(env));
    },
    async stop() {
      await end(running.child, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Running = { readonly child: ChildProcess; readonly url: string; stderr(): string };

async function launch(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the proxy ended with ${code} before it said its URL: ${stderr}`)));
  });
  return { child, url, stderr: () => stderr };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function runToEnd(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(stdout), stderr };
}
