import { once } from 'node:events';
import type { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { holdLimits, type Plain, unlessRefused } from '../../src/proxy/refusal.ts';
import type { Reply, Responder } from '../harness/fake-upstream.ts';
import { open, type RawResponse, send } from '../harness/raw-client.ts';
import {
  bytesOf,
  json,
  otherError,
  ourBody,
  refusal,
  refused,
  request,
  useRefusable,
  waitFor,
  withoutConnection,
} from '../harness/refusable.ts';

const bench = useRefusable();

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
    const { url, told, ended } = await bench.start(changes);
    const before = bench.upstream.requests.length;
    bench.upstream.respond(answer);
    const response = await send(url, request);
    await waitFor(() => ended.length === 1);
    expect(bench.upstream.requests.slice(before).map((seen) => seen.text())).toEqual([ourBody]);
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
    const { url, told } = await bench.start();
    bench.upstream.respond(async (_seen, reply) => {
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
    expect([bench.upstream.requests.length, told]).toEqual([1, []]);
  });

  it('passes once it has been waited for long enough, and as it comes from then on', async () => {
    const { url, told } = await bench.start();
    let answer: Reply | undefined;
    bench.upstream.respond(async (_seen, reply) => {
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
    expect([bench.upstream.requests.length, told]).toEqual([1, []]);
  });

  it('passes at once and unread where nothing was put in', async () => {
    const { url, ended } = await bench.start('none');
    let answer: Reply | undefined;
    bench.upstream.respond(async (_seen, reply) => {
      answer = reply;
      await reply.head('400 Bad Request', [['content-length', String(refusal.length)]]);
    });
    const exchanged = open(url, request);
    await exchanged.until('\r\n\r\n');
    await answer?.write(refusal);
    expect((await exchanged.response).text()).toBe(refusal);
    await waitFor(() => ended.length === 1);
    expect(bench.upstream.requests).toHaveLength(1);
    expect(ended[0]).toMatchObject({ status: 400, whole: true });
  });
});

describe('unlessRefused', () => {
  const { signal } = new AbortController();
  const plain: Plain = { body: Buffer.alloc(0), without: new Set(), refuses: () => true, onRefused: () => {} };
  const text = 'no error message, but something long';

  /** An answer of which only the head, or that and a part, has come in time. */
  async function begun(part: string, bytes = 1000): Promise<{ reply: Reply; body: Readable }> {
    let reply: Reply | undefined;
    bench.upstream.respond(async (_seen, to) => {
      reply = to;
      await to.head('400 Bad Request', [['content-length', String(text.length)]]);
      await to.write(part);
    });
    const outgoing = {
      origin: bench.upstream.url,
      path: '/',
      method: 'POST',
      headers: [],
      body: Buffer.alloc(1),
      signal,
    };
    const incoming = await bench.dispatch().send(outgoing);
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
