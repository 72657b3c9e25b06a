import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claudeFields, claudeRequest, claudeTarget, oneResult, prompt } from '../harness/claude-shape.ts';
import { plainAnswer } from '../harness/fake-upstream.ts';
import { useProxied } from '../harness/proxied.ts';
import type { RawRequest } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied({ args: ['--store-max-bytes', '1MB'] });
const body = JSON.stringify(claudeRequest([prompt('Hello.')]));

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

describe('the door', () => {
  const routes: readonly RawRequest[] = [
    { target: claudeTarget, body },
    { target: '/v1/responses', body: '{}' },
    { method: 'GET', target: '/v1/models' },
    { method: 'GET', target: '/health' },
    { method: 'GET', target: '/stats' },
    { method: 'GET', target: '/v1/retrieve/0123456789abcdef01234567' },
    { target: '/v1/compress', body: '{"messages":[]}' },
    { method: 'OPTIONS', target: claudeTarget },
    { method: 'HEAD', target: '/' },
  ];
  const upgrade = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ] as const;

  it('T69 strange hosts, origins and targets are refused on every route, and the upstream sees nothing', async () => {
    const { port } = new URL(proxied.headroom.url());
    const loopback = ['Host', `127.0.0.1:${port}`] as const;
    const bad = [
      [['Host', `evil.test:${port}`]],
      [['Host', '127.0.0.1.evil.test']],
      [['Host', `169.254.169.254:${port}`]],
      [loopback, ['Origin', 'https://evil.test']],
      [loopback, ['Origin', 'null']],
      [loopback, ['x-headroom-base-url', 'http://169.254.169.254']],
    ] as const;
    const before = proxied.upstream.requests.length;
    for (const fields of bad) {
      for (const route of [...routes, { method: 'GET', target: '/v1/responses', fields: upgrade }]) {
        const response = await proxied.open({ ...route, fields: [...fields, ...(route.fields ?? [])] }).response;
        expect(response.status, `${JSON.stringify(fields)} ${route.target}`).toBe(403);
        expect(response.fields.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
      }
    }
    for (const target of ['http://evil.test/v1/messages', `http://127.0.0.1:${port}/v1/messages`, '*']) {
      expect((await proxied.open({ target, body }).response).status).toBe(403);
    }
    expect(proxied.upstream.requests.length).toBe(before);
  });

  it('T69 loopback names and origins pass, and no answer of ours has CORS headers', async () => {
    const { port } = new URL(proxied.headroom.url());
    for (const fields of [
      [['Host', `localhost:${port}`]],
      [['Host', `[::1]:${port}`]],
      [
        ['Host', `127.0.0.1:${port}`],
        ['Origin', `http://localhost:${port}`],
      ],
    ] as const) {
      expect((await proxied.exchange({ target: claudeTarget, fields, body })).response.status).toBe(200);
    }
    const health = await proxied.open({ method: 'GET', target: '/health' }).response;
    expect(health.status).toBe(200);
    expect(health.fields.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
  });
});

describe('the state folder', () => {
  it('T71 holds no secret of a header and no prompt; files are 0600 in folders 0700', async () => {
    const secret = 'sk-ant-api03-S3CRET-s3cret';
    const password = 'correct-horse-battery-staple';
    const fields = [
      ...claudeFields.filter(([name]) => name !== 'x-api-key'),
      ['x-api-key', secret],
      ['Authorization', `Bearer ${secret}`],
    ] as const;
    const messages = [prompt(`The password is ${password}.`), ...oneResult('t71', buildLog(71))];
    proxied.upstream.respond(plainAnswer);
    const { response } = await proxied.exchange({
      target: `${claudeTarget}&key=${secret}`,
      fields,
      body: JSON.stringify(claudeRequest(messages)),
    });
    expect(response.status).toBe(200);
    await proxied.headroom.kill();
    await proxied.headroom.restart();
    const files = filesBelow(proxied.headroom.home);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const bytes = readFileSync(file);
      expect(bytes.includes(secret), file).toBe(false);
      expect(bytes.includes(password), file).toBe(false);
      expect((statSync(file).mode & 0o777).toString(8), file).toBe('600');
      expect((statSync(path.dirname(file)).mode & 0o777).toString(8), path.dirname(file)).toBe('700');
    }
    expect(proxied.headroom.stderr()).not.toContain(secret);
  });
});

describe('soak', () => {
  it.runIf(process.platform === 'linux')(
    'T72 a thousand requests leave memory and descriptors flat, and the newest original is kept',
    async () => {
      proxied.upstream.respond(plainAnswer);
      const round = async (count: number, from: number) => {
        for (let at = 0; at < count; at += 10) {
          const exchanges = Array.from({ length: 10 }, (_, index) => {
            const id = from + at + index;
            const text = id % 10 === 0 ? buildLog(id, 300) : `short ${id}`;
            return proxied.open({
              target: claudeTarget,
              fields: claudeFields,
              body: JSON.stringify(claudeRequest(oneResult(`t72-${id}`, text))),
            }).response;
          });
          for (const response of await Promise.all(exchanges)) expect(response.status).toBe(200);
        }
      };
      await round(300, 0);
      const memory = proxied.headroom.rss();
      const descriptors = proxied.headroom.descriptors();
      await round(1000, 300);
      proxied.upstream.requests.length = 0;
      expect(proxied.headroom.descriptors()).toBeLessThan(descriptors + 30);
      expect(proxied.headroom.rss() - memory).toBeLessThan(80 * 1024 * 1024);
      const newest = buildLog(999_999, 300);
      const body = JSON.stringify(claudeRequest(oneResult('t72-newest', newest)));
      const seen = await proxied.body(body);
      const handle = /hash=([0-9a-f]{24})/.exec(seen)?.[1];
      const { code, stdout } = await proxied.headroom.run(['retrieve', handle ?? 'none']);
      expect(code).toBe(0);
      expect(stdout.toString() === newest).toBe(true);
    },
  );
});
