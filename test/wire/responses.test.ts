import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { begin, delta, finish, streamFields } from '../harness/claude-events.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult, prompt } from '../harness/claude-shape.ts';
import { answerWith, plainAnswer } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();
const body = JSON.stringify(claudeRequest([prompt('Hello.')]));
const request = { target: claudeTarget, fields: claudeFields, body };

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
