import { once } from 'node:events';
import { createServer } from 'node:net';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { holdLimits } from '../../src/proxy/refusal.ts';
import { answerWith, plainAnswer, type Reply, type Responder } from '../harness/fake-upstream.ts';
import { type Exchange, open, send } from '../harness/raw-client.ts';
import {
  bytesOf,
  clientBody,
  first,
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
import { rawZstd } from '../harness/zstd-frames.ts';

const bench = useRefusable();

describe('a request whose edits the upstream refuses', () => {
  it('goes up once more as the client sent it, and the client sees that answer alone', async () => {
    const { url, told, ended } = await bench.start();
    bench.upstream.respond(first(refused, plainAnswer));
    const response = await send(url, request);
    expect(response.status).toBe(200);
    expect(response.raw.toString()).not.toContain('put_in');
    const [one, two] = bench.upstream.requests;
    expect(bench.upstream.requests).toHaveLength(2);
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
      const { url, told, ended } = await bench.start();
      const before = bench.upstream.requests.length;
      const second = bytesOf(status, [['x-second', '1'], ['content-length', '6'], ...json], 'put_in');
      bench.upstream.respond(first(refused, (_seen, reply) => reply.write(second)));
      expect(withoutConnection(await send(url, request))).toBe(second.toString());
      expect(bench.upstream.requests.length - before).toBe(2);
      expect(bench.upstream.requests.at(-1)?.text()).toBe(clientBody);
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
      const { url, told } = await bench.start();
      bench.upstream.respond(
        first(answerWith('400 Bad Request', [...json, ['content-encoding', encoding]], body), plainAnswer),
      );
      expect((await send(url, request)).status).toBe(200);
      expect(told).toEqual([true]);
    }
  });

  it('is known in a chunked answer that comes in pieces, up to the limit', async () => {
    const { url, told } = await bench.start();
    bench.upstream.respond(
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
    const gone = await bench.start({}, `http://127.0.0.1:${port}`);
    const response = await send(gone.url, request);
    expect([response.status, response.complete]).toEqual([502, true]);
    expect(JSON.parse(response.text())).toMatchObject({ type: 'error' });
    const lost = await bench.start();
    bench.upstream.respond(first(refused, (_seen, reply) => reply.reset()));
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
    const { url } = await bench.start({ onRefused });
    bench.upstream.respond(first(refused, plainAnswer));
    expect((await send(url, request)).status).toBe(200);
  });
});

describe('a client that goes away', () => {
  /** Hangs up once the upstream has seen so many requests; the connection of the last must be closed then. */
  async function leaves(answer: Responder, requests: number, ready: (sent: Exchange) => Promise<unknown>) {
    const { url, told, ended } = await bench.start();
    const before = bench.upstream.requests.length;
    let last: Reply | undefined;
    bench.upstream.respond((seen, reply) => {
      last = reply;
      return answer(seen, reply);
    });
    const sent = open(url, request);
    await waitFor(() => bench.upstream.requests.length - before === requests);
    await ready(sent);
    sent.abort();
    await waitFor(() => ended.length === 1 && last?.socket.closed === true);
    expect(bench.upstream.requests.length - before).toBe(requests);
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
    const { url, told } = await bench.start();
    const large = answerWith('400 Bad Request', [], Buffer.alloc(200_000, 'a'));
    for (let round = 0; round < 10; round++) {
      for (const answer of [
        first(refused, plainAnswer),
        refused,
        answerWith('400 Bad Request', json, otherError),
        large,
      ]) {
        bench.upstream.respond(answer);
        expect((await send(url, request)).complete).toBe(true);
      }
    }
    expect(bench.upstream.requests).toHaveLength(60);
    // The second attempt may leave before the first one's connection counts as free.
    expect(new Set(bench.upstream.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(2);
    expect(told.filter((accepted) => accepted)).toHaveLength(10);
    expect(told).toHaveLength(20);
  });
});
