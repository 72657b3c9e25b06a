import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { HeadroomError } from '../../model/errors.ts';
import type { ProxyRoute } from '../dispatch.ts';
import { readAnswerHead } from './answer.ts';

/** Milliseconds until an upstream must be reached, TLS and HTTP proxy included. */
const connectTimeoutMs = 10_000;

/** Opens connections to upstreams. */
export type Connect = (origin: URL) => Promise<Duplex>;

/**
 * Builds the function that opens raw connections: plain or TLS, straight or through an HTTP proxy's CONNECT.
 * @param route the proxies of the user's environment
 * @param ca certificates to trust instead of the runtime's own, in PEM
 * @returns a function that throws a HeadroomError or the socket's own error
 */
export function createConnect(route: ProxyRoute, ca?: string): Connect {
  return async (origin) => {
    const secure = origin.protocol === 'https:';
    const proxy = secure ? route.httpsProxy : route.httpProxy;
    const host = bareHost(origin);
    const port = portOf(origin);
    const opened: Duplex[] = [];
    const open = async () => {
      let socket: Duplex;
      if (proxy === undefined || proxy === '' || isExcluded(origin, route.noProxy ?? ''))
        socket = await openTcp(host, port, opened);
      else socket = await openTunnel(proxyUrl(proxy), origin, ca, opened);
      return secure ? await startTls(socket, host, ca, opened) : socket;
    };
    return withTimeout(open(), origin, opened);
  };
}

/**
 * Whether a NO_PROXY list names an origin: entries are separated by commas or blanks, each is `*` or a host name that stands
 * for its subdomains too, with a leading dot or `*.` or without, and optionally a port.
 */
export function isExcluded(origin: URL, noProxy: string): boolean {
  if (noProxy.trim() === '*') return true;
  const host = origin.hostname.toLowerCase();
  const port = portOf(origin);
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, withPort, entryPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      const name = (withPort ?? entry).replace(/^\*?\./, '').toLowerCase();
      if (entryPort !== undefined && Number(entryPort) !== port) return false;
      return host === name || bareHost(origin) === name || host.endsWith(`.${name}`);
    });
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** The host without the brackets of an IPv6 address. */
function bareHost(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}

function proxyUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new HeadroomError('upstream', 'expected an http:// or https:// proxy, found another kind');
  }
  return url;
}

function openTcp(host: string, port: number, opened: Duplex[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    opened.push(socket);
    // Stays on for good: between two owners, a failure must not end the process.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function startTls(socket: Duplex, host: string, ca: string | undefined, opened: Duplex[]): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const secured = connectTls({ socket, ...name, host, ca, ALPNProtocols: ['http/1.1'] });
    opened.push(secured);
    secured.on('error', reject);
    secured.once('secureConnect', () => resolve(secured));
  });
}

/** Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6). */
async function openTunnel(proxy: URL, origin: URL, ca: string | undefined, opened: Duplex[]): Promise<Duplex> {
  const tcp = await openTcp(bareHost(proxy), portOf(proxy), opened);
  const socket = proxy.protocol === 'https:' ? await startTls(tcp, bareHost(proxy), ca, opened) : tcp;
  const authority = `${origin.hostname}:${portOf(origin)}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.username !== '' || proxy.password !== '') {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`);
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await readAnswerHead(socket);
  if (answer.status < 200 || answer.status > 299) {
    throw new HeadroomError(
      'upstream',
      `expected the proxy to open a tunnel to ${authority}, found status ${answer.status}`,
    );
  }
  if (answer.rest.length > 0) socket.unshift(answer.rest);
  return socket;
}

/** Gives up, and closes everything that was opened, on failure and after the time limit. */
async function withTimeout(opening: Promise<Duplex>, origin: URL, opened: readonly Duplex[]): Promise<Duplex> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new HeadroomError(
          'upstream',
          `expected ${origin.host} to answer within ${connectTimeoutMs / 1000} s, found silence`,
        ),
      );
    }, connectTimeoutMs);
  });
  try {
    return await Promise.race([opening, limit]);
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
