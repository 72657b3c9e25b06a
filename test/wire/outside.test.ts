import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { startGateway, startHttpProxy, tlsFile } from '../harness/outside.ts';
import { open } from '../harness/raw-client.ts';

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function start(upstream: string, env: Readonly<Record<string, string>>): Promise<Headroom> {
  const headroom = await startHeadroom({ upstream, env });
  undo.push(() => headroom.stop());
  return headroom;
}

async function gatewayOf(options: Parameters<typeof startGateway>[0]) {
  const gateway = await startGateway(options);
  undo.push(gateway.close);
  return { ...gateway, url: `https://localhost:${gateway.port}` };
}

const post = (headroom: Headroom, target = '/v1/messages') =>
  open(headroom.url(), { method: 'POST', target, fields: [['anthropic-version', '2023-06-01']], body: '{}' }).response;

/** Everything that comes back for an upgrade, up to the end of the connection. */
function upgrade(headroom: Headroom): Promise<string> {
  const { hostname, port, host } = new URL(headroom.url());
  const socket = connect(Number(port), hostname);
  const lines = ['GET /v1/responses HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  socket.write(
    `${[...lines, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='].join('\r\n')}\r\n\r\n`,
  );
  return text(socket);
}

describe('trust of the environment', () => {
  it.each<Readonly<Record<string, string>>>([
    { SSL_CERT_FILE: tlsFile('root.pem') },
    { SSL_CERT_DIR: tlsFile('.') },
    { CODEX_CA_CERTIFICATE: tlsFile('root.pem') },
    { REQUESTS_CA_BUNDLE: tlsFile('root.pem') },
    { NODE_EXTRA_CA_CERTS: tlsFile('root.pem') },
    { NODE_EXTRA_CA_CERTS: tlsFile('root.pem'), SSL_CERT_FILE: tlsFile('gone.pem') },
  ])('counts for requests and WebSockets: %j', async (env) => {
    const gateway = await gatewayOf({ secure: true });
    const headroom = await start(gateway.url, env);
    expect((await post(headroom)).status).toBe(200);
    expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('is what it was without such variables: 502 that says why', async () => {
    const gateway = await gatewayOf({ secure: true });
    const headroom = await start(gateway.url, { SSL_CERT_FILE: tlsFile('gone.pem') });
    const answer = await post(headroom);
    expect(answer.status).toBe(502);
    expect(answer.text()).toMatch(
      /unable to verify.*SSL_CERT_FILE: expected certificates at .*gone\.pem, found ENOENT/,
    );
    expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 502 [\s\S]*unable to verify/);
  });

  it('shows the client certificate to an upstream that asks for one, through a proxy as well', async () => {
    const gateway = await gatewayOf({ secure: true, asksForClient: true });
    const env = {
      SSL_CERT_FILE: tlsFile('root.pem'),
      CLAUDE_CODE_CLIENT_CERT: tlsFile('client.pem'),
      CLAUDE_CODE_CLIENT_KEY: tlsFile('client-key-encrypted.pem'),
      CLAUDE_CODE_CLIENT_KEY_PASSPHRASE: 'secret',
    };
    const proxy = await startHttpProxy(gateway.port, 'open');
    undo.push(proxy.close);
    const HTTPS_PROXY = `127.0.0.1:${proxy.port}`;
    for (const each of [env, { ...env, HTTPS_PROXY }]) {
      const headroom = await start(gateway.url, each);
      expect((await post(headroom)).status).toBe(200);
      expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 101 /);
    }
    expect(gateway.seen.map(({ client }) => client)).toEqual(Array(4).fill('client.test'));
  });
});

describe('the environment of an agent', () => {
  it.each([undefined, '--no-warnings'])('has the NODE_OPTIONS that the user gave it: %s', async (given) => {
    const headroom = await start('https://localhost:9', { SSL_CERT_FILE: tlsFile('root.pem') });
    const args = ['wrap', '--', process.execPath, '-p', 'String(process.env.NODE_OPTIONS)'];
    const { stdout } = await headroom.run(args, given === undefined ? {} : { NODE_OPTIONS: given });
    expect(stdout.toString()).toBe(`${given}\n`);
  });
});

describe('routes of the environment', () => {
  it.each<readonly [Readonly<Record<string, string>>, RegExp]>([
    [{ HTTPS_PROXY: 'socks5://127.0.0.1:9' }, /SOCKS proxy .*set HTTPS_PROXY/],
    [{ ALL_PROXY: 'socks5h://127.0.0.1:9' }, /SOCKS proxy .*set HTTPS_PROXY/],
    [{ https_proxy: 'http://user:secret@h:port' }, /expected host:port or a URL in the proxy variables/],
    [{ HTTPS_PROXY: 'ftp://h:1' }, /expected an http:.*found ftp:/],
  ])('T38 a proxy that cannot be used answers 502 with the reason, on every route: %j', async (env, reason) => {
    const headroom = await start('https://gateway.test', env);
    for (const target of ['/v1/messages', '/v1/files']) {
      const answer = await post(headroom, target);
      expect(answer.status).toBe(502);
      expect(JSON.parse(answer.text())).toMatchObject({ type: 'error', error: { type: 'api_error' } });
      expect(answer.text()).toMatch(reason);
      expect(answer.text()).not.toContain('secret');
    }
    expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 502 /);
  });

  it.each<Readonly<Record<string, string>>>([
    { HTTP_PROXY: '{}' },
    { http_proxy: '{}' },
    { ALL_PROXY: 'http://user:100%@{}' },
    { all_proxy: 'user:p%40ss@{}', HTTP_PROXY: '' },
    { HTTP_PROXY: '{}', ALL_PROXY: 'socks5://127.0.0.1:9' },
  ])('lead to a plain upstream: %j', async (env) => {
    const gateway = await startGateway({ secure: false });
    const proxy = await startHttpProxy(gateway.port, 'open');
    undo.push(gateway.close, proxy.close);
    const named = Object.entries(env).map(([name, value]) => [name, value.replace('{}', `127.0.0.1:${proxy.port}`)]);
    const headroom = await start('http://gateway.test', Object.fromEntries(named));
    expect((await post(headroom)).status).toBe(200);
    expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 101 /);
    expect(gateway.seen.map(({ url }) => url)).toEqual(['/v1/messages', '/v1/responses']);
  });

  it('without a tunnel, requests go in absolute form, and a WebSocket is sent back to HTTP', async () => {
    const gateway = await startGateway({ secure: false });
    const proxy = await startHttpProxy(gateway.port, 405);
    undo.push(gateway.close, proxy.close);
    const headroom = await start('http://gateway.test', { HTTP_PROXY: `127.0.0.1:${proxy.port}` });
    expect((await post(headroom)).status).toBe(200);
    expect(gateway.seen).toMatchObject([{ url: '/v1/messages', host: 'gateway.test', body: '{}' }]);
    expect(await upgrade(headroom)).toMatch(/^HTTP\/1\.1 426 /);
  });
});
