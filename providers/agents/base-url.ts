import { HeadroomError } from '../../src/model/errors.ts';
import type { AgentLauncher, Environment, LaunchContext } from '../../src/model/launch.ts';
import type { UpstreamName } from '../../src/model/provider.ts';
import { directPlan } from './direct.ts';

/** Where a client is pointed, and where its requests go from there. */
export type Pointing = {
  /** The base URL for the client. */
  readonly base: string;
  /** The upstream that somebody chose; `undefined` leaves the vendor's own. */
  readonly upstream?: string;
};

/** A base URL as the user's settings hold it. */
export type UserBase = {
  /** Where it was found, as the user knows it: a variable or a key. */
  readonly name: string;
  readonly value: string | undefined;
};

/**
 * A user's base URL without trailing slashes; `undefined` where there is none, or an empty one. Anything else that is
 * no URL ends the launch: the vendor's own address in its place would get a key that is meant for another.
 * @throws {HeadroomError} `usage` for anything that is not an http(s) URL; {LossyBaseUrl} for one with credentials, a query or
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

/** A base URL of which something would be lost on the way through a proxy. */
export class LossyBaseUrl extends HeadroomError {}

/**
 * A launcher that leaves a call as it was typed where a base URL cannot be passed on whole: the agent does without a proxy
 * what it would do alone.
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

/** Whether a path can be appended to a URL: what else it has would be lost on the way. */
function isBare({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === '';
}

/** Hides what may be one: the part before the last `@`, queries and fragments, and long words without a dot. */
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
 * Points a client at the proxy such that upstream + request path is where the request would have gone without it.
 *
 * `version` is the segment that this client expects inside its base URL (`v1`); leave it out for clients that append
 * it themselves. A user's base that ends in the segment gives it to the client's base and loses it as an upstream; a
 * base without it is the upstream as it stands, and the client gets no segment either.
 * @throws {HeadroomError} `usage` for a user's base that is not an http(s) URL, unless our own settings name the upstream
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

/** The upstreams of several pointings, those left to the vendor not mentioned. */
export function chosenUpstreams(
  pointings: Readonly<Record<UpstreamName, Pointing>>,
): Readonly<Record<UpstreamName, string>> {
  return Object.fromEntries(
    Object.entries(pointings).flatMap(([name, { upstream }]) => (upstream === undefined ? [] : [[name, upstream]])),
  );
}
