import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { type Connections, createConnections } from './connections/connect.ts';
import type { ProxyServer } from './connections/proxy-server.ts';

/** A request to an upstream. */
export type Outgoing = {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** Flat list of names and values. */
  readonly headers: string[];
  readonly body: Uint8Array | Readable | undefined;
  readonly signal: AbortSignal;
};

/** The head of an answer, with its body still to come. */
export type Incoming = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly string[];
  readonly body: Readable;
};

/** Sends requests; the only user of undici. */
export type Dispatch = { send(outgoing: Outgoing): Promise<Incoming>; close(): Promise<void> };

/** Milliseconds that an idle connection to an upstream is kept. */
const keepAliveMs = 30_000;

/** The state of a socket when a request was written to it. */
type Written = { readonly socket: Socket; readonly reused: boolean; readonly bytesRead: number };

/** Follows requests to their sockets, which undici exposes only through its diagnostics channels. */
const written = new WeakMap<object, Written>();
const usedSockets = new WeakSet<Socket>();
let lastCreated: object | undefined;
let watching = false;

function watchSockets(): void {
  if (watching) return;
  watching = true;
  diagnostics.subscribe('undici:request:create', (message) => {
    lastCreated = (message as { request: object }).request;
  });
  diagnostics.subscribe('undici:client:sendHeaders', (message) => {
    const { request, socket } = message as { request: object; socket: Socket };
    written.set(request, { socket, reused: usedSockets.has(socket), bytesRead: socket.bytesRead });
    usedSockets.add(socket);
  });
}

/**
 * Creates the dispatcher: no time limits except for connecting, no redirects followed, no retries after an answer.
 * @param connections what connects to upstreams; directly and with the runtime's own trust by default
 */
export function createDispatch(connections: Connections = createConnections()): Dispatch {
  watchSockets();
  const upstreams = createAgent(connections.connect);
  const proxies = createAgent(connections.connectStraight);
  const sendWith = async (agent: Agent, outgoing: Outgoing): Promise<Incoming> => {
    lastCreated = undefined;
    const answer = sendOnce(agent, outgoing);
    const request = lastCreated; // Created synchronously by the call above.
    try {
      return await answer;
    } catch (error) {
      const stale = request !== undefined && isStale(error, written.get(request));
      if (!stale || isStream(outgoing.body) || outgoing.signal.aborted) throw error;
      return sendOnce(agent, outgoing);
    }
  };
  return {
    async send(outgoing) {
      const asked = connections.absoluteFormVia(new URL(outgoing.origin));
      // Synchronous if there is no proxy to ask: the request is passed on before this call returns.
      const proxy = asked && (await asked);
      return proxy === undefined ? sendWith(upstreams, outgoing) : sendWith(proxies, inAbsoluteForm(outgoing, proxy));
    },
    async close() {
      await Promise.all([upstreams.destroy(), proxies.destroy()]);
    },
  };
}

function createAgent(connect: (origin: URL) => Promise<Socket>): Agent {
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: 256 * 1024,
    connect({ protocol, host }, callback) {
      connect(new URL(`${protocol}//${host}`)).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
}

/** A request to an HTTP proxy that opens no tunnel for it (RFC 9112 section 3.2.2). */
function inAbsoluteForm(outgoing: Outgoing, { url, authorization }: ProxyServer): Outgoing {
  const credentials = authorization === undefined ? [] : ['Proxy-Authorization', authorization];
  const headers = ['Host', new URL(outgoing.origin).host, ...outgoing.headers, ...credentials];
  return { ...outgoing, origin: url.origin, path: outgoing.origin + outgoing.path, headers };
}

async function sendOnce(agent: Agent, outgoing: Outgoing): Promise<Incoming> {
  const answer = await agent.request({
    origin: outgoing.origin,
    path: outgoing.path,
    method: outgoing.method as Dispatcher.HttpMethod,
    headers: outgoing.headers,
    body: (outgoing.body ?? null) as Buffer | Readable | null,
    signal: outgoing.signal,
    responseHeaders: 'raw',
  });
  return {
    status: answer.statusCode,
    statusText: (answer as { statusText?: string }).statusText ?? '',
    headers: answer.headers as unknown as string[],
    body: answer.body,
  };
}

function isStream(body: Outgoing['body']): boolean {
  return body !== undefined && !(body instanceof Uint8Array);
}

/**
 * Whether a kept-alive connection failed because the server had already closed it (RFC 9112 section 9.3.1): it had
 * carried a request before, and not one byte came back for this one.
 */
function isStale(error: unknown, at: Written | undefined): boolean {
  const code = (error as { code?: string }).code;
  if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET' && code !== 'EPIPE') return false;
  return at?.reused === true && at.socket.bytesRead === at.bytesRead;
}
