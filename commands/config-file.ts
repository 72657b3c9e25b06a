import { realpathSync } from 'node:fs';
import type { Command } from 'commander';
import { readConfigFile } from '../src/config/file.ts';
import type { Option } from '../src/config/option.ts';
import { stateFolder } from '../src/config/resolve.ts';
import { readValue } from '../src/config/values.ts';
import { writeOwnFile } from '../src/launch/own-file.ts';
import { folderHint, writeTrouble } from '../src/lib/folder-trouble.ts';
import { HeadroomError } from '../src/model/errors.ts';
import type { Json } from '../src/model/json.ts';
import { printLine } from './ui/output.ts';

/** Adds the commands of `headroom config` that show the file's path and change it. */
export function addFileCommands(command: Command, optionNamed: (key: string) => Option): void {
  command
    .command('set')
    .argument('<key>', 'as in config.json, or as a flag')
    .argument('<value>', 'as a flag takes it; true or false where the flag takes none')
    .description('write a value to config.json')
    .action(async (key: string, text: string) => {
      const option = optionNamed(key);
      const reading = readValue(option, text);
      if (!reading.ok) {
        throw new HeadroomError('config', `${option.key}: expected ${reading.expected}, found ${reading.found}`);
      }
      await change(option.key, reading.value);
    });
  command
    .command('unset')
    .argument('<key>', 'as in config.json, or as a flag')
    .description('remove a value from config.json')
    .action(async (key: string) => change(await keyToDrop(key, optionNamed), undefined));
  command
    .command('path')
    .description('print where config.json is, or would be')
    .action(async () => printLine((await readConfigFile(stateFolder())).path));
}

/** The key as the file has it: even a key that no option knows can be removed. */
async function keyToDrop(key: string, optionNamed: (key: string) => Option): Promise<string> {
  const { values } = await readConfigFile(stateFolder());
  return Object.hasOwn(values, key) ? key : optionNamed(key).key;
}

/** Rewrites the file with one key changed or removed. Everything else in it is left as it was. */
async function change(key: string, value: Json | undefined): Promise<void> {
  const file = await readConfigFile(stateFolder());
  if (file.problem !== undefined) throw new HeadroomError('config', file.problem, { hint: 'nothing was changed' });
  const { [key]: before, ...rest } = file.values;
  if (value === undefined && before === undefined) return;
  // An existing key keeps its place.
  const values = value === undefined ? rest : { ...file.values, [key]: value };
  try {
    writeOwnFile(target(file.path), `${JSON.stringify(values, undefined, 2)}\n`, 0o600);
  } catch (cause) {
    const found = writeTrouble(file.path, cause);
    throw new HeadroomError('config', `expected to write ${file.path}, found: ${found}`, {
      cause,
      exitCode: 1,
      hint: folderHint,
    });
  }
}

/** The real file if the path is a link, which remains a link. */
function target(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
