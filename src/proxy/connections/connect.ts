import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HeadroomError } from '../../model/errors.ts';
import type { ProxyRoute, Trust } from '../../model/outside.ts';
import { bareHost, portOf } from './addresses.ts';
import { createHandshake, type Handshake } from './handshake.ts';
import { type ProxyServer, proxyFor } from './proxy-server.ts';
import { openTunnel, TunnelRefused } from './tunnel.ts';

/** Milliseconds until an upstream must be reached, TLS and HTTP proxy included. */
const connectTimeoutMs = 10_000;

/** Milliseconds of silence after which a connection is checked with a keep-alive probe. */
const keepAliveDelayMs = 60_000;

/** Opens connections to upstreams, the same for requests and for WebSockets. */
export type Connections = {
  /**
   * Opens a raw connection, plain or TLS, directly or through an HTTP proxy's tunnel.
   * @throws {TunnelRefused} when an HTTP proxy opens no tunnel
   * @throws {HeadroomError} `upstream` when the proxies of the environment cannot be used or fail
   * @throws {Error} without a code, with the reason, when the origin cannot be reached otherwise
   */
  connect(origin: URL): Promise<Socket>;
  /** The same without the environment's proxies; for connecting to a proxy itself. */
  connectStraight(origin: URL): Promise<Socket>;
  /**
   * The proxy to which requests for an origin go in absolute form (RFC 9112 section 3.2.2): for a plain origin whose
   * proxy opens no tunnel. `undefined` for every other; whether a proxy opens tunnels is asked once for each origin.
   */
  absoluteFormVia(origin: URL): Promise<ProxyServer | undefined> | undefined;
};

/** Trusts the certificates that the runtime trusts by default. */
const noTrust: Trust = { certificates: [], problems: [], system: async () => [] };

/** Creates the connector from the routes and the trust of the user's environment. */
export function createConnections(route: ProxyRoute = {}, trust: Trust = noTrust): Connections {
  let handshake: Handshake | undefined;
  const secure: Handshake = (...given) => {
    handshake ??= createHandshake(trust);
    return handshake(...given);
  };
  const connectVia = (origin: URL, proxy: ProxyServer | undefined) =>
    withTimeout(origin, (opened) => open(origin, proxy, secure, opened));
  const tunnels = new Map<string, Promise<boolean>>();
  const opensTunnel = async (origin: URL, proxy: ProxyServer) => {
    try {
      (await connectVia(origin, proxy)).destroy();
      return true;
    } catch (error) {
      if (error instanceof TunnelRefused) return false;
      tunnels.delete(origin.origin);
      throw error;
    }
  };
  return {
    connect: async (origin) => connectVia(origin, proxyFor(origin, route)),
    connectStraight: (origin) => connectVia(origin, undefined),
    absoluteFormVia(origin) {
      if (origin.protocol !== 'http:') return undefined;
      const proxy = proxyFor(origin, route);
      if (proxy === undefined) return undefined;
      const known = tunnels.get(origin.origin) ?? opensTunnel(origin, proxy);
      tunnels.set(origin.origin, known);
      return known.then((opens) => (opens ? undefined : proxy));
    },
  };
}

function open(origin: URL, proxy: ProxyServer | undefined, secure: Handshake, opened: Duplex[]): Promise<Socket> {
  const raw = async (): Promise<Socket> => {
    if (proxy === undefined) return openTcp(origin, opened);
    const toProxy = () => openTcp(proxy.url, opened);
    const socket = await (proxy.url.protocol === 'https:' ? secure(proxy.url, toProxy, opened) : toProxy());
    return (await openTunnel(proxy, origin, socket)) as Socket;
  };
  return origin.protocol === 'https:' ? secure(origin, raw, opened) : raw();
}

function openTcp(peer: URL, opened: Duplex[]): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: bareHost(peer), port: portOf(peer) });
    opened.push(socket);
    socket.setNoDelay(true).setKeepAlive(true, keepAliveDelayMs);
    // Is never removed: between two owners, a failure must not end the process.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Gives up, and closes everything that was opened, on failure and after the time limit. */
async function withTimeout(origin: URL, make: (opened: Duplex[]) => Promise<Socket>): Promise<Socket> {
  const opened: Duplex[] = [];
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const seconds = connectTimeoutMs / 1000;
      reject(new Error(`expected ${origin.host} to answer within ${seconds} s, found silence`));
    }, connectTimeoutMs);
  });
  try {
    return await Promise.race([make(opened), limit]);
  } catch (error) {
    for (const socket of opened) socket.destroy();
    throw withoutCode(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A failure to connect is reported as such: its code must not be mistaken for that of an established connection. */
function withoutCode(error: unknown): Error {
  if (error instanceof HeadroomError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  return new Error(message || code || String(error), { cause: error });
}
