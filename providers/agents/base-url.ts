import { HeadroomError } from '../../src/model/errors.ts';
import type { AgentLauncher, Environment, LaunchContext } from '../../src/model/launch.ts';
import type { UpstreamName } from '../../src/model/provider.ts';
import { directPlan } from './direct.ts';

/** The address for a client, and the upstream of its requests. */
export type Pointing = {
  /** The base URL for the client. */
  readonly base: string;
  /** The chosen upstream; `undefined` means the vendor's own. */
  readonly upstream?: string;
};

/** A base URL from the user's settings. */
export type UserBase = {
  /** Its source, as the user knows it: a variable or a key. */
  readonly name: string;
  readonly value: string | undefined;
};

/**
 * A user's base URL without trailing slashes; `undefined` if there is none, or an empty one. Anything else that is not
 * a URL ends the launch: otherwise the vendor would get a key that is meant for another address.
 * @throws {HeadroomError} `usage` for anything that is not an http(s) URL; {LossyBaseUrl} for one with credentials, a
 * query or
 *   a fragment
 */
export function userUrl({ name, value }: UserBase): string | undefined {
  const trimmed = value?.trim() ?? '';
  if (trimmed === '') return undefined;
  const url = trimmed.replace(/\/+$/, '');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new HeadroomError('usage', `expected an http or https URL in ${name}, found ${maskedUrl(trimmed)}`);
  }
  if (isBare(new URL(url))) return url;
  throw new LossyBaseUrl('usage', `${name} has credentials, a query or a fragment, ${maskedUrl(trimmed)}`);
}

/** A base URL of which a part would be lost through a proxy. */
export class LossyBaseUrl extends HeadroomError {}

/**
 * A launcher that leaves a call as typed if a base URL cannot be passed on completely: the agent then works as it would
 * without headroom.
 */
export function leavingLossyBases(launcher: AgentLauncher): AgentLauncher {
  return {
    ...launcher,
    plan(context) {
      try {
        return launcher.plan(context);
      } catch (error) {
        if (!(error instanceof LossyBaseUrl)) throw error;
        const note = `${error.message}: the requests of this launch do not come through headroom`;
        return directPlan(launcher.program, context.args, note);
      }
    },
  };
}

/** Whether a path can be appended to a URL: any other part would be lost. */
function isBare({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === '';
}

/** Hides possible credentials: the part before the last `@`, queries and fragments, and long words without a dot. */
function maskedUrl(text: string): string {
  const masked = text
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1***@')
    .replace(/([?#]).*$/s, '$1***')
    .replace(/[\w-]{20,}/g, '***');
  return JSON.stringify(masked);
}

/** The first of several variables that is set and not empty. */
export function firstSet(env: Environment, first: string, ...others: readonly string[]): UserBase {
  const name = [first, ...others].find((one) => env[one]) ?? first;
  return { name, value: env[name] };
}

/**
 * Points a client at the proxy such that upstream + request path is the request's target without the proxy.
 *
 * `version` is the segment that this client expects inside its base URL (`v1`); omit it for clients that append it
 * themselves. If the user's base ends in the segment, the client's base gets it and the upstream loses it; a base
 * without it is the upstream unchanged, and the client's base has no segment either.
 * @throws {HeadroomError} `usage` for a user's base that is not an http(s) URL, unless our own settings name the
 * upstream
 */
export function pointAt(
  context: Pick<LaunchContext, 'proxyUrl' | 'upstreams'>,
  upstream: UpstreamName,
  userBase: UserBase,
  version?: string,
): Pointing {
  const chosen = context.upstreams?.[upstream];
  const withVersion = version === undefined ? context.proxyUrl : `${context.proxyUrl}/${version}`;
  if (chosen !== undefined) return { base: withVersion, upstream: chosen };
  const user = userUrl(userBase);
  if (user === undefined) return { base: withVersion };
  if (version === undefined) return { base: context.proxyUrl, upstream: user };
  return user.endsWith(`/${version}`)
    ? { base: withVersion, upstream: user.slice(0, -version.length - 1) }
    : { base: context.proxyUrl, upstream: user };
}

/** The upstreams of several pointings, without those left to the vendor. */
export function chosenUpstreams(
  pointings: Readonly<Record<UpstreamName, Pointing>>,
): Readonly<Record<UpstreamName, string>> {
  return Object.fromEntries(
    Object.entries(pointings).flatMap(([name, { upstream }]) => (upstream === undefined ? [] : [[name, upstream]])),
  );
}
