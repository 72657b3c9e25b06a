import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createConnections } from '../../src/proxy/connections/connect.ts';
import { createDispatch, type Outgoing } from '../../src/proxy/dispatch.ts';
import { type OnConnect, startGateway, startHttpProxy, tlsText } from '../harness/outside.ts';

const undo: (() => void)[] = [];

afterEach(() => {
  for (const each of undo.splice(0)) each();
});

async function behind(onConnect: OnConnect, secure = false, secureProxy = false) {
  const gateway = await startGateway({ secure });
  const proxy = await startHttpProxy(gateway.port, onConnect, secureProxy);
  const named = `${secureProxy ? 'https://' : ''}user:100%sure@127.0.0.1:${proxy.port}`;
  const trust = { certificates: [tlsText('root.pem')], problems: [], system: async () => [] };
  const dispatch = createDispatch(createConnections({ httpProxy: named, httpsProxy: named }, trust));
  undo.push(gateway.close, proxy.close, () => void dispatch.close());
  const send = async (changes: Partial<Outgoing> = {}) => {
    const outgoing = {
      origin: `${secure ? 'https' : 'http'}://gateway.test`,
      path: '/v1/x?y=%20',
      method: 'POST',
      headers: ['A', '1', 'a', '2'],
      body: Buffer.from('body'),
      signal: new AbortController().signal,
      ...changes,
    };
    const answer = await dispatch.send(outgoing);
    return { status: answer.status, body: await text(answer.body) };
  };
  return { gateway, proxy, send };
}

const authorization = `Basic ${Buffer.from('user:100%sure').toString('base64')}`;

describe('a plain upstream behind an HTTP proxy', () => {
  it('is reached through a tunnel where the proxy opens one', async () => {
    const { gateway, proxy, send } = await behind('open');
    expect(await send()).toEqual({ status: 200, body: '{}' });
    expect(gateway.seen).toMatchObject([{ url: '/v1/x?y=%20', host: 'gateway.test', body: 'body' }]);
    expect(new Set(proxy.seen.map(({ line }) => line))).toEqual(new Set(['CONNECT gateway.test:80']));
  });

  it.each<OnConnect>([400, 403, 404, 405, 501, 'close'])(
    'is asked in absolute form where CONNECT is answered by %s',
    async (onConnect) => {
      const { gateway, proxy, send } = await behind(onConnect);
      expect(await send()).toEqual({ status: 200, body: '{}' });
      expect(await send({ body: Readable.from([Buffer.from('str'), Buffer.from('eam')]) })).toMatchObject({
        status: 200,
      });
      expect(await send({ method: 'GET', body: undefined, path: '/' })).toMatchObject({ status: 200 });
      expect(gateway.seen).toMatchObject([
        { url: '/v1/x?y=%20', host: 'gateway.test', body: 'body' },
        { url: '/v1/x?y=%20', host: 'gateway.test', body: 'stream' },
        { url: '/', host: 'gateway.test', body: '' },
      ]);
      expect(proxy.seen).toEqual([
        { line: 'CONNECT gateway.test:80', authorization },
        { line: 'POST http://gateway.test/v1/x?y=%20', authorization },
        { line: 'POST http://gateway.test/v1/x?y=%20', authorization },
        { line: 'GET http://gateway.test/', authorization },
      ]);
    },
  );

  it.each<OnConnect>([407, 500, 502, 503, 504])(
    'fails with the reason where CONNECT is answered by %s',
    async (status) => {
      const { gateway, send } = await behind(status);
      await expect(send()).rejects.toThrow(`to open a tunnel to gateway.test:80, found status ${status}`);
      expect(gateway.seen).toEqual([]);
    },
  );
});

describe('a TLS upstream behind an HTTP proxy', () => {
  it('is reached through the tunnel, by its own certificate', async () => {
    const { gateway, send } = await behind('open', true);
    expect(await send()).toMatchObject({ status: 200 });
    expect(gateway.seen).toMatchObject([{ url: '/v1/x?y=%20', body: 'body' }]);
  });

  it.each<OnConnect>([403, 407, 'close'])(
    'never goes there in clear where CONNECT is answered by %s',
    async (onConnect) => {
      const { gateway, proxy, send } = await behind(onConnect, true);
      await expect(send()).rejects.toThrow('to open a tunnel to gateway.test:443, found');
      expect(gateway.seen).toEqual([]);
      expect(proxy.seen.map(({ line }) => line)).toEqual(['CONNECT gateway.test:443']);
    },
  );
});

describe('an HTTP proxy that is itself spoken to with TLS', () => {
  it.each<readonly [OnConnect, boolean]>([
    ['open', false],
    ['open', true],
    [405, false],
  ])('that answers CONNECT by %s leads to an upstream with TLS: %s', async (onConnect, secure) => {
    const { gateway, proxy, send } = await behind(onConnect, secure, true);
    expect(await send()).toEqual({ status: 200, body: '{}' });
    expect(gateway.seen).toMatchObject([{ url: '/v1/x?y=%20', host: 'gateway.test', body: 'body' }]);
    expect(proxy.seen.every((each) => each.authorization === authorization)).toBe(true);
  });
});
