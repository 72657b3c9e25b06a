import { constants } from 'node:os';
import { execa } from 'execa';
import type { Environment } from '../model/launch.ts';
import { witnessGroup } from './group-witness.ts';
import { followStops } from './job-control.ts';
import { descendants } from './process-table.ts';

/** A child to run in the foreground, with our own terminal. */
export type SpawnRequest = {
  /** Path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: Environment;
  readonly cwd: string;
  /** Whether its descendants are signalled too. */
  readonly signalsGroup: boolean;
};

/** How a child ended: its own code, or 128 + the signal's number; 126 and 127 if it could not be started. */
export type SpawnResult = { readonly exitCode: number; readonly signal?: NodeJS.Signals };

/** Milliseconds that a child gets after a forwarded signal before it is killed. */
const killAfterMs = 5000;

/** The environment of this process. */
export function currentEnvironment(): Environment {
  return process.env;
}

/**
 * Runs a child to its end. It shares our terminal and process group. SIGTERM and SIGHUP are passed on. So are SIGINT
 * and SIGQUIT unless the whole group got them, as by Ctrl-C: an agent that gets one twice takes it for a wish to quit.
 */
export async function spawnInForeground(request: SpawnRequest): Promise<SpawnResult> {
  const child = execa(request.file, [...request.args], {
    stdio: 'inherit',
    reject: false,
    cleanup: false,
    forceKillAfterDelay: false,
    extendEnv: false,
    env: request.env,
    cwd: request.cwd,
  });
  let killer: NodeJS.Timeout | undefined;
  const forward = (signal: NodeJS.Signals) => {
    signalTree(child.pid, signal, request.signalsGroup);
    killer ??= setTimeout(() => signalTree(child.pid, 'SIGKILL', request.signalsGroup), killAfterMs);
  };
  const witness = witnessGroup();
  const unfollow = followStops(child.pid);
  const forwardUnlessTold = async (signal: NodeJS.Signals) => {
    if (await witness.wasGroupTold()) return;
    if (child.exitCode === null && child.signalCode === null) signalTree(child.pid, signal, request.signalsGroup);
  };
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, forwardUnlessTold);
  try {
    return readResult(await child);
  } finally {
    clearTimeout(killer);
    witness.close();
    unfollow();
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, forward);
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.off(signal, forwardUnlessTold);
  }
}

function signalTree(pid: number | undefined, signal: NodeJS.Signals, wholeTree: boolean): void {
  if (pid === undefined) return;
  for (const target of [...(wholeTree ? descendants(pid) : []), pid]) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}

function readResult(result: { exitCode?: number; signal?: string; code?: string }): SpawnResult {
  if (result.code === 'ENOENT') return { exitCode: 127 };
  if (result.code === 'EACCES' || result.code === 'ENOEXEC') return { exitCode: 126 };
  const signal = result.signal as NodeJS.Signals | undefined;
  if (signal !== undefined) return { exitCode: 128 + constants.signals[signal], signal };
  return { exitCode: result.exitCode ?? 1 };
}
