import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Trust } from '../../../src/model/outside.ts';
import { createConnections } from '../../../src/proxy/connections/connect.ts';
import { startHttpProxy, tlsText } from '../../harness/outside.ts';

const identity = { key: tlsText('server-key.pem'), cert: tlsText('server.pem') };
const trusting = (more: Partial<Trust> = {}): Trust => ({
  certificates: [],
  problems: [],
  system: async () => [],
  ...more,
});
const named = trusting({ certificates: [tlsText('root.pem')] });
const undo: (() => void)[] = [];

afterEach(() => {
  for (const each of undo.splice(0)) each();
});

async function listen(server: Server): Promise<number> {
  undo.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function proxyTo(port: number, ...[onConnect]: Partial<[Parameters<typeof startHttpProxy>[1]]>) {
  const proxy = await startHttpProxy(port, onConnect ?? 'open');
  undo.push(proxy.close);
  return proxy;
}

const echo = () => createServer((socket) => void socket.on('error', () => {}).pipe(socket));
const tlsEcho = () => createTlsServer(identity, (socket) => void socket.on('error', () => {}).pipe(socket));

async function echoes(connection: Socket): Promise<string> {
  connection.resume();
  connection.write('hello');
  const [chunk] = (await once(connection, 'data')) as [Buffer];
  connection.destroy();
  return chunk.toString();
}

describe('createConnections', () => {
  it('connects straight, plain and with TLS', async () => {
    const plain = await listen(echo());
    const secure = await listen(tlsEcho());
    const { connect } = createConnections({}, named);
    expect(await echoes(await connect(new URL(`http://127.0.0.1:${plain}`)))).toBe('hello');
    expect(await echoes(await connect(new URL(`https://localhost:${secure}`)))).toBe('hello');
    expect(await echoes(await connect(new URL(`https://127.0.0.1:${secure}`)))).toBe('hello');
  });

  it('refuses a certificate that nobody vouches for, and says what of the environment’s trust was unusable', async () => {
    const origin = new URL(`https://localhost:${await listen(tlsEcho())}`);
    await expect(createConnections().connect(origin)).rejects.toThrow(/unable to verify/);
    const trust = trusting({ problems: ['SSL_CERT_FILE: expected certificates at /x, found ENOENT'] });
    await expect(createConnections({}, trust).connect(origin)).rejects.toThrow(/unable to verify.*SSL_CERT_FILE/);
  });

  it('refuses another host’s certificate, whoever vouches for it', async () => {
    const proxy = await proxyTo(await listen(tlsEcho()));
    const route = { httpsProxy: `127.0.0.1:${proxy.port}` };
    await expect(createConnections(route, named).connect(new URL('https://elsewhere.test'))).rejects.toThrow(
      /does not match certificate/,
    );
  });

  it('asks the system’s store where nobody else vouches for a server, and only then', async () => {
    const origin = new URL(`https://localhost:${await listen(tlsEcho())}`);
    let asked = 0;
    const system = async () => {
      asked++;
      return [tlsText('root.pem')];
    };
    const connections = createConnections({}, trusting({ system }));
    expect(await echoes(await connections.connect(origin))).toBe('hello');
    expect(await echoes(await connections.connect(origin))).toBe('hello');
    expect(asked).toBe(1);
    expect(await echoes(await createConnections({}, { ...named, system }).connect(origin))).toBe('hello');
    expect(asked).toBe(1);
  });

  it('goes through an HTTP proxy, with its credentials, plain and with TLS inside', async () => {
    const plain = await listen(echo());
    const proxy = await proxyTo(plain);
    const secured = await proxyTo(await listen(tlsEcho()));
    const connections = createConnections(
      { httpProxy: `http://user:p%40ss@127.0.0.1:${proxy.port}`, httpsProxy: `127.0.0.1:${secured.port}` },
      named,
    );
    expect(await echoes(await connections.connect(new URL('http://gateway.test:81')))).toBe('hello');
    expect(await echoes(await connections.connect(new URL('https://gateway.test')))).toBe('hello');
    expect(proxy.seen).toEqual([{ line: 'CONNECT gateway.test:81', authorization: 'Basic dXNlcjpwQHNz' }]);
    expect(secured.seen).toEqual([{ line: 'CONNECT gateway.test:443', authorization: undefined }]);
  });

  it('goes past the proxy for what NO_PROXY names', async () => {
    const plain = await listen(echo());
    const { connect } = createConnections({ httpProxy: 'http://127.0.0.1:9', noProxy: 'other.test, localhost' });
    expect(await echoes(await connect(new URL(`http://localhost:${plain}`)))).toBe('hello');
  });

  it('says what failed: the proxy asks for credentials, is of another kind, or nobody listens', async () => {
    const proxy = await proxyTo(1, 407);
    const origin = new URL('http://api.test');
    await expect(createConnections({ httpProxy: `127.0.0.1:${proxy.port}` }).connect(origin)).rejects.toThrow(
      /api\.test:80, found status 407/,
    );
    await expect(createConnections({ httpProxy: 'socks5://127.0.0.1:9' }).connect(origin)).rejects.toThrow(/SOCKS/);
    const closed = createServer();
    const port = await listen(closed);
    closed.close();
    await expect(createConnections().connect(new URL(`http://127.0.0.1:${port}`))).rejects.toThrow(/ECONNREFUSED/);
  });
});
