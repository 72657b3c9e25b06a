import { existsSync } from 'node:fs';
import path from 'node:path';
import { isJsonObject, type JsonObject } from '../model/json.ts';

/** The content of `config.json`; `problem` is one line, and the file then counts as empty. */
export type ConfigFile = { readonly path: string; readonly values: JsonObject; readonly problem?: string };

/**
 * Reads `config.json` of a state folder. Never throws and never writes: the reader is loaded only if the file exists,
 * which saves time for everyone without one.
 */
export async function readConfigFile(home: string): Promise<ConfigFile> {
  const file = path.join(home, 'config.json');
  if (!existsSync(file)) return { path: file, values: {} };
  try {
    const { default: Conf } = await import('conf');
    const reader = new Conf<Record<string, unknown>>({
      cwd: home,
      configName: 'config',
      accessPropertiesByDotNotation: false,
      deserialize: parseObject,
    });
    return { path: file, values: { ...reader.store } as JsonObject };
  } catch (error) {
    const found = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error);
    return { path: file, values: {}, problem: `${file}: expected a JSON object, found ${found}; defaults are used` };
  }
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isJsonObject(value)) throw new Error(Array.isArray(value) ? 'an array' : String(value));
  return { ...value };
}
