import { describe, expect, it } from 'vitest';
import { isExcluded } from '../../../src/proxy/connections/no-proxy.ts';
import { proxyFor, readProxy } from '../../../src/proxy/connections/proxy-server.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('readProxy', () => {
  it.each([
    ['127.0.0.1:3128', 'http://127.0.0.1:3128', undefined],
    ['proxy.corp.test:8080', 'http://proxy.corp.test:8080', undefined],
    ['proxy.corp.test', 'http://proxy.corp.test', undefined],
    ['localhost:3128/', 'http://localhost:3128', undefined],
    ['[::1]:3128', 'http://[::1]:3128', undefined],
    ['HTTP://Proxy.test:80', 'http://proxy.test', undefined],
    ['https://proxy.test:8443', 'https://proxy.test:8443', undefined],
    ['user:pass@proxy.test:1', 'http://proxy.test:1', basic('user:pass')],
    ['http://user:100%sure@proxy.test:1', 'http://proxy.test:1', basic('user:100%sure')],
    ['http://user:50%@proxy.test:1', 'http://proxy.test:1', basic('user:50%')],
    ['http://user:a%2@proxy.test:1', 'http://proxy.test:1', basic('user:a%2')],
    ['http://us%40er:p%3Ass%25@proxy.test:1', 'http://proxy.test:1', basic('us@er:p:ss%')],
    ['http://user:p@ss@proxy.test:1', 'http://proxy.test:1', basic('user:p@ss')],
    ['http://user:gr%C3%BCn@proxy.test:1', 'http://proxy.test:1', basic('user:grün')],
    ['http://user:grün^|@proxy.test:1', 'http://proxy.test:1', basic('user:grün^|')],
    ['http://token@proxy.test:1', 'http://proxy.test:1', basic('token:')],
  ])('%s', (text, origin, authorization) => {
    const proxy = readProxy(text);
    expect(proxy.url.origin).toBe(origin);
    expect(proxy.authorization).toBe(authorization);
    expect(proxy.url.username + proxy.url.password).toBe('');
  });

  it.each(['socks5://127.0.0.1:1080', 'socks5h://h:1', 'socks4://h:1', 'socks://h:1', 'SOCKS5://h:1'])(
    'has one clear line for %s',
    (text) => {
      expect(() => readProxy(text)).toThrow(/SOCKS proxy .*does not speak; set HTTPS_PROXY to http:/);
    },
  );

  it.each(['ftp://h:1', 'http://', 'http://h:99999', 'user:secret@h:port'])('says what is wrong with %s', (text) => {
    expect(() => readProxy(text)).toThrow(/^expected /);
    expect(() => readProxy(text)).not.toThrow(/secret/);
  });
});

describe('proxyFor', () => {
  const route = { httpProxy: 'a.test:1', httpsProxy: 'b.test:2', noProxy: 'inner.test' };

  it('goes by the scheme of the origin, and past what is excluded', () => {
    expect(proxyFor(new URL('http://x.test'), route)?.url.host).toBe('a.test:1');
    expect(proxyFor(new URL('https://x.test'), route)?.url.host).toBe('b.test:2');
    expect(proxyFor(new URL('https://api.inner.test'), route)).toBeUndefined();
    expect(proxyFor(new URL('https://x.test'), { httpsProxy: ' ' })).toBeUndefined();
    expect(proxyFor(new URL('https://inner.test'), { ...route, httpsProxy: 'socks5://h:1' })).toBeUndefined();
  });
});

describe('isExcluded', () => {
  const cases: readonly (readonly [origin: string, list: string, excluded: boolean])[] = [
    ...[
      '*',
      'api.example.com',
      'example.com',
      '.example.com',
      '*.example.com',
      'example.com.',
      'x.test,API.EXAMPLE.COM',
    ].map((list) => ['https://api.example.com', list, true] as const),
    ['https://api.example.com', 'x.test example.com:443', true],
    ...['', 'ample.com', 'api.example', 'example.com:8443', 'pi.example.com', 'www.api.example.com'].map(
      (list) => ['https://api.example.com', list, false] as const,
    ),
    ['http://[::1]:8080', '::1', true],
    ['http://[::1]:8080', '[::1]', true],
    ['http://[::1]:8080', '::/64', true],
    ['http://10.1.2.3', '10.0.0.0/8', true],
    ['http://10.1.2.3', '192.168.0.0/16,10.1.2.3/32', true],
    ['http://10.1.2.3', '10.0.0.0/16', false],
    ['http://10.1.2.3', '10.0.0.0/99', false],
    ['http://10.1.2.3', '::/0', false],
    ['http://ten.test', '10.0.0.0/8', false],
  ];

  it.each(cases)('%s by "%s": %s', (origin, list, excluded) => {
    expect(isExcluded(new URL(origin), list)).toBe(excluded);
  });
});
