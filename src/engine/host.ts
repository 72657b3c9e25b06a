import type { MessagePort } from 'node:worker_threads';
import type { EngineCall, EngineMethods, EngineReply } from './messages.ts';

/** Answers calls on a port, one after the other. An error goes back as its message; the thread lives on. */
export function serveEngine(port: MessagePort, methods: EngineMethods): void {
  port.on('message', (call: EngineCall) => {
    let reply: EngineReply;
    try {
      const method = methods[call.method] as (...args: readonly unknown[]) => unknown;
      reply = { id: call.id, value: method(...call.args) };
    } catch (error) {
      reply = { id: call.id, error: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(reply);
    if (call.method === 'close') port.close();
  });
}
