import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/**
 * Why a request is refused, or `undefined` when it may pass. Requests from another origin, for a rebound host name or
 * with a chosen upstream are refused before anything is read.
 */
export function refusal(request: IncomingMessage): string | undefined {
  const target = request.url ?? '';
  if (!target.startsWith('/')) return 'expected a path as the request target, found an absolute form';
  const host = request.headers.host;
  if (host === undefined || !isLoopbackHost(host)) return 'expected a loopback Host header';
  const origin = request.headers.origin;
  if (origin !== undefined && !isLoopbackOrigin(origin)) return 'expected no Origin, or a loopback one';
  if (request.headers['x-headroom-base-url'] !== undefined) return 'the upstream cannot be chosen by a request';
  return undefined;
}

/** Whether a host name or address is loopback: `localhost`, 127.0.0.0/8 or `::1`. */
export function isLoopbackName(name: string): boolean {
  const plain = name.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return plain === 'localhost' || plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d{1,5}$/, '');
  return isLoopbackName(name);
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return isLoopbackName(new URL(origin).hostname);
  } catch {
    return false;
  }
}
