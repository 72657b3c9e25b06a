import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createConnect, isExcluded } from '../../../src/proxy/websocket/connect.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/proxy/${name}`, import.meta.url), 'utf8');
const key = fixture('tls-key.pem');
const certificate = fixture('tls-certificate.pem');
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen<Kind extends Server>(server: Kind): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const echo = () => createServer((socket) => void socket.on('error', () => {}).pipe(socket));
const tlsEcho = () =>
  createTlsServer({ key, cert: certificate }, (socket) => void socket.on('error', () => {}).pipe(socket));

/** An HTTP proxy that opens tunnels and keeps the heads that it was sent. */
function tunnelProxy(heads: string[], status = '200 OK'): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (head: Buffer) => {
      heads.push(head.toString());
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
      if (!status.startsWith('2')) return;
      const port = Number(/:(\d+) HTTP/.exec(head.toString())?.[1]);
      const upstream = connectTcp(port, '127.0.0.1');
      upstream.on('error', () => {});
      socket.pipe(upstream).pipe(socket);
    });
  });
}

async function echoes(connection: Awaited<ReturnType<ReturnType<typeof createConnect>>>): Promise<string> {
  connection.resume();
  connection.write('hello');
  const [chunk] = (await once(connection, 'data')) as [Buffer];
  connection.destroy();
  return chunk.toString();
}

describe('createConnect', () => {
  it('connects straight, plain and with TLS', async () => {
    const plain = await listen(echo());
    const secure = await listen(tlsEcho());
    const connect = createConnect({}, certificate);
    expect(await echoes(await connect(new URL(`http://127.0.0.1:${plain}`)))).toBe('hello');
    expect(await echoes(await connect(new URL(`https://localhost:${secure}`)))).toBe('hello');
  });

  it('refuses a certificate that nobody vouches for', async () => {
    const secure = await listen(tlsEcho());
    await expect(createConnect({})(new URL(`https://localhost:${secure}`))).rejects.toThrow(/self.signed/);
  });

  it('goes through an HTTP proxy, with its credentials, plain and with TLS inside', async () => {
    const heads: string[] = [];
    const proxy = await listen(tunnelProxy(heads));
    const plain = await listen(echo());
    const secure = await listen(tlsEcho());
    const url = `http://user:p%40ss@127.0.0.1:${proxy}`;
    const connect = createConnect({ httpProxy: url, httpsProxy: url }, certificate);
    expect(await echoes(await connect(new URL(`http://localhost:${plain}`)))).toBe('hello');
    expect(await echoes(await connect(new URL(`https://localhost:${secure}`)))).toBe('hello');
    expect(heads[0]).toBe(
      `CONNECT localhost:${plain} HTTP/1.1\r\nHost: localhost:${plain}\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n\r\n`,
    );
    expect(heads[1]).toContain(`CONNECT localhost:${secure} HTTP/1.1`);
  });

  it('goes past the proxy for what NO_PROXY names', async () => {
    const plain = await listen(echo());
    const connect = createConnect({ httpProxy: 'http://127.0.0.1:9', noProxy: 'other.test, localhost' });
    expect(await echoes(await connect(new URL(`http://localhost:${plain}`)))).toBe('hello');
  });

  it('says what failed: the proxy refuses, is of another kind, or nobody listens', async () => {
    const proxy = await listen(tunnelProxy([], '407 Proxy Authentication Required'));
    const origin = new URL('http://api.test');
    await expect(createConnect({ httpProxy: `http://127.0.0.1:${proxy}` })(origin)).rejects.toThrow(
      /api\.test:80, found status 407/,
    );
    await expect(createConnect({ httpProxy: 'socks5://127.0.0.1:9' })(origin)).rejects.toThrow(/expected an http/);
    const closed = createServer();
    const port = await listen(closed);
    closed.close();
    await expect(createConnect({})(new URL(`http://127.0.0.1:${port}`))).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('isExcluded', () => {
  const origin = new URL('https://api.example.com');

  it('knows hosts, their subdomains, ports and the star', () => {
    for (const list of [
      '*',
      'api.example.com',
      'example.com',
      '.example.com',
      '*.example.com',
      'x.test,API.EXAMPLE.COM',
      'x.test example.com:443',
    ]) {
      expect(isExcluded(origin, list), list).toBe(true);
    }
    for (const list of ['', 'ample.com', 'api.example', 'example.com:8443', 'pi.example.com', 'www.api.example.com']) {
      expect(isExcluded(origin, list), list).toBe(false);
    }
    expect(isExcluded(new URL('http://[::1]:8080'), '::1')).toBe(true);
    expect(isExcluded(new URL('http://[::1]:8080'), '[::1]')).toBe(true);
  });
});
