import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageReader, type HttpMessage } from './http-message.ts';

/** A request as the upstream saw it. */
export type SeenRequest = HttpMessage & {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  /** The body's text. */
  text(): string;
};

/** Plays an answer, byte by byte if need be. */
export type Reply = {
  readonly socket: Socket;
  /** Writes raw bytes. */
  write(bytes: string | Buffer): Promise<void>;
  /** Writes a chunk of the chunked transfer coding. */
  chunk(bytes: string | Buffer): Promise<void>;
  /** Writes a status line and fields. */
  head(status: string, fields: readonly (readonly [string, string])[]): Promise<void>;
  wait(ms: number): Promise<void>;
  /** Ends the chunked transfer coding. */
  lastChunk(): Promise<void>;
  /** Closes in an orderly way. */
  close(): void;
  /** Cuts the connection. */
  reset(): void;
};

/** Decides what happens to a request. */
export type Responder = (request: SeenRequest, reply: Reply) => void | Promise<void>;

/** A server that keeps what it was sent, byte for byte, and answers as it is told. */
export type FakeUpstream = {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** Sets what is answered from now on. */
  respond(responder: Responder): void;
  /** Connections that are open. */
  open(): number;
  close(): Promise<void>;
};

/** An answer in one piece. */
export function answerWith(
  status: string,
  fields: readonly (readonly [string, string])[],
  body: string | Buffer,
): Responder {
  return async (request, reply) => {
    await reply.head(status, [...fields, ['content-length', String(Buffer.byteLength(body))]]);
    if (request.method !== 'HEAD') await reply.write(body);
  };
}

/** What is answered unless a test says otherwise: a short success. */
export const plainAnswer: Responder = answerWith(
  '200 OK',
  [['content-type', 'application/json']],
  '{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":10,"output_tokens":2}}',
);

/** Starts one on a free loopback port. */
export async function startFakeUpstream(responder: Responder = plainAnswer): Promise<FakeUpstream> {
  let current = responder;
  let count = 0;
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    void serve(socket, ++count, requests, (request, reply) => current(request, reply));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    respond(next) {
      current = next;
    },
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads requests from one connection and answers them in order. */
async function serve(socket: Socket, connection: number, requests: SeenRequest[], responder: Responder): Promise<void> {
  let reader = createMessageReader('request');
  let turn = Promise.resolve();
  socket.on('data', (chunk) => {
    let rest: Buffer | undefined = chunk;
    while (rest !== undefined && rest.length > 0) {
      rest = reader.push(rest);
      if (rest === undefined) return;
      const request = seen(reader.message(), connection);
      requests.push(request);
      reader = createMessageReader('request');
      turn = turn.then(() => responder(request, replyOn(socket))).catch(() => void socket.destroy());
    }
  });
}

function seen(message: HttpMessage, connection: number): SeenRequest {
  const [method = '', target = ''] = message.line.split(' ');
  return { ...message, method, target, connection, text: () => message.body.toString('utf8') };
}

function replyOn(socket: Socket): Reply {
  socket.setNoDelay(true);
  const write = async (bytes: string | Buffer) => {
    if (socket.writable && !socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  };
  return {
    socket,
    write,
    chunk: (bytes) =>
      write(
        Buffer.concat([
          Buffer.from(`${Buffer.byteLength(bytes).toString(16)}\r\n`),
          Buffer.from(bytes),
          Buffer.from('\r\n'),
        ]),
      ),
    head: (status, fields) =>
      write(`HTTP/1.1 ${status}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`),
    wait: (ms) => sleep(ms),
    lastChunk: () => write('0\r\n\r\n'),
    close: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  };
}
