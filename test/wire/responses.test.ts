import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/model/usage.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult, prompt } from '../harness/claude-shape.ts';
import { answerWith, plainAnswer } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();
const body = JSON.stringify(claudeRequest([prompt('Hello.')]));
const request = { target: claudeTarget, fields: claudeFields, body };
const streamFields = [
  ['Content-Type', 'text/event-stream; charset=utf-8'],
  ['Transfer-Encoding', 'chunked'],
] as const;

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

const begin = event('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    usage: { input_tokens: 7, cache_creation_input_tokens: 30, cache_read_input_tokens: 500, output_tokens: 1 },
  },
});
const delta = (text: string) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
const finish =
  event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } }) +
  event('message_stop', {});

/** The ledger's newest row, once it has as many as there were requests. */
async function booked(requests: number): Promise<{ usage: Usage; failed: boolean }> {
  for (;;) {
    const store = openReadOnly(proxied.headroom.home);
    try {
      const rows = [...store.requests()];
      const last = store.lastRequest();
      if (rows.length >= requests && last !== undefined) return { usage: last.usage, failed: last.failed };
    } finally {
      store.close();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('answers', () => {
  it('T27 errors pass as they are, and each is one request', async () => {
    const long =
      '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}';
    const json = [
      ['content-type', 'application/json'],
      ['request-id', 'req_1'],
      ['x-should-retry', 'true'],
    ] as const;
    const answers = [
      ['400 Bad Request', json, long],
      [
        '400 Bad Request',
        json,
        '{"error":{"message":"messages.1.content.0.thinking: Invalid `signature` in `thinking` block"}}',
      ],
      ['401 Unauthorized', json, '{"error":{"type":"authentication_error"}}'],
      ['403 Forbidden', json, '{}'],
      ['413 Payload Too Large', json, '{"error":{"type":"request_too_large"}}'],
      [
        '429 Too Many Requests',
        [...json, ['retry-after', '17'], ['anthropic-ratelimit-unified-status', 'rejected']],
        '{}',
      ],
      ['529 Overloaded', json, '{"error":{"type":"overloaded_error"}}'],
      ['502 Bad Gateway', [['content-type', 'text/html']], '<html><h1>502</h1></html>'],
    ] as const;
    const big = JSON.stringify(claudeRequest(oneResult('t27', buildLog(27))));
    for (const [status, fields, text] of answers) {
      proxied.upstream.respond(answerWith(status, fields, text));
      const { response } = await proxied.exchange({ ...request, body: big });
      expect(response.line).toBe(`HTTP/1.1 ${status}`);
      expect(endToEnd(response.fields)).toEqual(fields);
      expect(response.text()).toBe(text);
    }
  });

  it('T28 an error in the middle of a stream passes, and nothing is made up after it', async () => {
    const events =
      begin + delta('a') + delta('b') + event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', streamFields);
      await reply.chunk(events);
      await reply.lastChunk();
      reply.close();
    });
    const { response } = await proxied.exchange(request);
    expect(response.text()).toBe(events);
    expect(response.complete).toBe(true);
    expect((await booked(proxied.upstream.requests.length)).failed).toBe(true);
  });

  it('T29 a stream that is cut reaches the client cut, with every byte before', async () => {
    for (const cut of ['reset', 'close'] as const) {
      proxied.upstream.respond(async (_request, reply) => {
        await reply.head('200 OK', streamFields);
        await reply.chunk(begin + delta('half'));
        await reply.wait(50);
        reply[cut]();
      });
      const { response } = await proxied.exchange(request);
      expect(response.text()).toBe(begin + delta('half'));
      expect(response.complete).toBe(false);
      expect((await booked(proxied.upstream.requests.length)).failed).toBe(true);
    }
  });

  it('T30 chunk boundaries anywhere change no byte and no figure', async () => {
    const events = Buffer.from(
      `${begin.replaceAll('\n', '\r\n')}${delta('robot 🤖 é')}${delta(`x${'y'.repeat(3_000_000)}`)}${finish}`,
    );
    const sizes = [1, 2, 3, 7, 100_000];
    for (const size of sizes) {
      proxied.upstream.respond(async (_request, reply) => {
        await reply.head('200 OK', streamFields);
        const small = Math.min(events.length, size < 100 ? 900 : 0);
        for (let at = 0; at < small; at += size) await reply.chunk(events.subarray(at, Math.min(at + size, small)));
        for (let at = small; at < events.length - 300; at += 100_000)
          await reply.chunk(events.subarray(at, Math.min(at + 100_000, events.length - 300)));
        for (let at = events.length - 300; at < events.length; at += size)
          await reply.chunk(events.subarray(at, at + size));
        await reply.lastChunk();
      });
      const { response } = await proxied.exchange(request);
      expect(response.body.equals(events)).toBe(true);
      const { usage, failed } = await booked(proxied.upstream.requests.length);
      expect(usage).toEqual({ uncached: 7, write: 30, writeLong: 0, read: 500, output: 42 });
      expect(failed).toBe(false);
    }
  });

  it('T31 each ping reaches the client before the next is written', async () => {
    let next: (() => void) | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', streamFields);
      for (let ping = 0; ping < 10; ping++) {
        const arrived = new Promise<void>((resolve) => {
          next = resolve;
        });
        await reply.chunk(`: ${ping}\nevent: ping\ndata: {"type": "ping"}\n\n`);
        await arrived;
        await reply.wait(200);
      }
      await reply.chunk(finish);
      await reply.lastChunk();
    });
    const exchange = proxied.open(request);
    for (let ping = 0; ping < 10; ping++) {
      await exchange.until(`: ${ping}\n`);
      next?.();
    }
    expect((await exchange.response).text().endsWith(finish)).toBe(true);
  });

  it('T32 status and headers reach the client before there is a body', async () => {
    let go: (() => void) | undefined;
    const seen = new Promise<void>((resolve) => {
      go = resolve;
    });
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', [['request-id', 'req_32'], ...streamFields]);
      await seen;
      await reply.chunk(finish);
      await reply.lastChunk();
    });
    const exchange = proxied.open(request);
    await exchange.until('\r\n\r\n');
    go?.();
    const response = await exchange.response;
    expect(response.field('request-id')).toBe('req_32');
    expect(response.text()).toBe(finish);
  });

  it('T33 a client that hangs up closes the upstream’s connection', async () => {
    let closed: Promise<unknown> | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      closed = once(reply.socket, 'close');
      await reply.head('200 OK', streamFields);
      await reply.chunk(begin + delta('a'));
    });
    const exchange = proxied.open(request);
    await exchange.until(delta('a'));
    exchange.abort();
    await closed;
    let asked: Promise<unknown> | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      asked = once(reply.socket, 'close');
    });
    const waiting = proxied.open(request);
    while (asked === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.abort();
    await asked;
  });

  it('T34 response headers arrive once each, streamed or not', async () => {
    const fields = [
      ['Date', 'Fri, 20 Nov 2026 10:00:00 GMT'],
      ['Server', 'cloudflare'],
      ['request-id', 'req_34'],
      ['anthropic-ratelimit-unified-reset', '1763640000'],
      ['anthropic-ratelimit-requests-remaining', '9'],
      ['retry-after', '3'],
      ['CF-RAY', 'abc-FRA'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ] as const;
    proxied.upstream.respond(
      answerWith('200 OK', [['content-type', 'application/json; charset=utf-8'], ...fields], '{}'),
    );
    const { response: whole } = await proxied.exchange(request);
    expect(endToEnd(whole.fields)).toEqual([['content-type', 'application/json; charset=utf-8'], ...fields]);
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', [...fields, ...streamFields]);
      await reply.chunk(finish);
      await reply.lastChunk();
    });
    const { response: streamed } = await proxied.exchange(request);
    expect(endToEnd(streamed.fields)).toEqual([...fields, ['Content-Type', 'text/event-stream; charset=utf-8']]);
  });

  it('T35 encoded answers pass as they are', async () => {
    const zstd = readFileSync(new URL('../fixtures/proxy/streamed.zst', import.meta.url));
    const events = begin + delta('a') + finish;
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(events)],
      ['br', brotliCompressSync(events)],
      ['zstd', zstd],
      ['gzip', Buffer.from('not gzip at all')],
    ] as const) {
      proxied.upstream.respond(
        answerWith(
          '200 OK',
          [
            ['content-type', 'text/event-stream'],
            ['content-encoding', encoding],
          ],
          bytes,
        ),
      );
      const { response, seen } = await proxied.exchange({
        ...request,
        fields: [...claudeFields, ['Accept-Encoding', 'gzip, br, zstd']],
      });
      expect(seen.field('accept-encoding')).toBe('gzip, br, zstd');
      expect(response.field('content-encoding')).toBe(encoding);
      expect(response.body.equals(bytes)).toBe(true);
    }
  });

  it('T39 an upstream that closes each connection costs nothing, and T39 sees each request once', async () => {
    proxied.upstream.respond(async (incoming, reply) => {
      await plainAnswer(incoming, reply);
      reply.close();
    });
    for (let round = 0; round < 5; round++) expect((await proxied.exchange(request)).response.status).toBe(200);
  });

  it('T70 redirects go back to the client and are not followed', async () => {
    for (const status of ['307 Temporary Redirect', '301 Moved Permanently', '302 Found']) {
      proxied.upstream.respond(answerWith(status, [['location', 'http://127.0.0.1:9/elsewhere']], ''));
      const { response } = await proxied.exchange(request);
      expect(response.line).toBe(`HTTP/1.1 ${status}`);
      expect(response.field('location')).toBe('http://127.0.0.1:9/elsewhere');
    }
  });
});

describe('without an upstream', () => {
  it('T38 a refused connection and a failed TLS handshake are a 502 in the API’s own shape', async () => {
    const silent = createServer((socket) => void socket.end('no TLS here'));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      for (const upstream of ['http://127.0.0.1:9', `https://127.0.0.1:${port}`]) {
        const headroom = await startHeadroom({ upstream });
        try {
          const response = await send(headroom.url(), request);
          expect([502, 503]).toContain(response.status);
          expect(response.field('content-type')).toContain('application/json');
          expect(JSON.parse(response.text())).toMatchObject({ type: 'error', error: { type: 'api_error' } });
        } finally {
          await headroom.stop();
        }
      }
    } finally {
      silent.close();
    }
  });
});
