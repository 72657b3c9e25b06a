import type {
  ProviderAdapter,
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
  /** Where a request goes that nothing else identifies. */
  readonly fallback: UpstreamName;
};

/** Splits a raw request target into what routing looks at. */
export function requestHead(method: string, target: string, headers: ReadonlyMap<string, string>): RequestHead {
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  return { method, path, query: question === -1 ? '' : target.slice(question + 1), headers };
}

/** Chooses the upstream from the head, then from the API that the path speaks, and joins its base path and the target. */
export function resolveTarget(
  table: UpstreamTable,
  head: RequestHead,
  target: string,
  adapter: ProviderAdapter | undefined,
): Target {
  const upstream = table.route(head) ?? adapter?.upstream ?? table.fallback;
  const declaration = table.declarations.find(({ name }) => name === upstream);
  const base = new URL(table.urls[upstream] ?? declaration?.defaultUrl ?? '');
  const basePath = base.pathname.replace(/\/+$/, '');
  const version = declaration?.version;
  const drop = declaration?.dropsVersion === true && version !== undefined && target.startsWith(`/${version}/`);
  const rest = drop ? target.slice((version as string).length + 1) : target;
  return { upstream, origin: base.origin, path: basePath + rest };
}
