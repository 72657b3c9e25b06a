import path from 'node:path';
import type { Environment } from '../model/launch.ts';
import { pathName } from './which.ts';

const loopback = ['127.0.0.1', 'localhost'];

/** The parts of a child's environment. */
export type EnvironmentParts = {
  readonly env: Environment;
  /** The plan's variables. */
  readonly planned: Environment;
  /** Folder with our own command; `undefined` if it could not be created. */
  readonly shimFolder?: string;
};

/**
 * What is different in the child's environment: the plan's variables, the exemption from HTTP proxies (clients apply
 * them to loopback too, and some read one spelling of `NO_PROXY`, some the other), and our own command first on the
 * PATH.
 */
export function changedVariables({ env, planned, shimFolder }: EnvironmentParts): Environment {
  const name = pathName(env);
  const search = env[name] ? `${shimFolder}${path.delimiter}${env[name]}` : shimFolder;
  return {
    NO_PROXY: withLoopback(env.NO_PROXY ?? env.no_proxy),
    no_proxy: withLoopback(env.no_proxy ?? env.NO_PROXY),
    ...(shimFolder === undefined ? {} : { [name]: search }),
    ...planned,
  };
}

/** The whole environment of the child; a variable that the plan gives as `undefined` is removed. */
export function childEnvironment(parts: EnvironmentParts): Environment {
  const entries = Object.entries({ ...parts.env, ...changedVariables(parts) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function withLoopback(list: string | undefined): string {
  const hosts = (list ?? '').split(',').map((host) => host.trim());
  const kept = hosts.filter((host) => host !== '');
  if (kept.includes('*')) return kept.join(',');
  return [...kept, ...loopback.filter((host) => !kept.includes(host))].join(',');
}
