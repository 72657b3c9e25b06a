import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Distinguishes signals to a whole process group from those to one process. */
export type GroupWitness = {
  /**
   * Whether SIGINT or SIGQUIT, which this process has just been sent, went to its whole group. Never rejects. If that
   * cannot be found out, the signal counts as one from the terminal when there is a terminal.
   */
  wasGroupTold(): Promise<boolean>;
  /** Ends the witness. */
  close(): void;
};

/**
 * Answers every line until one of the two signals ends it. A shell runs a trap before its next command, so that a signal
 * sent before a line was written is always seen before the line is answered.
 */
const script = "trap 'exit 0' INT QUIT; trap '' TERM HUP TSTP; while read -r line; do echo; done";

/**
 * Starts a witness: a shell in our process group, which receives the group's signals. The system tells a process who
 * sent a signal, but Node.js does not pass that on. The shell ends with us, since its input does.
 */
export function witnessGroup(): GroupWitness {
  if (process.platform === 'win32') return { wasGroupTold: async () => true, close: () => {} };
  let current: Shell | undefined = startShell();
  return {
    async wasGroupTold() {
      current ??= startShell();
      const asked = current;
      const verdict = await asked.ask();
      // Signals that came before the verdict shared the shell; the next one needs a new one.
      if (verdict !== 'alone' && current === asked) current = verdict === 'told' ? startShell() : undefined;
      return verdict === 'unknown' ? hasTerminal() : verdict === 'told';
    },
    close() {
      current?.close();
      current = undefined;
    },
  };
}

type Verdict = 'told' | 'alone' | 'unknown';
type Shell = { ask(): Promise<Verdict>; close(): void };

function startShell(): Shell {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  let waiting: ((verdict: Verdict) => void)[] = [];
  let end: Verdict | undefined;
  const finish = (verdict: Verdict) => {
    end ??= verdict;
    for (const resolve of waiting) resolve(end);
    waiting = [];
  };
  child.stdout.on('data', (answers: Buffer) => {
    for (const resolve of waiting.splice(0, answers.length)) resolve('alone');
  });
  child.on('error', () => finish('unknown'));
  child.on('close', () => finish('told'));
  child.stdin.on('error', () => {}); // it has ended meanwhile
  release(child);
  return {
    ask() {
      if (end !== undefined) return Promise.resolve(end);
      return new Promise((resolve) => {
        waiting.push(resolve);
        child.kill('SIGCONT'); // it may have been stopped with the group
        child.stdin.write('\n');
      });
    },
    close() {
      finish('unknown');
      child.stdin.end();
      child.kill('SIGKILL');
    },
  };
}

/** Lets this process exit while the child runs. */
function release(child: ChildProcessByStdio<Writable, Readable, null>): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as Partial<{ unref(): void }>).unref?.();
}

function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
