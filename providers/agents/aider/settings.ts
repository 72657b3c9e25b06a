import path from 'node:path';
import type { Environment, LaunchContext } from '../../../src/model/launch.ts';
import { optionValues, withoutOption } from '../arguments.ts';
import { parseDotenv } from '../dotenv.ts';
import { gitRoot } from '../folders.ts';
import { listItems, yamlValues } from './yaml-values.ts';

/** What the user's arguments, files and environment say, each already in the agent's own order of precedence. */
export type AiderSettings = {
  /** The environment as the agent will have it after its `.env` files and settings. */
  readonly env: Environment;
  /** The user's `set-env` entries that are lost once the option is given on the command line. */
  readonly displaced: Readonly<Record<string, string>>;
};

/** An option as the agent takes it: by its name, or by a unique prefix of it. */
const spellings = (name: string, shortest: string): readonly string[] =>
  Array.from({ length: name.length - shortest.length + 1 }, (_, more) => name.slice(0, shortest.length + more));

const setEnvOption = spellings('--set-env', '--set');
const envFileOption = spellings('--env-file', '--env');
const configOption = [...spellings('--config', '--con'), '-c'];
const modelSettingsOption = spellings('--model-settings-file', '--model-s');
const openaiBaseOption = spellings('--openai-api-base', '--openai-api-b');

/** The user's arguments without those that set an address: it is the upstream, and on the command line the last one wins. */
export function withoutAddresses(args: readonly string[], names: readonly string[]): readonly string[] {
  const isAddress = (value: string) => names.includes(value.split('=')[0]?.trim() ?? '');
  return withoutOption(withoutOption(args, openaiBaseOption), setEnvOption, isAddress);
}

/** A model-settings file that names an address: nothing that a launcher can pass overrides it. */
export function fileOfFixedAddress(context: LaunchContext): string | undefined {
  const folders = [context.cwd, gitRoot(context), context.home].filter((folder) => folder !== undefined);
  const named = optionValues(context.args, ...modelSettingsOption).at(-1) ?? context.env.AIDER_MODEL_SETTINGS_FILE;
  const own = folders.map((folder) => path.join(folder, '.aider.model.settings.yml'));
  const files = named === undefined ? own : [path.resolve(context.cwd, named), ...own];
  return files.find((file) => /^\s*(?:-\s+)?["']?(?:api_base|base_url)["']?\s*:/m.test(context.readFile(file) ?? ''));
}

/** Reads `.aider.conf.yml`, the `.env` files and the variables for options. */
export function readSettings(context: LaunchContext): AiderSettings {
  const folders = [context.cwd, gitRoot(context), context.home].filter((folder) => folder !== undefined);
  const configured = (key: string): readonly string[] | undefined => {
    const named = optionValues(context.args, ...configOption).map((file) => path.resolve(context.cwd, file));
    const files = [...named, ...folders.map((folder) => path.join(folder, '.aider.conf.yml'))];
    return files.map((file) => yamlValues(context.readFile(file), key)).find((values) => values !== undefined);
  };
  const envFile =
    optionValues(context.args, ...envFileOption).at(-1) ?? context.env.AIDER_ENV_FILE ?? configured('env-file')?.[0];
  const logins = path.join(context.home, '.aider', 'oauth-keys.env');
  const dotenvs = [logins, ...[...folders].reverse().map((folder) => path.join(folder, '.env'))];
  if (envFile !== undefined) dotenvs.push(path.resolve(context.cwd, envFile));
  const env: Record<string, string | undefined> = { ...context.env };
  for (const file of dotenvs) Object.assign(env, parseDotenv(context.readFile(file), env));

  const given = optionValues(context.args, ...setEnvOption);
  const listed = env.AIDER_SET_ENV ? listItems(env.AIDER_SET_ENV) : (configured('set-env') ?? []);
  const set = { ...env, ...assignments(given.length > 0 ? given : listed) };
  const apiBase =
    optionValues(context.args, ...openaiBaseOption).at(-1) ??
    env.AIDER_OPENAI_API_BASE ??
    configured('openai-api-base')?.[0];
  return {
    env: apiBase ? { ...set, OPENAI_API_BASE: apiBase } : set,
    displaced: given.length > 0 ? {} : assignments(listed),
  };
}

function assignments(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const split = entry.indexOf('=');
      return split < 0 ? [] : [[entry.slice(0, split).trim(), entry.slice(split + 1).trim()]];
    }),
  );
}
