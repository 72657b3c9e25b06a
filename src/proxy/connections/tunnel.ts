import type { Duplex } from 'node:stream';
import { HeadroomError } from '../../model/errors.ts';
import { type AnswerHead, readAnswerHead } from '../websocket/answer.ts';
import { portOf } from './addresses.ts';
import type { ProxyServer } from './proxy-server.ts';

/** An HTTP proxy opens no tunnels to an origin: it may still take requests for it in absolute form. */
export class TunnelRefused extends HeadroomError {}

/** Statuses by which a proxy that forwards requests refuses a tunnel or does not know them. */
function isRefusal(status: number): boolean {
  return (status >= 300 && status < 500 && status !== 407) || status === 501 || status === 505;
}

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6).
 * @throws {TunnelRefused} when the proxy opens none
 * @throws {HeadroomError} `upstream` when it tried, or asks for credentials
 */
export async function openTunnel(proxy: ProxyServer, origin: URL, socket: Duplex): Promise<Duplex> {
  const authority = `${origin.hostname}:${portOf(origin)}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.authorization !== undefined) lines.push(`Proxy-Authorization: ${proxy.authorization}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const expected = `expected the proxy ${proxy.url.host} to open a tunnel to ${authority}, found`;
  let answer: AnswerHead;
  try {
    answer = await readAnswerHead(socket);
  } catch (cause) {
    // A server that does not know CONNECT closes the connection.
    throw new TunnelRefused('upstream', `${expected} no answer (${(cause as Error).message})`, { cause });
  }
  if (answer.status < 200 || answer.status > 299) {
    const message = `${expected} status ${answer.status}`;
    throw isRefusal(answer.status) ? new TunnelRefused('upstream', message) : new HeadroomError('upstream', message);
  }
  if (answer.rest.length > 0) socket.unshift(answer.rest);
  return socket;
}
