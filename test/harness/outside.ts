import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as requestHttp, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';

/** Path of a certificate or key that guards nothing: `root.pem` vouches for `server.pem` and `client.pem`. */
export function tlsFile(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** Its text. */
export function tlsText(name: string): string {
  return readFileSync(tlsFile(name), 'utf8');
}

/** A server on a free loopback port. */
export type Outside = { readonly port: number; close(): void };

const identity = () => ({ key: tlsText('server-key.pem'), cert: tlsText('server.pem') });

async function listen(server: Server | ReturnType<typeof createSecureServer>): Promise<Outside> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What a gateway saw of a request. */
export type SeenByGateway = {
  readonly url: string;
  readonly host: string | undefined;
  readonly body: string;
  /** Common name of the client certificate that was shown. */
  readonly client: string | undefined;
};

/** A gateway that answers every request with 200 and `{}`, and every upgrade with 101; plain, or with our root's TLS. */
export async function startGateway(options: { readonly secure: boolean; readonly asksForClient?: boolean }) {
  const seen: SeenByGateway[] = [];
  const look = (request: IncomingMessage, body: string) => {
    const { subject } = options.secure ? (request.socket as TLSSocket).getPeerCertificate() : { subject: undefined };
    const client = (subject as { CN?: string } | undefined)?.CN;
    seen.push({ url: request.url ?? '', host: request.headers.host, body, client });
  };
  const asking = options.asksForClient === true ? { requestCert: true, ca: tlsText('root.pem') } : {};
  const server = options.secure ? createSecureServer({ ...identity(), ...asking }) : createServer();
  server.on('request', async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    look(request, Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.on('upgrade', (request: IncomingMessage, socket) => {
    socket.on('error', () => {});
    look(request, '');
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  return { ...(await listen(server)), seen };
}

/** What an HTTP proxy does with CONNECT: opens the tunnel, answers a status, or closes the connection. */
export type OnConnect = 'open' | number | 'close';

/**
 * An HTTP proxy, which is spoken to in clear or with our root's TLS. Whatever host is asked for, it leads to the port `to`, in tunnels and for requests in absolute form.
 */
export async function startHttpProxy(to: number, onConnect: OnConnect, secure = false) {
  const seen: { readonly line: string; readonly authorization: string | undefined }[] = [];
  const server = secure ? createSecureServer(identity()) : createServer();
  const look = (request: IncomingMessage) => {
    const authorization = request.headers['proxy-authorization'];
    seen.push({ line: `${request.method} ${request.url}`, authorization });
  };
  server.on('connect', (request, socket) => {
    socket.on('error', () => {});
    look(request);
    if (onConnect === 'close') socket.destroy();
    else if (onConnect !== 'open') socket.end(`HTTP/1.1 ${onConnect} No\r\ncontent-length: 0\r\n\r\n`);
    else {
      const inner = connect(to, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(inner).pipe(socket);
      });
      inner.on('error', () => socket.destroy());
      socket.on('close', () => inner.destroy());
    }
  });
  server.on('request', (request, response) => {
    look(request);
    const { pathname, search, host } = new URL(request.url ?? '');
    const { 'proxy-authorization': _credentials, ...headers } = request.headers;
    const onward = requestHttp(
      { host: '127.0.0.1', port: to, method: request.method, path: pathname + search, headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return { ...(await listen(server)), seen };
}
