import path from 'node:path';
import { parse } from 'smol-toml';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { LaunchContext } from '../../../src/model/launch.ts';
import { optionValues } from '../arguments.ts';
import { at } from '../json-text.ts';
import { isOverridden, overridden } from './overrides.ts';

/** The provider that the agent will use, and its configured address. */
export type CodexProvider = {
  readonly id: string;
  /** The user's own base URL for it. */
  readonly base?: string;
  /** Whether the provider has a table of its own in the configuration. */
  readonly custom: boolean;
  /** Whether the user set if tools may run in login shells. */
  readonly choosesShell: boolean;
};

/**
 * Reads the provider from `config.toml`, the profile's file over it and the user's `-c` options over both.
 * Files that are missing or broken count as empty.
 */
export function readProvider(context: LaunchContext): CodexProvider {
  const folder = context.env.CODEX_HOME || path.join(context.home, '.codex');
  const config = readToml(context, path.join(folder, 'config.toml'));
  const given = overridden(context.args);
  const profile = optionValues(context.args, '--profile', '-p').at(-1) ?? text(given.profile) ?? text(config.profile);
  const layers: readonly (Json | undefined)[] = [
    given,
    profile === undefined ? undefined : at(given, 'profiles', profile),
    profile === undefined ? undefined : readToml(context, path.join(folder, `${profile}.config.toml`)),
    profile === undefined ? undefined : at(config, 'profiles', profile),
    config,
  ];
  const look = (...keys: readonly string[]): string | undefined =>
    layers.map((layer) => text(at(layer, ...keys))).find((value) => value);
  const id = look('model_provider') ?? 'openai';
  const custom = layers.some((layer) => isJsonObject(at(layer, 'model_providers', id)));
  const shellKey = 'allow_login_shell';
  const choosesShell =
    isOverridden(context.args, shellKey) || layers.some((layer) => at(layer, shellKey) !== undefined);
  return { id, custom, choosesShell, base: custom ? look('model_providers', id, 'base_url') : look('openai_base_url') };
}

/** The content of a TOML file; empty if it is missing or malformed. */
export function readToml(context: Pick<LaunchContext, 'readFile'>, file: string): JsonObject {
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
