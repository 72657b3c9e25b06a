import { type ChildProcess, spawn } from 'node:child_process';
import { builtEntry } from './build.ts';

let entry: Promise<string> | undefined;

/** How a run of the program ended. */
export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** The built program at work. */
export type Running = {
  readonly child: ChildProcess;
  /** Settles when it has ended and its output is complete. */
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** The n-th line of its stdout, counted from 1, once it is there; rejects when the program ended without it. */
  line(number?: number): Promise<string>;
};

/** What a run may look at. `env` is all of its environment, PATH aside. */
export type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Leads a process group of its own, which `process.kill(-pid)` signals as a terminal would. */
  readonly detached?: boolean;
};

/** Starts the built program, with pipes for stdin, stdout and stderr. */
export async function startProgram(args: readonly string[], options: RunOptions = {}): Promise<Running> {
  const { env, ...rest } = options;
  entry ??= builtEntry().catch((error) => {
    entry = undefined;
    throw error;
  });
  const child = spawn(process.execPath, [await entry, ...args], {
    ...rest,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    line: (number = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const lines = stdout.split('\n');
          if (lines.length > number) resolve(lines[number - 1] as string);
        };
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`ended without line ${number}: ${stdout}${stderr}`)));
        look();
      }),
  };
}
