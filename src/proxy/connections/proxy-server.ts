import { HeadroomError } from '../../model/errors.ts';
import type { ProxyRoute } from '../../model/outside.ts';
import { isExcluded } from './no-proxy.ts';

/** An HTTP proxy between us and an upstream. */
export type ProxyServer = {
  /** `http:` or `https:`, host and port, without credentials. */
  readonly url: URL;
  /** Value of `Proxy-Authorization`, if the environment has credentials. */
  readonly authorization?: string;
};

/**
 * The proxy for an origin; `undefined` if it is reached directly.
 * @throws {HeadroomError} `upstream` if the environment names a proxy that cannot be used
 */
export function proxyFor(origin: URL, route: ProxyRoute): ProxyServer | undefined {
  const named = origin.protocol === 'https:' ? route.httpsProxy : route.httpProxy;
  if (named === undefined || named.trim() === '' || isExcluded(origin, route.noProxy ?? '')) return undefined;
  return readProxy(named.trim());
}

/**
 * Reads the value of a proxy variable as curl does: `http` if no scheme is named; in the credentials a `%` that does
 * not start an escape is literal.
 * @throws {HeadroomError} `upstream` for another kind of proxy, SOCKS among them, or a value that is not a URL
 */
export function readProxy(text: string): ProxyServer {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    const kind = scheme.startsWith('socks')
      ? `a SOCKS proxy (${scheme}://), which headroom does not speak`
      : `${scheme}://`;
    throw unusable(`expected an http:// or https:// proxy in the environment, found ${kind}`);
  }
  const full = scheme === undefined ? `http://${text}` : text;
  // The value may contain a password: it is never repeated.
  if (!URL.canParse(full)) throw unusable('expected host:port or a URL in the proxy variables, found something else');
  const url = new URL(full);
  const { username, password } = url;
  if (username === '' && password === '') return { url };
  const pair = [unescapeBytes(username), Buffer.from(':'), unescapeBytes(password)];
  return {
    url: new URL(`${url.protocol}//${url.host}`),
    authorization: `Basic ${Buffer.concat(pair).toString('base64')}`,
  };
}

function unusable(message: string): HeadroomError {
  return new HeadroomError('upstream', `${message}; set HTTPS_PROXY to http://HOST:PORT, or name the host in NO_PROXY`);
}

/** Undoes percent-encoding byte for byte (RFC 3986 section 2.1), and leaves everything else. */
function unescapeBytes(text: string): Buffer {
  const parts = text.split(/(%[0-9a-f]{2})/i);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
}
