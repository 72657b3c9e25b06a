import type { LaunchContext } from '../../src/model/launch.ts';
import type { UpstreamName } from '../../src/model/provider.ts';

/** Where a client is pointed, and where its requests go from there. */
export type Pointing = {
  /** The base URL for the client. */
  readonly base: string;
  /** The upstream that somebody chose; `undefined` leaves the vendor's own. */
  readonly upstream?: string;
};

/** A base URL without trailing slashes; `undefined` for anything that is not an http(s) URL. */
export function usableUrl(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim().replace(/\/+$/, '');
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  return trimmed;
}

/**
 * Points a client at the proxy such that upstream + request path is where the request would have gone without it.
 *
 * `version` is the segment that this client expects inside its base URL (`v1`); leave it out for clients that append
 * it themselves. A user's base that ends in the segment gives it to the client's base and loses it as an upstream; a
 * base without it is the upstream as it stands, and the client gets no segment either.
 */
export function pointAt(
  context: Pick<LaunchContext, 'proxyUrl' | 'upstreams'>,
  upstream: UpstreamName,
  userBase: string | undefined,
  version?: string,
): Pointing {
  const chosen = context.upstreams?.[upstream];
  const withVersion = version === undefined ? context.proxyUrl : `${context.proxyUrl}/${version}`;
  if (chosen !== undefined) return { base: withVersion, upstream: chosen };
  const user = usableUrl(userBase);
  if (user === undefined) return { base: withVersion };
  if (version === undefined) return { base: context.proxyUrl, upstream: user };
  return user.endsWith(`/${version}`)
    ? { base: withVersion, upstream: user.slice(0, -version.length - 1) }
    : { base: context.proxyUrl, upstream: user };
}

/** The upstreams of several pointings, those left to the vendor not mentioned. */
export function chosenUpstreams(
  pointings: Readonly<Record<UpstreamName, Pointing>>,
): Readonly<Record<UpstreamName, string>> {
  return Object.fromEntries(
    Object.entries(pointings).flatMap(([name, { upstream }]) => (upstream === undefined ? [] : [[name, upstream]])),
  );
}
