import { parse } from 'smol-toml';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { at, withValue } from '../json-text.ts';
import { grammar } from './calls.ts';

/** One `-c KEY=VALUE` among the arguments. */
type Override = {
  readonly path: readonly string[];
  readonly value: Json;
  /** Index after its last argument. */
  readonly end: number;
};

/** The user's `-c` options merged, later ones over earlier ones. */
export function overridden(args: readonly string[]): JsonObject {
  return readOverrides(args).reduce<JsonObject>((config, { path, value }) => withValue(config, path, value), {});
}

/** Whether the user's own arguments set a key of the configuration. */
export function isOverridden(args: readonly string[], key: string): boolean {
  return at(overridden(args), ...key.split('.')) !== undefined;
}

/**
 * The arguments with our option after the user's last one that sets the same key, alone or with a table that contains
 * it: the last one wins, and those of a subcommand win over those before it. Unchanged if there is none.
 */
export function behindOverrides(args: readonly string[], key: string, option: readonly string[]): readonly string[] {
  const keys = key.split('.');
  const rivals = readOverrides(args).filter(({ path }) => path.every((part, index) => keys[index] === part));
  const end = rivals.at(-1)?.end;
  return end === undefined ? args : [...args.slice(0, end), ...option, ...args.slice(end)];
}

function readOverrides(args: readonly string[]): readonly Override[] {
  const found: Override[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') break;
    const isName = arg === '-c' || arg === '--config';
    const setting = isName ? args[++index] : joined(arg);
    const override = setting === undefined ? undefined : readSetting(setting, index + 1);
    if (override !== undefined) found.push(override);
    else if (setting === undefined && grammar.valued.includes(arg)) index++;
  }
  return found;
}

/** The value of `--config=…`, `-c=…` or `-c…`. */
function joined(arg: string): string | undefined {
  return /^(?:--config=|-c=?)(.+)$/s.exec(arg)?.[1];
}

/** The agent splits a setting at its first `=`, the key at its dots, and reads a value that is not TOML as a string. */
function readSetting(setting: string, end: number): Override | undefined {
  const split = setting.indexOf('=');
  if (split < 0) return undefined;
  const path = setting.slice(0, split).trim().split('.');
  return { path, value: readValue(setting.slice(split + 1).trim()), end };
}

function readValue(text: string): Json {
  try {
    const parsed: unknown = parse(`value = ${text}`);
    const value = isJsonObject(parsed) ? parsed.value : undefined;
    return value ?? text;
  } catch {
    return text.replace(/^(["'])(.*)\1$/, '$2');
  }
}
