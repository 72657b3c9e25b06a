import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HeadroomError } from '../model/errors.ts';
import { errorBody, respondError } from './exchange.ts';
import { headerPairs } from './headers.ts';
import { refusal } from './security.ts';
import { errorAnswer } from './websocket/answer.ts';
import { finish } from './websocket/sockets.ts';

/** Handles requests that passed the checks. A rejection is reported and ends only that connection. */
export type Handlers = {
  readonly request: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
};

/** A server that listens. */
export type Listening = {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Accepts no new connections, lets open exchanges finish for up to `drainMs`, then closes the rest. */
  close(drainMs: number): Promise<void>;
};

/** The most request headers that are accepted, in bytes: agents put whole turn descriptions into one. */
const maxHeaderBytes = 256 * 1024;

/**
 * Listens on a loopback address.
 * @throws {HeadroomError} `proxy` when the port is taken or cannot be bound; its `cause` has the system's code
 */
export function listen(host: string, port: number, handlers: Handlers): Promise<Listening> {
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, keepAliveTimeout: 60_000 });
  const upgraded = new Set<Socket>();
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => {
      // A client may keep the connection open for a next request; there is none for a server that closes.
      if (!server.listening) request.socket.destroySoon();
    });
    handleSafely(request, response, handlers);
  };
  server.on('request', onRequest);
  server.on('checkExpectation', onRequest);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.unshift(Buffer.concat([headWithoutUpgrade(request), head]));
      server.emit('connection', socket);
      return;
    }
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    handleUpgrade(request, socket, head, handlers);
  });
  server.on('connect', (_request, socket: Socket) => refuseSocket(socket, 'expected a path as the request target'));
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new HeadroomError('proxy', `cannot listen on ${host}:${port}: ${cause.code ?? cause.message}`, { cause }));
    });
    server.listen(port, host, () => resolve(listening(server, upgraded)));
  });
}

function listening(server: Server, upgraded: ReadonlySet<Socket>): Listening {
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}`,
    port,
    close: (drainMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => {
          server.closeAllConnections();
          for (const socket of upgraded) socket.destroy();
        }, drainMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function handleSafely(request: IncomingMessage, response: ServerResponse, handlers: Handlers): void {
  const reason = refusal(request);
  if (reason !== undefined) {
    const body = JSON.stringify({ error: { type: 'forbidden', message: `headroom: ${reason}` } });
    response.writeHead(403, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  handlers.request(request, response).catch((error: unknown) => {
    const { status, message } = answerTo(error, handlers);
    // Nothing has come back yet: the client learns the reason instead of finding its connection cut.
    if (response.headersSent) response.destroy();
    else respondError(response, message, undefined, status);
  });
}

/** The error that a client gets for a failure before any answer. A fault of its own request is not reported as ours. */
function answerTo(error: unknown, { onFailure }: Handlers): { status: 400 | 502; message: string } {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof HeadroomError && error.code === 'usage') return { status: 400, message: `headroom: ${reason}` };
  onFailure(error);
  return { status: 502, message: `headroom failed: ${reason}` };
}

function handleUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, handlers: Handlers): void {
  socket.on('error', () => socket.destroy());
  const reason = refusal(request);
  if (reason !== undefined) {
    refuseSocket(socket, reason);
    return;
  }
  const before = socket.bytesWritten; // a kept connection has carried other answers
  handlers.upgrade(request, socket, head).catch((error: unknown) => {
    const { status, message } = answerTo(error, handlers);
    if (socket.bytesWritten > before) socket.destroy();
    else answerSocket(socket, status, errorBody(message));
  });
}

/**
 * The head of a request for an upgrade to anything but a WebSocket, as that of an ordinary request: nobody has to
 * follow an `Upgrade` header. Node reads no body after one, so the connection starts again with this head.
 */
function headWithoutUpgrade(request: IncomingMessage): Buffer {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (const [name, value] of headerPairs(request.rawHeaders)) {
    const key = name.toLowerCase();
    if (key === 'upgrade') continue;
    const kept = value.split(',').filter((part) => key !== 'connection' || part.trim().toLowerCase() !== 'upgrade');
    if (kept.length > 0) lines.push(`${name}: ${kept.join(',').trim()}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function refuseSocket(socket: Socket, reason: string): void {
  answerSocket(socket, 403, JSON.stringify({ error: { type: 'forbidden', message: `headroom: ${reason}` } }));
}

function answerSocket(socket: Socket, status: 400 | 403 | 502, body: string): void {
  socket.on('error', () => socket.destroy());
  socket.write(errorAnswer(status, body));
  finish(socket);
}
