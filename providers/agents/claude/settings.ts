import path from 'node:path';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { LaunchContext } from '../../../src/model/launch.ts';
import { optionValues } from '../arguments.ts';
import { at, parseObject } from '../json-text.ts';

/** The user's `--settings`: JSON text of an object, or the path of a file with one. */
export function settingsArgument(context: LaunchContext): JsonObject | undefined {
  const value = optionValues(context.args, '--settings').at(-1);
  if (value === undefined) return undefined;
  return parseObject(value) ?? parseObject(context.readFile(path.resolve(context.cwd, value)));
}

/** The value of an environment variable as the agent will see it: its settings files override the environment. */
export function effectiveVariable(context: LaunchContext, name: string): string | undefined {
  const folder = context.env.CLAUDE_CONFIG_DIR ?? path.join(context.home, '.claude');
  const sources = optionValues(context.args, '--setting-sources').at(-1)?.split(',');
  const fileOf = (source: string, file: string): JsonObject | undefined =>
    sources?.includes(source) === false ? undefined : parseObject(context.readFile(file));
  const layers = [
    ...managedSettings(context),
    settingsArgument(context),
    fileOf('local', path.join(context.cwd, '.claude', 'settings.local.json')),
    fileOf('project', path.join(context.cwd, '.claude', 'settings.json')),
    fileOf('user', path.join(folder, 'settings.json')),
    { env: context.env },
  ];
  for (const layer of layers) {
    const value = at(layer, 'env', name);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
}

const managedFolders = ['/etc/claude-code', '/Library/Application Support/ClaudeCode'];

/**
 * The administrator's settings, which nothing that a launcher can pass overrides, strongest first: the files in
 * `managed-settings.d`, the last by name first, and `managed-settings.json` after them.
 */
export function managedSettings(context: Pick<LaunchContext, 'readFile' | 'listFolder'>): readonly JsonObject[] {
  const files = managedFolders.flatMap((folder) => {
    const parts = path.join(folder, 'managed-settings.d');
    const names = (context.listFolder?.(parts) ?? []).filter((name) => /^[^.].*\.json$/.test(name));
    const sorted = [...names].sort().reverse();
    return [...sorted.map((name) => path.join(parts, name)), path.join(folder, 'managed-settings.json')];
  });
  return files.map((file) => parseObject(context.readFile(file))).filter((settings) => settings !== undefined);
}

/** The user's settings object merged with ours: variables and permissions are added, nothing is removed. */
export function mergeSettings(
  user: JsonObject | undefined,
  ours: { readonly env: Readonly<Record<string, string>>; readonly allow: readonly string[] },
): JsonObject {
  const env = at(user, 'env');
  const permissions = at(user, 'permissions');
  const allow = at(permissions, 'allow');
  const allowed = Array.isArray(allow) ? allow : [];
  return {
    ...user,
    env: { ...(isJsonObject(env) ? env : {}), ...ours.env },
    permissions: {
      ...(isJsonObject(permissions) ? permissions : {}),
      allow: [...allowed, ...ours.allow.filter((rule) => !allowed.includes(rule))],
    },
  };
}
