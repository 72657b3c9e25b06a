import type { MessagePort } from 'node:worker_threads';

/** A question to a thread. */
export type ThreadCall = { readonly id: number; readonly method: string; readonly args: readonly unknown[] };

/** Its answer. `notice`, a line for the log, comes alone; so does `event`, something that happened in the thread. */
export type ThreadReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly notice: string }
  | { readonly event: unknown };

/**
 * Answers calls on a port, one after the other. An error is returned as its message; the thread continues. After a call
 * of `close` the port is closed.
 */
export function serveThread<Methods extends { close(): void }>(port: MessagePort, methods: Methods): void {
  port.on('message', ({ id, method: name, args }: ThreadCall) => {
    let reply: ThreadReply;
    try {
      const method = methods[name as keyof Methods] as (...args: readonly unknown[]) => unknown;
      reply = { id, value: method(...args) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(reply);
    if (name === 'close') port.close();
  });
}
