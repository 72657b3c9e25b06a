import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOutput, codexFields, codexRequest, postCodex, shellCall, withoutOutputs } from '../harness/codex-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';
import { rawZstd } from '../harness/zstd-frames.ts';

const proxied = useProxied();

describe('encoded bodies', () => {
  it('T43 encoded bodies: the very bytes when nothing is compressed, truthful plain JSON otherwise', async () => {
    const small = Buffer.from(JSON.stringify(codexRequest([shellCall('t43', 'ls'), callOutput('t43', 'a b c')])));
    const large = Buffer.from(
      JSON.stringify(codexRequest([shellCall('t43L', 'make'), callOutput('t43L', buildLog(43))])),
    );
    const encoders: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
      ['zstd', (bytes) => rawZstd(bytes)],
      ['zstd', (bytes) => Buffer.concat([rawZstd(bytes.subarray(0, 100)), rawZstd(bytes.subarray(100))])],
    ];
    for (const [encoding, encode] of encoders) {
      const header = ['content-encoding', encoding] as const;
      const untouched = (await postCodex(proxied, encode(small), [header])).seen;
      expect(untouched.body.equals(encode(small))).toBe(true);
      expect(endToEnd(untouched.fields)).toEqual([...codexFields, header]);
      const shortened = (await postCodex(proxied, encode(large), [header])).seen;
      expect(shortened.field('content-encoding')).toBeUndefined();
      expect(endToEnd(shortened.fields)).toEqual(codexFields);
      expect(shortened.body.length).toBeLessThan(large.length * 0.7);
      expect(withoutOutputs(shortened.text())).toEqual(withoutOutputs(large.toString()));
    }
  });

  it('T43 broken and unknown encodings go through untouched, and a bomb costs less than 100 MB', async () => {
    const streamed = readFileSync(new URL('../fixtures/proxy/streamed.zst', import.meta.url));
    const bomb = rawZstd(200 * 1024 * 1024);
    const cases = [
      ['zstd', streamed.subarray(0, 3000)],
      ['zstd', Buffer.from('no zstd')],
      ['gzip', gzipSync('x').subarray(0, 10)],
      ['snappy', Buffer.from('whatever')],
      ['zstd', streamed],
      ['zstd', bomb],
    ] as const;
    const before = proxied.headroom.rss();
    for (const [encoding, bytes] of cases) {
      const { response, seen } = await postCodex(proxied, bytes, [['content-encoding', encoding]]);
      expect(seen.body.equals(bytes)).toBe(true);
      expect(seen.field('content-encoding')).toBe(encoding);
      expect(response.status).toBe(200);
    }
    expect(proxied.headroom.rss() - before).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('Codex upstreams', () => {
  let subscription: FakeUpstream;
  let api: FakeUpstream;
  let headroom: Headroom;

  beforeAll(async () => {
    subscription = await startFakeUpstream();
    api = await startFakeUpstream();
    const args = ['--chatgpt-url', `${subscription.url}/backend-api/codex`, '--openai-url', `${api.url}/v1`];
    headroom = await startHeadroom({ upstream: api.url, args });
  });
  afterAll(async () => {
    await headroom.stop();
    await subscription.close();
    await api.close();
  });

  it('T44 a subscription goes to its own upstream, an API key to the other, models included', async () => {
    const body = JSON.stringify(codexRequest([]));
    const account = [...codexFields, ['ChatGPT-Account-ID', 'acc_1']] as const;
    await send(headroom.url(), { target: '/v1/responses', fields: account, body });
    await send(headroom.url(), { method: 'GET', target: '/v1/models?client_version=0.169.0', fields: account });
    expect(subscription.requests.map(({ line }) => line)).toEqual([
      'POST /backend-api/codex/responses HTTP/1.1',
      'GET /backend-api/codex/models?client_version=0.169.0 HTTP/1.1',
    ]);
    expect(subscription.requests.every((request) => request.field('chatgpt-account-id') === 'acc_1')).toBe(true);
    expect(api.requests).toHaveLength(0);
    await send(headroom.url(), { target: '/v1/responses', fields: codexFields, body });
    await send(headroom.url(), { method: 'GET', target: '/v1/models?client_version=0.169.0', fields: codexFields });
    expect(api.requests.map(({ line }) => line)).toEqual([
      'POST /v1/responses HTTP/1.1',
      'GET /v1/models?client_version=0.169.0 HTTP/1.1',
    ]);
    expect(api.requests.some((request) => request.field('chatgpt-account-id') !== undefined)).toBe(false);
    expect(subscription.requests).toHaveLength(2);
  });
});
