import { asksProgram, currentStop } from './process-table.ts';

/**
 * Keeps a child's stops and ours in step, as a shell expects of a job: when the child stops only itself (as an agent
 * does that reads Ctrl-Z as a key), we stop too, and the shell gets its terminal back; when we are continued, so is the
 * child. Does nothing without a terminal, since no shell waits for us then.
 * @returns a function that ends it
 */
export function followStops(pid: number | undefined): () => void {
  if (pid === undefined || process.platform === 'win32' || !process.stdin.isTTY) return () => {};
  let asking = false;
  let followed: string | undefined;
  const stopWithChild = async () => {
    if (asking) return;
    asking = asksProgram;
    const stop = await currentStop(pid);
    if (stop !== undefined) {
      followed = stop;
      // Without a shell that could continue us the system ignores this signal, and we continue.
      process.kill(process.pid, 'SIGTSTP');
    }
    // If the system is queried through a program, that program's end has been reported here by then too, and is
    // ignored.
    setImmediate(() => {
      asking = false;
    });
  };
  const continueChild = async () => {
    const stop = await currentStop(pid);
    // A shell continues the child with us. By now it may have stopped itself again, which is reported as a stop of its
    // own.
    if (stop !== undefined && stop === followed) process.kill(pid, 'SIGCONT');
  };
  process.on('SIGCHLD', stopWithChild);
  process.on('SIGCONT', continueChild);
  return () => {
    process.off('SIGCHLD', stopWithChild);
    process.off('SIGCONT', continueChild);
  };
}
