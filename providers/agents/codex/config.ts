import path from 'node:path';
import { parse } from 'smol-toml';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { LaunchContext } from '../../../src/model/launch.ts';
import { optionValues } from '../arguments.ts';
import { at } from '../json-text.ts';

/** Which provider the agent will ask, and what the configuration says about its address. */
export type CodexProvider = {
  readonly id: string;
  /** The user's own base URL for it. */
  readonly base?: string;
  /** The provider has a table of its own in the configuration. */
  readonly custom: boolean;
  /** The user says whether tools may run in login shells. */
  readonly choosesShell: boolean;
};

/**
 * Reads the provider from `config.toml`, the profile's file over it and the user's `-c` options over both.
 * Files that are missing or broken count as empty.
 */
export function readProvider(context: LaunchContext): CodexProvider {
  const folder = context.env.CODEX_HOME || path.join(context.home, '.codex');
  const config = readToml(context, path.join(folder, 'config.toml'));
  const profile = optionValues(context.args, '--profile', '-p').at(-1) ?? text(config.profile);
  const layers: readonly (Json | undefined)[] = [
    profile === undefined ? undefined : readToml(context, path.join(folder, `${profile}.config.toml`)),
    profile === undefined ? undefined : at(config, 'profiles', profile),
    config,
  ];
  const look = (...keys: readonly string[]): string | undefined =>
    override(context.args, keys.join('.')) ?? layers.map((layer) => text(at(layer, ...keys))).find((value) => value);
  const id = look('model_provider') ?? 'openai';
  const custom = layers.some((layer) => isJsonObject(at(layer, 'model_providers', id)));
  const shellKey = 'allow_login_shell';
  const choosesShell =
    isOverridden(context.args, shellKey) || layers.some((layer) => at(layer, shellKey) !== undefined);
  return { id, custom, choosesShell, base: custom ? look('model_providers', id, 'base_url') : look('openai_base_url') };
}

/** Whether the user's own arguments set a configuration key, which then beats ours. */
export function isOverridden(args: readonly string[], key: string): boolean {
  return override(args, key) !== undefined;
}

function override(args: readonly string[], key: string): string | undefined {
  const value = optionValues(args, '-c', '--config')
    .filter((setting) => setting.startsWith(`${key}=`))
    .at(-1)
    ?.slice(key.length + 1);
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

function readToml(context: LaunchContext, file: string): JsonObject {
  try {
    const value: unknown = parse(context.readFile(file) ?? '');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
