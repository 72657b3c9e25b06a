import { afterEach, beforeEach } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createDispatch, type Dispatch } from '../../src/proxy/dispatch.ts';
import { abortSignalFor, type Ended, exchange } from '../../src/proxy/exchange.ts';
import { readBody } from '../../src/proxy/read-body.ts';
import type { Plain } from '../../src/proxy/refusal.ts';
import { listen } from '../../src/proxy/server.ts';
import { answerWith, type FakeUpstream, type Responder, startFakeUpstream } from './fake-upstream.ts';
import type { RawRequest, RawResponse } from './raw-client.ts';

/** What the client of a `Refusable` sends. */
export const clientBody = '{"the":"client\'s own"}';
/** What goes up for it. */
export const ourBody = '{"the":"client\'s own", "with":"something put in"}';
/** The body of an answer that refuses it. */
export const refusal = '{"type":"error","error":{"type":"invalid_request_error","message":"put_in: unknown field"}}';
/** The body of an answer about something else. */
export const otherError = '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long"}}';
/** Fields of JSON. */
export const json = [['content-type', 'application/json']] as const;
/** Refuses. */
export const refused = answerWith('400 Bad Request', json, refusal);
/** The client's request. */
export const request: RawRequest = {
  target: '/v1/messages',
  fields: [
    ['Content-Type', 'application/json'],
    ['X-Client', 'b'],
    ['Content-Encoding', 'x-own'],
  ],
  body: clientBody,
};

/** A proxy whose every request goes up with something put in. */
export type Refusable = {
  readonly url: string;
  /** What `onRefused` was told, in order. */
  readonly told: boolean[];
  /** How the exchanges ended, in order. */
  readonly ended: Ended[];
};

/** A fake upstream for each test, and proxies in front of it. */
export type Bench = {
  readonly upstream: FakeUpstream;
  dispatch(): Dispatch;
  /** Starts a proxy; `none` has no plain body. `origin` stands for another upstream. */
  start(changes?: Partial<Plain> | 'none', origin?: string): Promise<Refusable>;
};

/** Sets it up before each test of a file, and ends all of it after. */
export function useRefusable(): Bench {
  let upstream: FakeUpstream;
  const undo: (() => unknown)[] = [];
  beforeEach(async () => {
    upstream = await startFakeUpstream();
    undo.push(() => upstream.close());
  });
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });
  const dispatch = () => {
    const made = createDispatch();
    undo.push(() => made.close());
    return made;
  };
  return {
    get upstream() {
      return upstream;
    },
    dispatch,
    async start(changes = {}, origin = upstream.url) {
      const { close, ...refusable } = await startProxy(dispatch(), changes, origin);
      undo.push(close);
      return refusable;
    },
  };
}

async function startProxy(dispatch: Dispatch, changes: Partial<Plain> | 'none', origin: string) {
  const told: boolean[] = [];
  const ended: Ended[] = [];
  const target = { upstream: 'any', origin, path: '/v1/messages' };
  const { port, close } = await listen('127.0.0.1', 0, {
    request: async (incoming, response) => {
      const collected = await readBody(incoming, 1e6);
      const own = 'bytes' in collected ? collected.bytes : Buffer.alloc(0);
      const plain: Plain = {
        body: own,
        without: new Set(),
        refuses: (answer) => answer.includes('put_in'),
        onRefused: (accepted) => told.push(accepted),
        ...(changes === 'none' ? {} : changes),
      };
      const without = new Set(['content-length', 'content-encoding']);
      const sending = { target, body: Buffer.from(ourBody), without, ...(changes === 'none' ? {} : { plain }) };
      const signal = abortSignalFor(response);
      ended.push(await exchange(dispatch, incoming, response, sending, anthropicMessages, signal, () => {}));
    },
    upgrade: async () => {},
    onFailure: () => {},
  });
  return { url: `http://127.0.0.1:${port}`, told, ended, close: () => close(0) };
}

/** Answers the first request in one way and all others in another. */
export function first(responder: Responder, then: Responder): Responder {
  let calls = 0;
  return (seen, reply) => (++calls === 1 ? responder(seen, reply) : then(seen, reply));
}

/** Waits until something holds. */
export async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The bytes of an answer, as a server that closes nothing writes them. */
export function bytesOf(status: string, fields: readonly (readonly [string, string])[], body: string | Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** An answer without the fields that belong to its connection, which are made anew on the way down. */
export function withoutConnection(response: RawResponse): string {
  return response.raw.toString('latin1').replace(/^(connection|keep-alive|transfer-encoding):.*\r\n/gim, '');
}
