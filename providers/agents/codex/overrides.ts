import { parse } from 'smol-toml';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { at, withValue } from '../json-text.ts';
import { grammar } from './calls.ts';

/** One `-c KEY=VALUE` among the arguments. */
type Override = {
  readonly path: readonly string[];
  readonly value: Json;
  /** Index behind its last argument. */
  readonly end: number;
};

/** What the user's `-c` options make up together, the later over the earlier. */
export function overridden(args: readonly string[]): JsonObject {
  return readOverrides(args).reduce<JsonObject>((config, { path, value }) => withValue(config, path, value), {});
}

/** Whether the user's own arguments set a key of the configuration. */
export function isOverridden(args: readonly string[], key: string): boolean {
  return at(overridden(args), ...key.split('.')) !== undefined;
}

/**
 * The arguments with an option of ours behind the last of the user's that sets the same key, alone or with a table that
 * holds it: the last one wins, and those of a subcommand win over those in front of it. As they are where there is none.
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

/** The agent parts a setting at its first `=`, the key at its dots, and takes a value that is no TOML as a string. */
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
