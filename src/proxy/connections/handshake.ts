import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { type ConnectionOptions, connect, createSecureContext, rootCertificates, type TLSSocket } from 'node:tls';
import { HeadroomError } from '../../model/errors.ts';
import type { Trust } from '../../model/outside.ts';
import { portOf } from './addresses.ts';

/** Secures a connection made by `open`, which is called again if the first server was not trusted. */
export type Handshake = (peer: URL, open: () => Promise<Duplex>, opened: Duplex[]) => Promise<TLSSocket>;

/** How many sessions are kept for resumption, one per server. */
const maxSessions = 100;

/** Node's codes for a certificate chain without a trusted root. */
const strangers = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Creates the function that makes TLS handshakes. It trusts the runtime's own roots and those of the environment and,
 * once these do not verify a server, also the system's.
 */
export function createHandshake(trust: Trust): Handshake {
  const sessions = new Map<string, Buffer>();
  let context = contextFor(trust, []);
  let widened: Promise<void> | undefined;
  const widen = async () => {
    const system = await trust.system().catch(() => []);
    if (system.length > 0) context = contextFor(trust, system);
  };
  const secure = async (peer: URL, open: () => Promise<Duplex>, opened: Duplex[]) => {
    const name = peer.hostname.replace(/^\[(.*)\]$/, '$1');
    const key = `${name}:${portOf(peer)}`;
    const options = {
      socket: await open(),
      host: name,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...context,
      session: sessions.get(key),
      ALPNProtocols: ['http/1.1'],
    };
    return start(options, opened, (session) => {
      sessions.delete(key);
      sessions.set(key, session);
      if (sessions.size > maxSessions) sessions.delete(sessions.keys().next().value as string);
    });
  };
  return async (peer, open, opened) => {
    const before = context;
    try {
      return await secure(peer, open, opened);
    } catch (error) {
      if (!isStranger(error)) throw error;
      widened ??= widen();
      await widened;
      if (context === before) throw explained(error, trust);
    }
    return secure(peer, open, opened).catch((error: unknown) => {
      throw isStranger(error) ? explained(error, trust) : error;
    });
  };
}

/** Options that add trusted roots and a client certificate; none if the runtime's defaults apply. */
function contextFor(trust: Trust, system: readonly string[]): ConnectionOptions {
  const { certificates, client } = trust;
  const more = [...certificates, ...system];
  if (more.length === 0 && client === undefined) return {};
  const shown = client && { cert: client.certificate, key: client.key, passphrase: client.passphrase };
  // A list replaces the runtime's own roots.
  const ca = more.length === 0 ? {} : { ca: [...defaultRoots(), ...more] };
  return { secureContext: createSecureContext({ ...ca, ...shown }) };
}

/** The roots that the runtime trusts by default; newer versions include those that its flags added. */
function defaultRoots(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'default') => readonly string[] };
  return getCACertificates?.('default') ?? rootCertificates;
}

function start(options: ConnectionOptions, opened: Duplex[], keep: (session: Buffer) => void): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = connect(options);
    opened.push(secured);
    secured.on('session', keep);
    // Is never removed: between two owners, a failure must not end the process.
    secured.on('error', reject);
    secured.once('close', () => reject(new Error('expected a TLS handshake, found the connection closed')));
    secured.once('secureConnect', () => resolve(secured));
  });
}

function isStranger(error: unknown): boolean {
  return strangers.has((error as { code?: string }).code ?? '');
}

/** The failure, with the certificates of the environment that could not be read. */
function explained(error: unknown, { problems }: Trust): unknown {
  if (problems.length === 0) return error;
  return new HeadroomError('upstream', [(error as Error).message, ...problems].join('; '), { cause: error });
}
