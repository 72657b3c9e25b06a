import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../src/proxy/security.ts';

const request = (headers: Record<string, string>, url = '/v1/messages') =>
  ({ url, headers: { host: '127.0.0.1:8787', ...headers } }) as unknown as IncomingMessage;

describe('refusal', () => {
  it.each(['127.0.0.1:1', 'localhost:8787', '[::1]:8787', '127.9.9.9', 'LOCALHOST'])('lets Host %s pass', (host) => {
    expect(refusal(request({ host }))).toBeUndefined();
  });

  it.each(['evil.test:8787', '127.0.0.1.evil.test', 'localhost.evil.test:80', '10.0.0.1', '::1.evil.test', ''])(
    'refuses Host %j',
    (host) => {
      expect(refusal(request({ host }))).toBeDefined();
    },
  );

  it.each(['https://evil.test', 'null', 'http://127.0.0.1.evil.test'])('refuses Origin %s', (origin) => {
    expect(refusal(request({ origin }))).toBeDefined();
  });

  it('lets a loopback Origin pass', () => {
    expect(refusal(request({ origin: 'http://localhost:3000' }))).toBeUndefined();
  });

  it('lets no request choose its upstream', () => {
    expect(refusal(request({ 'x-headroom-base-url': 'http://169.254.169.254' }))).toBeDefined();
    expect(refusal(request({}, 'http://evil.test/v1/messages'))).toBeDefined();
  });
});
