import { HeadroomError } from '../model/errors.ts';
import type { Environment } from '../model/launch.ts';
import type { ProxyRoute, Trust, TrustVariables } from '../model/outside.ts';
import type { SettingSource, Settings } from '../model/settings.ts';
import { type ConfigFile, readConfigFile } from './file.ts';
import { homeFolder } from './home.ts';
import type { Option, OptionValue } from './option.ts';
import { profileKey, profileValue } from './profiles.ts';
import { readTrust } from './trust.ts';
import { readValue } from './values.ts';

/** A setting's value and where it came from. */
export type Sourced = {
  readonly value: OptionValue;
  readonly source: SettingSource;
  /** Name of the profile, if that is the source. */
  readonly profile?: string;
};

/** Settings and their sources. */
export type ResolvedSettings = {
  readonly settings: Settings;
  /** By key of the option table, in its order. */
  readonly sources: Readonly<Record<string, Sourced>>;
  /** The state folder. It may not exist yet. */
  readonly home: string;
  /** Problems of the file, one line each. */
  readonly notices: readonly string[];
};

/**
 * Resolves every option: default, then the chosen profile, then `config.json`, then the environment, then the command
 * line; the last that is set is used. Writes nothing. An error in the file becomes a notice and the default is used: an
 * agent that starts tomorrow must not fail because of it. An error on the command line or in the environment ends the
 * program, since the person who typed it is watching.
 * @throws {HeadroomError} `config` for a wrong flag or variable
 */
export async function resolveSettings(input: {
  readonly table: readonly Option[];
  /** Parsed options by key; `undefined` if the command line does not set them. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: Environment;
  readonly home?: string;
  /** Headroom's variables that are not options. */
  readonly ownVariables?: readonly string[];
}): Promise<ResolvedSettings> {
  const env = input.env ?? process.env;
  const home = input.home ?? homeFolder(env);
  const file = await readConfigFile(home);
  const notices = [
    ...(file.problem === undefined ? [] : [file.problem]),
    ...unknownKeys(file, input.table),
    ...unknownVariables(env, [...input.table.map((option) => option.env), ...(input.ownVariables ?? [])]),
  ];
  const sources: Record<string, Sourced> = {};
  for (const option of input.table) {
    const layers = [
      fromFile(option, file, notices),
      fromText(option, option.env, env[option.env] || undefined, 'environment'),
      fromText(option, option.flag, input.flags?.[option.key], 'flag'),
    ];
    sources[option.key] = layers.findLast((layer) => layer !== undefined) ?? {
      value: option.default,
      source: 'default',
    };
  }
  applyProfile(input.table, sources);
  return { settings: toSettings(input.table, sources), sources, home, notices };
}

/** The state folder that the environment names. */
export function stateFolder(env: Environment = process.env): string {
  return homeFolder(env);
}

/** Values of environment variables by name, for what only one command needs. Empty counts as unset. */
export function environmentValues(
  names: readonly string[],
  env: Environment = process.env,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.map((name) => [name, env[name] || undefined]));
}

/**
 * Reads the usual proxy variables as curl does: the lower-case spelling wins, and ALL_PROXY is the fallback. If only
 * HTTP_PROXY is set, it is used for https upstreams too, as agents do.
 */
export function proxyEnvironment(env: Environment = process.env): ProxyRoute {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const all = read('ALL_PROXY');
  const httpProxy = read('HTTP_PROXY') ?? all;
  return { httpProxy, httpsProxy: read('HTTPS_PROXY') ?? all ?? httpProxy, noProxy: read('NO_PROXY') };
}

/**
 * Reads the environment's trusted certificates and its client certificate. Never fails: see `Trust.problems`.
 * @param folder where relative paths start
 */
export function trustEnvironment(variables: TrustVariables, folder: string): Promise<Trust> {
  return readTrust(variables, process.env, folder);
}

function fromFile(option: Option, file: ConfigFile, notices: string[]): Sourced | undefined {
  const raw = file.values[option.key];
  if (raw === undefined || raw === null) return undefined;
  const reading = readValue(option, raw);
  if (reading.ok) return { value: reading.value, source: 'file' };
  notices.push(
    `${file.path}: ${option.key}: expected ${reading.expected}, found ${reading.found}; the file's value is not used`,
  );
  return undefined;
}

function fromText(option: Option, name: string, raw: unknown, source: SettingSource): Sourced | undefined {
  if (raw === undefined) return undefined;
  const reading = readValue(option, raw);
  if (reading.ok) return { value: reading.value, source };
  throw new HeadroomError('config', `${name}: expected ${reading.expected}, found ${reading.found}`);
}

/** Puts the values of the chosen profile in place of defaults. */
function applyProfile(table: readonly Option[], sources: Record<string, Sourced>): void {
  const profile = sources[profileKey]?.value;
  if (profile === undefined) return;
  for (const option of table) {
    const value = profileValue(profile, option);
    if (value === undefined || sources[option.key]?.source !== 'default') continue;
    sources[option.key] = { value, source: 'profile', profile: String(profile) };
  }
}

function unknownKeys(file: ConfigFile, table: readonly Option[]): readonly string[] {
  const known = new Set(table.map((option) => option.key));
  return Object.keys(file.values)
    .filter((key) => !known.has(key))
    .map((key) => `${file.path}: expected known settings, found ${JSON.stringify(key)}; it is not used`);
}

/** Variables that look like ours and are not: probably typing errors. */
function unknownVariables(env: Environment, known: readonly string[]): readonly string[] {
  const all = new Set(['HEADROOM_HOME', ...known]);
  return Object.keys(env)
    .filter((name) => name.startsWith('HEADROOM_') && env[name] && !all.has(name))
    .map((name) => `${name}: expected the variable of an option, found one that nothing reads`);
}

function toSettings(table: readonly Option[], sources: Readonly<Record<string, Sourced>>): Settings {
  const own = table.filter((option) => option.upstream === undefined);
  const urls = table.filter((option) => option.upstream !== undefined);
  const value = (option: Option) => sources[option.key]?.value ?? option.default;
  const settings = {
    ...Object.fromEntries(own.map((option) => [option.key, value(option)])),
    upstreams: Object.freeze(Object.fromEntries(urls.map((option) => [option.upstream, value(option)]))),
  };
  return Object.freeze(settings) as unknown as Settings;
}
