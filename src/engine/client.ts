import type { Worker } from 'node:worker_threads';
import { endThread } from '../lib/native-calls.ts';
import type { ThreadCall, ThreadReply } from '../lib/serve-thread.ts';
import { type Pending, settleReply } from '../lib/thread-replies.ts';
import { startWorker } from '../lib/worker.ts';
import type { Decider } from '../model/decision.ts';
import type { StoreState } from '../model/store-state.ts';
import { type Ask, createDeciding } from './deciding.ts';
import { collectYoungGarbageEarly, youngGenerationMb } from './garbage.ts';
import type { EngineMethods } from './messages.ts';

/** The engine seen from the proxy's thread. */
export type Engine = Decider & {
  call<Method extends keyof EngineMethods>(
    method: Method,
    ...args: Parameters<EngineMethods[Method]>
  ): Promise<ReturnType<EngineMethods[Method]>>;
  /** Waits for the calls under way, then ends the thread. */
  close(): Promise<void>;
};

/** The dependencies of the client. */
export type EngineOptions = {
  /** The module that runs the engine in its thread. */
  readonly entry: URL;
  /** Passed to the thread; must be cloneable. */
  readonly workerData: unknown;
  readonly onNotice: (line: string) => void;
  /** Called with the state of the store whenever it changes. */
  readonly onStore: (state: StoreState) => void;
  /**
   * Milliseconds after which a thread that does not answer counts as dead. A safety net, far longer than any budget:
   * the blocks of such a call are pinned as left as they are, so that no later request decides otherwise.
   */
  readonly deadlineMs: number;
};

/** A thread that died this often without answering anything in between is not started again. */
const maxDeaths = 3;

const doesNotStart = 'the engine does not start';

const resourceLimits = { maxYoungGenerationSizeMb: youngGenerationMb };

/** Starts the engine's thread. A thread that dies is started again; its open calls fail. */
export function startEngine(options: EngineOptions): Engine {
  const pending = new Map<number, Pending>();
  const inFlight = new Set<Promise<unknown>>();
  let nextId = 1;
  let deaths = 0;
  let worker: Worker | undefined;
  let watch: NodeJS.Timeout | undefined;

  const fail = (message: string) => {
    worker = undefined;
    deciding.forget();
    deaths++;
    clearTimeout(watch);
    for (const { reject } of pending.values()) reject(new Error(message));
    pending.clear();
    if (deaths === maxDeaths) options.onStore({ status: 'failing', since: Date.now(), reason: doesNotStart });
  };
  const giveUp = () => {
    const message = `the engine did not answer within ${options.deadlineMs} ms`;
    options.onNotice(`engine: ${message}, starting it again`);
    if (worker !== undefined) void endThread(worker);
    fail(message);
  };
  /** The thread does one call at a time: the time starts at the last answer. */
  const keepWatch = () => {
    clearTimeout(watch);
    if (pending.size > 0) watch = setTimeout(giveUp, options.deadlineMs).unref();
  };
  const running = (): Worker => {
    if (worker !== undefined) return worker;
    if (deaths >= maxDeaths) throw new Error(doesNotStart);
    const started = startWorker(options.entry, { workerData: options.workerData, resourceLimits });
    worker = started;
    started.on('message', (reply: ThreadReply) => {
      if (worker !== started) return; // It was given up, and its calls have failed.
      if ('id' in reply) deaths = 0;
      if ('event' in reply) options.onStore(reply.event as StoreState);
      settleReply(pending, reply, options.onNotice);
      keepWatch();
    });
    started.on('error', (error) => options.onNotice(`engine: ${error.message}`));
    started.on('exit', (code) => worker === started && fail(`the engine's thread ended with code ${code}`));
    started.unref();
    return started;
  };
  const send = (method: keyof EngineMethods, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const thread = running();
      const id = nextId++;
      pending.set(id, { resolve, reject });
      if (pending.size === 1) keepWatch();
      thread.postMessage({ id, method, args } satisfies ThreadCall);
    });
  const ask = ((method: keyof EngineMethods, args: readonly unknown[]) => {
    const answer = send(method, args);
    inFlight.add(answer);
    answer.finally(() => inFlight.delete(answer)).catch(() => {});
    return answer;
  }) as Ask;

  const deciding = createDeciding(ask, options.onNotice);
  collectYoungGarbageEarly();
  running();
  return {
    call: (method, ...args) => ask(method, args),
    decide: deciding.decide,
    async close() {
      worker?.ref(); // An idle event loop would otherwise end the process before the last answers are in.
      await Promise.allSettled(inFlight);
      if (worker !== undefined) await end(worker, ask);
    },
  };
}

/** The thread ends by itself, after the calls before. */
async function end(worker: Worker, ask: Ask): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await ask('close', []).catch(() => {});
  await ended;
}
