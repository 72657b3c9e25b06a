import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createDispatch } from '../../src/proxy/dispatch.ts';
import { abortSignalFor, type Ended, exchange } from '../../src/proxy/exchange.ts';
import { readBody } from '../../src/proxy/read-body.ts';
import { holdLimits, type Plain, unlessRefused } from '../../src/proxy/refusal.ts';
import { listen } from '../../src/proxy/server.ts';
import {
  answerWith,
  type FakeUpstream,
  plainAnswer,
  type Reply,
  type Responder,
  startFakeUpstream,
} from '../harness/fake-upstream.ts';
import { type Exchange, open, type RawRequest, type RawResponse, send } from '../harness/raw-client.ts';
import { rawZstd } from '../harness/zstd-frames.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  undo.push(() => upstream.close());
});

const clientBody = '{"the":"client\'s own"}';
const ourBody = '{"the":"client\'s own", "with":"something put in"}';
const refusal = '{"type":"error","error":{"type":"invalid_request_error","message":"put_in: unknown field"}}';
const otherError = '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long"}}';
const json = [['content-type', 'application/json']] as const;
const refused = answerWith('400 Bad Request', json, refusal);
const request: RawRequest = {
  target: '/v1/messages',
  fields: [
    ['Content-Type', 'application/json'],
    ['X-Client', 'b'],
    ['Content-Encoding', 'x-own'],
  ],
  body: clientBody,
};

/** A proxy whose every request goes up with something put in. */
type Refusable = {
  readonly url: string;
  /** What `onRefused` was told, in order. */
  readonly told: boolean[];
  /** How the exchanges ended, in order. */
  readonly ended: Ended[];
};

async function start(changes: Partial<Plain> | 'none' = {}, origin = upstream.url): Promise<Refusable> {
  const dispatch = createDispatch({});
  undo.push(() => dispatch.close());
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
  undo.push(() => close(0));
  return { url: `http://127.0.0.1:${port}`, told, ended };
}

/** Answers the first request in one way and all others in another. */
function first(responder: Responder, then: Responder): Responder {
  let calls = 0;
  return (seen, reply) => (++calls === 1 ? responder(seen, reply) : then(seen, reply));
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The bytes of an answer, as a server that closes nothing writes them. */
function bytesOf(status: string, fields: readonly (readonly [string, string])[], body: string | Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** An answer without the fields that belong to its connection, which are made anew on the way down. */
function withoutConnection(response: RawResponse): string {
  return response.raw.toString('latin1').replace(/^(connection|keep-alive|transfer-encoding):.*\r\n/gim, '');
}

describe('a request whose edits the upstream refuses', () => {
  it('goes up once more as the client sent it, and the client sees that answer alone', async () => {
    const { url, told, ended } = await start();
    upstream.respond(first(refused, plainAnswer));
    const response = await send(url, request);
    expect(response.status).toBe(200);
    expect(response.raw.toString()).not.toContain('put_in');
    const [one, two] = upstream.requests;
    expect(upstream.requests).toHaveLength(2);
    expect([one?.text(), two?.text()]).toEqual([ourBody, clientBody]);
    const lengthOf = (body: string) => ['content-length', String(Buffer.byteLength(body))];
    const lower = (seen = two) => seen?.fields.map(([name, value]) => [name.toLowerCase(), value]);
    const common = expect.arrayContaining([
      ['content-type', 'application/json'],
      ['x-client', 'b'],
    ]);
    for (const seen of [one, two]) expect(lower(seen)).toEqual(common);
    expect(lower(one)).toContainEqual(lengthOf(ourBody));
    expect(lower(two)).toContainEqual(lengthOf(clientBody));
    expect([one, two].map((seen) => seen?.field('content-encoding'))).toEqual([undefined, 'x-own']);
    expect([one, two].map((seen) => [seen?.method, seen?.target])).toEqual(Array(2).fill(['POST', '/v1/messages']));
    await waitFor(() => ended.length === 1);
    expect(told).toEqual([true]);
    expect(ended[0]).toMatchObject({ status: 200, whole: true, refused: true, answer: { usage: { uncached: 10 } } });
  });

  it('is tried no third time: the second answer is the client’s, whatever it says', async () => {
    for (const status of ['400 Bad Request', '529 Overloaded', '307 Temporary Redirect']) {
      const { url, told, ended } = await start();
      const before = upstream.requests.length;
      const second = bytesOf(status, [['x-second', '1'], ['content-length', '6'], ...json], 'put_in');
      upstream.respond(first(refused, (_seen, reply) => reply.write(second)));
      expect(withoutConnection(await send(url, request))).toBe(second.toString());
      expect(upstream.requests.length - before).toBe(2);
      expect(upstream.requests.at(-1)?.text()).toBe(clientBody);
      await waitFor(() => ended.length === 1);
      expect(told).toEqual([false]);
      expect(ended[0]).toMatchObject({ status: Number(status.slice(0, 3)), refused: true });
    }
  });

  it('is known through every content encoding, as far as it can be undone', async () => {
    const padded = `${refusal}${' '.repeat(holdLimits.bytes)}`;
    for (const [encoding, body] of [
      ['gzip', zlib.gzipSync(padded)],
      ['GZIP', zlib.gzipSync(refusal)],
      ['deflate', zlib.deflateSync(refusal)],
      ['br', zlib.brotliCompressSync(padded)],
      ['zstd', rawZstd(Buffer.from(refusal))],
    ] as const) {
      const { url, told } = await start();
      upstream.respond(
        first(answerWith('400 Bad Request', [...json, ['content-encoding', encoding]], body), plainAnswer),
      );
      expect((await send(url, request)).status).toBe(200);
      expect(told).toEqual([true]);
    }
  });

  it('is known in a chunked answer that comes in pieces, up to the limit', async () => {
    const { url, told } = await start();
    upstream.respond(
      first(async (_seen, reply) => {
        await reply.head('400 Bad Request', [...json, ['transfer-encoding', 'chunked']]);
        await reply.chunk(' '.repeat(holdLimits.bytes - refusal.length));
        for (const character of refusal) await reply.chunk(character);
        await reply.wait(20);
        await reply.lastChunk();
      }, plainAnswer),
    );
    expect((await send(url, request)).status).toBe(200);
    expect(told).toEqual([true]);
  });

  it('fails as any other where the second attempt finds no connection, or loses it', async () => {
    const closing = createServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', () => {
          closing.close();
          socket.end(bytesOf('400 Bad Request', [['connection', 'close']], refusal));
        });
    });
    closing.listen(0, '127.0.0.1');
    await once(closing, 'listening');
    const { port } = closing.address() as { port: number };
    const gone = await start({}, `http://127.0.0.1:${port}`);
    const response = await send(gone.url, request);
    expect([response.status, response.complete]).toEqual([502, true]);
    expect(JSON.parse(response.text())).toMatchObject({ type: 'error' });
    const lost = await start();
    upstream.respond(first(refused, (_seen, reply) => reply.reset()));
    expect((await send(lost.url, request)).raw).toHaveLength(0);
    await waitFor(() => gone.ended.length + lost.ended.length === 2);
    expect([...gone.told, ...lost.told]).toEqual([]);
    expect(gone.ended[0]).toMatchObject({ status: 502, refused: true });
    expect(lost.ended[0]).toMatchObject({ status: 0, whole: false, refused: true });
  });

  it('has its answer even where telling of it fails', async () => {
    const onRefused = () => {
      throw new Error('no room');
    };
    const { url } = await start({ onRefused });
    upstream.respond(first(refused, plainAnswer));
    expect((await send(url, request)).status).toBe(200);
  });
});

describe('any other answer', () => {
  const fields = [
    ['Date', 'Sat, 21 Nov 2026 10:00:00 GMT'],
    ['Request-Id', 'req_1'],
    ['set-cookie', 'a=1'],
    ['X-Odd', 'caf\u00e9'],
    ['set-cookie', 'b=2'],
  ] as const;

  /** Sends one request; the upstream must see one, with the edits in, and nobody is told anything. */
  async function passes(answer: Responder, changes: Partial<Plain> = {}): Promise<RawResponse> {
    const { url, told, ended } = await start(changes);
    const before = upstream.requests.length;
    upstream.respond(answer);
    const response = await send(url, request);
    await waitFor(() => ended.length === 1);
    expect(upstream.requests.slice(before).map((seen) => seen.text())).toEqual([ourBody]);
    expect(told).toEqual([]);
    expect(ended[0]?.refused).not.toBe(true);
    return response;
  }

  it('passes byte for byte: an error that is not about the edits, an empty one, and what only looks like one', async () => {
    const text = (status: string, body: string | Buffer, more: readonly (readonly [string, string])[] = []) =>
      bytesOf(status, [...fields, ...more, ['content-length', String(Buffer.byteLength(body))]], body);
    const encoded = (encoding: string, body: Buffer) => text('400 Bad Request', body, [['content-encoding', encoding]]);
    for (const bytes of [
      text('400 Bad Request', otherError),
      text('400 Nope', ''),
      text('400 Bad Request', Buffer.from([0xff, 0xfe, 0, 0x80])),
      encoded('gzip', zlib.gzipSync(otherError)),
      encoded('gzip', Buffer.from(refusal)),
      encoded('gzip', zlib.gzipSync(refusal).subarray(0, -12)),
      encoded('gzip', zlib.gzipSync(`${refusal}${' '.repeat(8 * 1024 * 1024)}`)),
      encoded('x-unknown', Buffer.from(refusal)),
      text('422 Unprocessable Content', refusal),
      text('401 Unauthorized', refusal),
      text('200 OK', refusal),
    ]) {
      const response = await passes((_seen, reply) => reply.write(bytes));
      expect(response.complete).toBe(true);
      expect(withoutConnection(response)).toBe(bytes.toString('latin1'));
    }
  });

  it('passes in the chunked coding, and to the end of the connection', async () => {
    const chunked = await passes(async (_seen, reply) => {
      await reply.head('400 Bad Request', [...fields, ['transfer-encoding', 'chunked']]);
      for (const part of [otherError.slice(0, 7), otherError.slice(7)]) await reply.chunk(part);
      await reply.lastChunk();
    });
    expect([chunked.text(), chunked.complete]).toEqual([otherError, true]);
    const closed = await passes(async (_seen, reply) => {
      await reply.head('400 Bad Request', fields);
      await reply.write(otherError);
      reply.close();
    });
    expect([closed.text(), closed.complete]).toEqual([otherError, true]);
  });

  it('passes where the check itself fails', async () => {
    const refuses = () => {
      throw new Error('odd');
    };
    expect((await passes(refused, { refuses })).text()).toBe(refusal);
  });

  it('passes cut where it was cut, even where it spoke of the edits', async () => {
    for (const cut of ['reset', 'close'] as const) {
      const response = await passes(async (_seen, reply) => {
        await reply.head('400 Bad Request', [['content-length', '500']]);
        await reply.write(refusal);
        await reply.wait(50);
        reply[cut]();
      });
      expect([response.status, response.text(), response.complete]).toEqual([400, refusal, false]);
    }
  });

  it('passes whole when it is too large to be held, and as it comes from then on', async () => {
    let go: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      go = resolve;
    });
    const large = Buffer.alloc(3_000_000, 'put_in and more. ');
    const { url, told } = await start();
    upstream.respond(async (_seen, reply) => {
      await reply.head('400 Bad Request', [['content-length', String(large.length)]]);
      await reply.write(large.subarray(0, holdLimits.bytes + 1));
      await arrived;
      await reply.write(large.subarray(holdLimits.bytes + 1));
    });
    const exchanged = open(url, request);
    await exchanged.until('put_in');
    go?.();
    const response = await exchanged.response;
    expect([response.complete, response.body.equals(large)]).toEqual([true, true]);
    expect([upstream.requests.length, told]).toEqual([1, []]);
  });

  it('passes once it has been waited for long enough, and as it comes from then on', async () => {
    const { url, told } = await start();
    let answer: Reply | undefined;
    upstream.respond(async (_seen, reply) => {
      answer = reply;
      await reply.head('400 Bad Request', [...json, ['transfer-encoding', 'chunked']]);
      await reply.chunk(refusal);
    });
    const exchanged = open(url, request);
    await exchanged.until(refusal);
    await answer?.chunk('more');
    await exchanged.until('more');
    await answer?.lastChunk();
    expect(await exchanged.response).toMatchObject({ status: 400, complete: true });
    expect([upstream.requests.length, told]).toEqual([1, []]);
  });

  it('passes at once and unread where nothing was put in', async () => {
    const { url, ended } = await start('none');
    let answer: Reply | undefined;
    upstream.respond(async (_seen, reply) => {
      answer = reply;
      await reply.head('400 Bad Request', [['content-length', String(refusal.length)]]);
    });
    const exchanged = open(url, request);
    await exchanged.until('\r\n\r\n');
    await answer?.write(refusal);
    expect((await exchanged.response).text()).toBe(refusal);
    await waitFor(() => ended.length === 1);
    expect(upstream.requests).toHaveLength(1);
    expect(ended[0]).toMatchObject({ status: 400, whole: true });
  });
});

describe('a client that goes away', () => {
  /** Hangs up once the upstream has seen so many requests; the connection of the last must be closed then. */
  async function leaves(answer: Responder, requests: number, ready: (sent: Exchange) => Promise<unknown>) {
    const { url, told, ended } = await start();
    const before = upstream.requests.length;
    let last: Reply | undefined;
    upstream.respond((seen, reply) => {
      last = reply;
      return answer(seen, reply);
    });
    const sent = open(url, request);
    await waitFor(() => upstream.requests.length - before === requests);
    await ready(sent);
    sent.abort();
    await waitFor(() => ended.length === 1 && last?.socket.closed === true);
    expect(upstream.requests.length - before).toBe(requests);
    expect(ended[0]).toMatchObject({ whole: false, aborted: true });
    return { told, status: ended[0]?.status };
  }
  const soon = () => new Promise((resolve) => setTimeout(resolve, 30));
  const startOf =
    (status: string): Responder =>
    async (_seen, reply) => {
      await reply.head(status, [['content-length', '500']]);
      await reply.write(refusal);
    };

  it('ends it all while the first answer is read', async () => {
    expect(await leaves(startOf('400 Bad Request'), 1, soon)).toEqual({ told: [], status: 0 });
  });

  it('ends it all while the second answer is waited for, and while it is relayed', async () => {
    const silent = first(refused, () => {});
    expect(await leaves(silent, 2, soon)).toEqual({ told: [], status: 0 });
    const begun = first(refused, startOf('200 OK'));
    expect(await leaves(begun, 2, (sent) => sent.until(refusal))).toEqual({ told: [true], status: 200 });
  });

  it('ends it all while it leaves unread what was held of a large answer', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, 'a');
    const stall = async (sent: Exchange) => {
      await sent.until('HTTP/1.1 400');
      sent.socket.pause();
      await soon();
    };
    expect(await leaves(answerWith('400 Bad Request', [], large), 1, stall)).toEqual({ told: [], status: 400 });
  });
});

describe('the connections of refused requests', () => {
  it('are used again, whatever was answered', async () => {
    const { url, told } = await start();
    const large = answerWith('400 Bad Request', [], Buffer.alloc(200_000, 'a'));
    for (let round = 0; round < 10; round++) {
      for (const answer of [
        first(refused, plainAnswer),
        refused,
        answerWith('400 Bad Request', json, otherError),
        large,
      ]) {
        upstream.respond(answer);
        expect((await send(url, request)).complete).toBe(true);
      }
    }
    expect(upstream.requests).toHaveLength(60);
    // The second attempt may leave before the first one's connection counts as free.
    expect(new Set(upstream.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(2);
    expect(told.filter((accepted) => accepted)).toHaveLength(10);
    expect(told).toHaveLength(20);
  });
});

describe('unlessRefused', () => {
  const { signal } = new AbortController();
  const plain: Plain = { body: Buffer.alloc(0), without: new Set(), refuses: () => true, onRefused: () => {} };
  const text = 'no error message, but something long';

  /** An answer of which only the head, or that and a part, has come in time. */
  async function begun(part: string, bytes = 1000): Promise<{ reply: Reply; body: Readable }> {
    const dispatch = createDispatch({});
    undo.push(() => dispatch.close());
    let reply: Reply | undefined;
    upstream.respond(async (_seen, to) => {
      reply = to;
      await to.head('400 Bad Request', [['content-length', String(text.length)]]);
      await to.write(part);
    });
    const outgoing = { origin: upstream.url, path: '/', method: 'POST', headers: [], body: Buffer.alloc(1), signal };
    const incoming = await dispatch.send(outgoing);
    const passed = await unlessRefused(incoming, plain, signal, { bytes, waitMs: 50 });
    expect(passed).toMatchObject({ status: 400, headers: incoming.headers });
    return { reply: reply as Reply, body: passed?.body as Readable };
  }

  it('gives an answer that shows no byte in time', async () => {
    const { reply, body } = await begun('');
    await reply.write(text);
    expect(Buffer.concat(await body.toArray()).toString()).toBe(text);
  });

  it('gives what was held of an answer that is cut before anybody reads on, and then the cut', async () => {
    for (const bytes of [1000, 4]) {
      const { reply, body } = await begun('no error', bytes);
      reply.reset();
      await once(reply.socket, 'close');
      await new Promise((resolve) => setTimeout(resolve, 50));
      let read = '';
      body.on('data', (chunk) => {
        read += chunk;
      });
      await expect(once(body, 'end')).rejects.toThrow();
      expect(read).toBe('no error');
    }
  });
});
