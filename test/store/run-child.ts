import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts one of the programs in `children/`. */
export function startChild(
  name: string,
  args: readonly string[],
  flags: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const file = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
  return spawn(process.execPath, [...flags, '--import', import.meta.resolve('tsx'), file, ...args]);
}

/** Runs one to its end; answers with what it printed. */
export function runChild(
  name: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<{ code: number | null; signal: NodeJS.Signals | null; out: string; err: string }> {
  const child = startChild(name, args, flags);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
}
