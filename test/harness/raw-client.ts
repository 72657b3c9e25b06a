import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createMessageReader, type HttpMessage } from './http-message.ts';

/** What is sent. `host` and framing are added unless they are given. */
export type RawRequest = {
  readonly method?: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly fields?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
  /** Sends the body in the chunked transfer coding, one chunk. */
  readonly chunked?: boolean;
};

/** An answer as the client saw it. */
export type RawResponse = HttpMessage & {
  readonly status: number;
  /** Every byte that arrived, head included. */
  readonly raw: Buffer;
  /** The body's text. */
  text(): string;
};

/** A request under way. */
export type Exchange = {
  readonly socket: Socket;
  /** Settles when the answer is complete, or the connection ended before that. */
  readonly response: Promise<RawResponse>;
  /** When each piece arrived, in milliseconds since the request was written. */
  readonly arrivals: readonly { readonly at: number; readonly bytes: Buffer }[];
  /** Resolves once the bytes that arrived hold a text; rejects when the answer ended without it. */
  until(text: string): Promise<void>;
  /** Hangs up. */
  abort(): void;
};

/** Sends a request to a proxy's URL on a connection of its own and records what comes back. */
export function open(url: string, request: RawRequest): Exchange {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  const begun = performance.now();
  const arrivals: { at: number; bytes: Buffer }[] = [];
  const waiting: { text: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  let reader = createMessageReader('response', request.method === 'HEAD');
  const everything = () => Buffer.concat(arrivals.map(({ bytes }) => bytes));
  const check = () => {
    const text = waiting.length === 0 ? '' : everything().toString('utf8');
    for (const one of waiting) if (text.includes(one.text)) one.resolve();
  };
  const response = new Promise<RawResponse>((resolve) => {
    const settle = () => {
      const message = reader.message();
      for (const one of waiting) one.reject(new Error(`the answer ended without ${one.text}`));
      const raw = everything();
      resolve({
        ...message,
        status: Number(message.line.split(' ')[1]),
        raw,
        text: () => message.body.toString('utf8'),
      });
      socket.destroy();
    };
    socket.on('data', (bytes) => {
      arrivals.push({ at: performance.now() - begun, bytes });
      check();
      let rest = reader.push(bytes);
      while (rest !== undefined && reader.message().line.startsWith('HTTP/1.1 1')) {
        // An informational answer; the real one comes after it.
        reader = createMessageReader('response', request.method === 'HEAD');
        rest = reader.push(rest);
      }
      if (rest !== undefined) settle();
    });
    socket.on('end', () => {
      reader.close();
      settle();
    });
    socket.on('error', () => {});
    socket.on('close', settle);
  });
  socket.write(encodeRequest(request, `${hostname}:${port}`));
  return {
    socket,
    response,
    arrivals,
    until: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        check();
      }),
    abort: () => void socket.destroy(),
  };
}

/** Sends a request and waits for its answer. */
export function send(url: string, request: RawRequest): Promise<RawResponse> {
  return open(url, request).response;
}

/** The bytes of a request. */
export function encodeRequest(request: RawRequest, host: string): Buffer {
  const fields = [...(request.fields ?? [])];
  const has = (name: string) => fields.some(([key]) => key.toLowerCase() === name);
  if (!has('host')) fields.unshift(['Host', host]);
  const body = Buffer.from(request.body ?? '');
  const method = request.method ?? 'POST';
  if (request.chunked === true) fields.push(['Transfer-Encoding', 'chunked']);
  else if (request.body !== undefined && !has('content-length')) fields.push(['Content-Length', String(body.length)]);
  const head = `${method} ${request.target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const framed =
    request.chunked === true
      ? [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]
      : [body];
  return Buffer.concat([Buffer.from(head, 'latin1'), ...framed]);
}
