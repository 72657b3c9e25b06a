import { HeadroomError } from '../model/errors.ts';
import type {
  ProviderAdapter,
  ReadUnversioned,
  RequestHead,
  RouteUpstream,
  UpstreamDeclaration,
  UpstreamName,
} from '../model/provider.ts';

/** Where a request goes: origin and the path with its query, byte for byte as the client spelled them. */
export type Target = { readonly upstream: UpstreamName; readonly origin: string; readonly path: string };

/** What choosing an upstream needs to know. */
export type UpstreamTable = {
  readonly declarations: readonly UpstreamDeclaration[];
  /** Base URL by upstream, as resolved from the settings or the agent's own. */
  readonly urls: Readonly<Record<UpstreamName, string>>;
  readonly route: RouteUpstream;
  readonly unversioned: ReadUnversioned;
  /** Upstreams whose URL is the client's own base: the client's request is only what it appends to it. */
  readonly clientBases?: ReadonlySet<UpstreamName>;
  /** The upstream of the agent's requests that nothing else identifies. */
  readonly agentUpstream?: UpstreamName;
  /** The upstream of requests that nothing identifies at all. */
  readonly fallback: UpstreamName;
};

/**
 * A table with what a launched agent's own settings say.
 * @param urls base URLs that the agent was to use; those that our settings do not name are used unchanged
 */
export function withAgent(
  table: UpstreamTable,
  urls: Readonly<Record<UpstreamName, string>> = {},
  agentUpstream: UpstreamName | undefined = table.agentUpstream,
): UpstreamTable {
  const own = Object.keys(urls).filter((name) => urls[name] !== table.urls[name]);
  const clientBases = new Set([...(table.clientBases ?? []), ...own]);
  return { ...table, urls: { ...table.urls, ...urls }, clientBases, agentUpstream };
}

/** Splits a raw request target into what routing looks at. */
export function requestHead(method: string, target: string, headers: ReadonlyMap<string, string>): RequestHead {
  const question = target.indexOf('?');
  const path = asRoute(question === -1 ? target : target.slice(0, question));
  return { method, path, query: question === -1 ? '' : target.slice(question + 1), headers };
}

/**
 * The path as routes spell it: some clients join a base and a route with a slash too many, end in one, or escape
 * characters that need none. Used to identify routes: the request that is sent keeps the client's spelling, except for
 * an added version.
 */
function asRoute(path: string): string {
  const plain = path.replace(/%([2-7][0-9a-f])/gi, (whole, digits: string) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return /[\w.~:-]/.test(character) ? character : whole;
  });
  const segments = plain.split('/').filter((segment) => segment !== '');
  return `/${segments.join('/')}`;
}

/**
 * Chooses the upstream from the head, then from the API that the path speaks, and joins its base path and the target. A
 * route that lacks its version gets the one that its API has.
 * @throws {HeadroomError} `usage` when nothing says which API's models are asked for
 */
export function resolveTarget(
  table: UpstreamTable,
  head: RequestHead,
  target: string,
  adapter: ProviderAdapter | undefined,
): Target {
  const unversioned = table.unversioned(head, adapter);
  const known = table.route(head) ?? adapter?.upstream ?? table.agentUpstream;
  if (known === undefined && unversioned === 'models' && !head.headers.has('authorization'))
    throw ambiguous(table, head);
  const upstream = known ?? table.fallback;
  const declaration = table.declarations.find(({ name }) => name === upstream);
  const base = new URL(table.urls[upstream] ?? declaration?.defaultUrl ?? '');
  const basePath = base.pathname.replace(/\/+$/, '');
  const { version, dropsVersion = false } = declaration ?? {};
  const place = { upstream, origin: base.origin };
  if (version === undefined) return { ...place, path: basePath + target };
  if (dropsVersion) {
    const drop = target.startsWith(`/${version}/`);
    return { ...place, path: basePath + (drop ? target.slice(version.length + 1) : target) };
  }
  const query = target.includes('?') ? `?${head.query}` : '';
  const lacks = unversioned !== undefined && !namesVersion(basePath) && table.clientBases?.has(upstream) !== true;
  return { ...place, path: basePath + (lacks ? `/${version}${head.path}${query}` : target) };
}

/** Whether a base path has a version of its own, such as `/v1`, `/v1beta` or `/api/paas/v4`. */
function namesVersion(basePath: string): boolean {
  return basePath.split('/').some((segment) => /^v\d+(?:(?:alpha|beta)\d*)?$/.test(segment));
}

function ambiguous({ declarations }: UpstreamTable, { method, path, headers }: RequestHead): HeadroomError {
  const versions = new Set(declarations.flatMap(({ version }) => (version === undefined ? [] : [version])));
  const bases = [...versions].map((version) => `http://${headers.get('host') ?? 'HOST'}/${version}`);
  return new HeadroomError(
    'usage',
    `expected credentials or a version that tell which API ${method} ${path} is for, found neither; ` +
      `set the client's base URL to ${bases.join(' or ')}, and its API key`,
  );
}
