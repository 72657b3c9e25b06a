import type { Worker } from 'node:worker_threads';
import type { ThreadCall, ThreadReply } from './serve-thread.ts';
import { type Pending, settleReply } from './thread-replies.ts';
import { startWorker } from './worker.ts';

/** A thread that answers calls. */
export type CalledThread<Methods> = {
  /**
   * Calls the thread, which is started by the first call.
   * @throws {Error} what the method threw, or that the thread is gone or did not answer in time
   */
  call<Method extends keyof Methods & string>(
    method: Method,
    ...args: Methods[Method] extends (...args: infer Args) => unknown ? Args : never
  ): Promise<Methods[Method] extends (...args: never[]) => infer Result ? Result : never>;
  /** Waits for the calls under way, then ends the thread. */
  close(): Promise<void>;
};

/** How a thread is started. */
export type ThreadOptions = {
  readonly entry: URL;
  /** Passed to the thread; must be cloneable. */
  readonly workerData: unknown;
  readonly onNotice: (line: string) => void;
};

/** A thread of small answers produces short-lived garbage: megabytes before it is collected. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/** A thread that died this often is not started again. */
const maxDeaths = 3;

/** Creates the calls to a thread. If it dies, the next call starts it again; its open calls fail. */
export function callThread<Methods>({ entry, workerData, onNotice }: ThreadOptions): CalledThread<Methods> {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let deaths = 0;
  let nextId = 1;
  const start = (): Worker => {
    if (deaths >= maxDeaths) throw new Error('the thread does not start');
    const started = startWorker(entry, { workerData, resourceLimits });
    started.on('message', (reply: ThreadReply) => settleReply(pending, reply, onNotice));
    started.on('error', (error) => onNotice(error.message));
    started.on('exit', (code) => {
      if (worker === started) worker = undefined;
      if (code !== 0) deaths++;
      for (const { reject } of pending.values()) reject(new Error(`the thread ended with code ${code}`));
      pending.clear();
    });
    started.unref();
    return started;
  };
  const call = (method: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      worker ??= start();
      const id = nextId++;
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, method, args } satisfies ThreadCall);
    });
  return {
    call: ((method: string, ...args: readonly unknown[]) => call(method, args)) as CalledThread<Methods>['call'],
    async close() {
      if (worker === undefined) return;
      worker.ref(); // An idle event loop would otherwise end the process before the last answers are in.
      const ended = new Promise<void>((resolve) => worker?.once('exit', () => resolve()));
      await call('close', []).catch(() => {});
      await ended;
    },
  };
}
