import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Hono } from 'hono';
import type { Connections } from './connections/connect.ts';
import { type ForwardParts, forward } from './forward.ts';
import { isLocalRoute } from './local-paths.ts';
import type { Handlers } from './server.ts';
import { handleUpgrade } from './upgrade.ts';

/** The dependencies of the proxy's handlers. */
export type AppParts = {
  readonly forwarding: ForwardParts;
  readonly local: () => Promise<Hono>;
  readonly websocket: 'relay' | 'refuse';
  readonly connections: () => Promise<Connections>;
};

/**
 * The handlers of a server. Only our own routes go through Hono: it normalises paths and headers, which a forwarded
 * request must keep as they are.
 */
export function createApp(parts: AppParts): Omit<Handlers, 'onFailure'> {
  return {
    async request(request: IncomingMessage, response: ServerResponse) {
      const path = (request.url ?? '/').split('?', 1)[0] as string;
      if (isLocalRoute(request.method ?? 'GET', path)) await answerLocally(parts, request, response);
      else await forward(parts.forwarding, request, response);
    },
    upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => handleUpgrade(parts, request, socket, head),
  };
}

async function answerLocally(parts: AppParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [{ getRequestListener }, app] = await Promise.all([import('@hono/node-server'), parts.local()]);
  await getRequestListener(app.fetch, { overrideGlobalObjects: false })(request, response);
}
