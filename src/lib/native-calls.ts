import { getEnvironmentData, isMainThread, setEnvironmentData, type Worker } from 'node:worker_threads';

/**
 * Shared between a thread and its parent. Ending a thread while native code of an add-on runs in it crashes the whole
 * process: when that code returns, its calls of the JavaScript engine fail, which it does not handle.
 */
type Gate = Int32Array;

/** 1 while the thread is inside a native call. */
const inside = 0;
/** 1 once the thread must not begin another. */
const shut = 1;
const gateName = 'headroom native calls';

/** Milliseconds that the end of the process waits for one native call. A longer one hangs, as on a dead disk. */
const longestCallMs = 30_000;
/** Milliseconds between two checks of a thread that is inside a native call and is to be ended. */
const lookEveryMs = 50;

/** This thread's own gate. Read before this thread starts others, which get theirs in the same way. */
const own = isMainThread ? undefined : (getEnvironmentData(gateName) as Gate | undefined);
/** The gates of the live threads that this one started. */
const started = new Map<Worker, Gate>();

/**
 * Does one native call. If the thread is to be ended, the call does not begin: it waits for the end and never returns.
 * Calls may not be nested.
 */
export function nativeCall<Result>(work: () => Result): Result {
  if (own === undefined) return work();
  Atomics.store(own, inside, 1);
  if (Atomics.load(own, shut) === 1) {
    leave(own);
    Atomics.wait(own, shut, 1);
  }
  try {
    return work();
  } finally {
    leave(own);
  }
}

function leave(gate: Gate): void {
  Atomics.store(gate, inside, 0);
  Atomics.notify(gate, inside);
}

/** Starts a thread in which `nativeCall` is safe, also when this process ends while the thread works. */
export function withNativeCalls(start: () => Worker): Worker {
  const gate: Gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  setEnvironmentData(gateName, gate);
  const worker = start();
  // Whenever the process exits by itself, its threads are ended only after this.
  if (started.size === 0) process.on('exit', waitForAll);
  started.set(worker, gate);
  worker.once('exit', () => {
    started.delete(worker);
    if (started.size === 0) process.off('exit', waitForAll);
  });
  return worker;
}

/** Ends a thread, as soon as it is not inside a native call. */
export async function endThread(worker: Worker): Promise<void> {
  const gate = started.get(worker);
  if (gate !== undefined) {
    Atomics.store(gate, shut, 1);
    while (Atomics.load(gate, inside) === 1) await new Promise((resolve) => setTimeout(resolve, lookEveryMs).unref());
  }
  await worker.terminate();
}

/** Waits until no thread is inside a native call and none can begin one. */
function waitForAll(): void {
  for (const gate of started.values()) Atomics.store(gate, shut, 1);
  for (const gate of started.values()) Atomics.wait(gate, inside, 1, longestCallMs);
}
