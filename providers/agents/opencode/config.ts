import path from 'node:path';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Environment, LaunchContext } from '../../../src/model/launch.ts';
import type { UpstreamName } from '../../../src/model/provider.ts';
import { firstSet, type UserBase } from '../base-url.ts';
import { ancestors, gitRoot } from '../folders.ts';
import { at, parseCommentedObject } from '../json-text.ts';

/** A provider of opencode that has an upstream here. */
export type KnownProvider = {
  readonly id: string;
  readonly upstream: UpstreamName;
  /** Version segment that its base URL ends in. */
  readonly version: string;
  /** Variables, any of which may contain its key. */
  readonly keys: readonly string[];
  /** Variable with its base URL if no configuration has one. */
  readonly baseVariable?: string;
};

/** The providers that the proxy can serve. */
export const knownProviders: readonly KnownProvider[] = [
  {
    id: 'anthropic',
    upstream: 'anthropic',
    version: 'v1',
    keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    baseVariable: 'ANTHROPIC_BASE_URL',
  },
  { id: 'openai', upstream: 'openai', version: 'v1', keys: ['OPENAI_API_KEY'], baseVariable: 'OPENAI_BASE_URL' },
  {
    id: 'google',
    upstream: 'gemini',
    version: 'v1beta',
    keys: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_API_KEY', 'GEMINI_API_KEY'],
  },
];

/** The base URL that the user gave a provider: in the configuration, else in the environment. */
export function userBase(context: LaunchContext, provider: KnownProvider): UserBase {
  const name = `provider.${provider.id}.options.baseURL`;
  for (const { config, folder } of configurations(context)) {
    const value = at(config, 'provider', provider.id, 'options', 'baseURL');
    if (typeof value === 'string')
      return { name, value: withFiles(withVariables(value, context.env), context, folder) };
  }
  const { baseVariable } = provider;
  return baseVariable === undefined ? { name, value: undefined } : firstSet(context.env, baseVariable);
}

/** The agent expands `{env:NAME}` in its configuration; unset variables become empty. */
function withVariables(value: string, env: Environment): string {
  return value.replace(/\{env:([^}]+)\}/g, (_whole, name: string) => env[name.trim()] ?? '');
}

/** The same for `{file:PATH}`; unreadable files become empty. */
function withFiles(value: string, { home, readFile }: LaunchContext, folder: string): string {
  return value.replace(/\{file:([^}]+)\}/g, (_whole, file: string) => {
    const named = file.trim().replace(/^~(?=\/)/, home);
    return readFile(path.resolve(folder, named))?.trim() ?? '';
  });
}

/** The providers for which the user has a key, a login or a configuration. */
export function configuredProviders(context: LaunchContext): readonly KnownProvider[] {
  const data = context.env.XDG_DATA_HOME ?? path.join(context.home, '.local', 'share');
  const logins = parseCommentedObject(context.readFile(path.join(data, 'opencode', 'auth.json')));
  const configs = configurations(context);
  return knownProviders.filter(
    ({ id, keys }) =>
      keys.some((key) => context.env[key]) ||
      at(logins, id) !== undefined ||
      configs.some(({ config }) => at(config, 'provider', id) !== undefined),
  );
}

/** A configuration, and the base folder of its relative paths. */
type Configuration = { readonly config: JsonObject; readonly folder: string };

/** Every configuration that counts, strongest first. */
function configurations(context: LaunchContext): readonly Configuration[] {
  const { env, home, cwd, readFile } = context;
  const root = gitRoot(context) ?? cwd;
  const project = ancestors(cwd).filter((folder) => folder === root || folder.startsWith(root + path.sep));
  const global = path.join(env.XDG_CONFIG_HOME ?? path.join(home, '.config'), 'opencode');
  const inFolder = (folder: string): readonly string[] =>
    ['opencode.jsonc', 'opencode.json', 'config.json'].map((name) => path.join(folder, name));
  const files = [
    ...(env.OPENCODE_CONFIG_DIR ? inFolder(path.resolve(cwd, env.OPENCODE_CONFIG_DIR)).slice(0, 2) : []),
    ...project.flatMap((folder) => [...inFolder(path.join(folder, '.opencode')), ...inFolder(folder).slice(0, 2)]),
    ...(env.OPENCODE_CONFIG ? [path.resolve(cwd, env.OPENCODE_CONFIG)] : []),
    ...inFolder(global),
  ];
  const texts = [
    { text: env.OPENCODE_CONFIG_CONTENT, folder: cwd },
    ...files.map((file) => ({ text: readFile(file), folder: path.dirname(file) })),
  ];
  return texts.flatMap(({ text, folder }) => {
    const config = parseCommentedObject(text);
    return config === undefined ? [] : [{ config, folder }];
  });
}
