import { Command } from 'commander';
import type { Option } from '../src/config/option.ts';
import type { ResolvedSettings } from '../src/config/resolve.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { addFileCommands } from './config-file.ts';
import { addSettings, settingsFrom, settingsTable } from './options.ts';
import { showNotices } from './ui/errors.ts';
import { print, printJson, printLine } from './ui/output.ts';
import { renderTable } from './ui/table.ts';

/**
 * `headroom config`: every option with its value and the source that decided it, and the file of the user's choices.
 */
export function configCommand(): Command {
  const command = new Command('config').description(
    'Show every option, its value and where it comes from, or change config.json.',
  );
  const list = command
    .command('list', { isDefault: true })
    .description('every option, or those whose name contains a word');
  // As the default command it also receives words that name no command.
  addSettings(list.argument('[word]', 'a part of an option’s name'), 'config')
    .option('--json', 'as JSON')
    .action(async (word: string | undefined, { json, ...flags }: Record<string, unknown>) => {
      const keys = keysWith(word);
      const { sources, ...resolved } = await settingsFrom(flags);
      showNotices(resolved.notices);
      const settings = Object.fromEntries(Object.entries(sources).filter(([key]) => keys.has(key)));
      await (json ? printJson({ home: resolved.home, settings }) : print(listing(resolved.home, settings)));
    });
  const get = command.command('get').argument('<key>', 'as in config.json, or as a flag').description('one value');
  addSettings(get, 'config')
    .option('--json', 'as JSON, with its source')
    .action(async (key: string, { json, ...flags }: Record<string, unknown>) => {
      const option = optionNamed(key);
      const resolved = await settingsFrom(flags);
      showNotices(resolved.notices);
      const found = resolved.sources[option.key];
      await (json ? printJson({ key: option.key, ...found }) : printLine(text(found?.value)));
    });
  addFileCommands(command, optionNamed);
  return command;
}

/** Keys of the options with a word in their key or flag, in any case; all keys without a word. */
function keysWith(word = ''): ReadonlySet<string> {
  const sought = word.toLowerCase();
  const found = settingsTable().filter(({ key, flag }) => `${key} ${flag}`.toLowerCase().includes(sought));
  if (found.length > 0) return new Set(found.map(({ key }) => key));
  const commands = 'list, get, set, unset, path';
  throw new HeadroomError(
    'usage',
    `config: expected ${commands} or a part of an option's name, found ${JSON.stringify(word)}`,
  );
}

/** The option of a key as `config.json` or the flag spells it, with or without leading dashes. */
function optionNamed(key: string): Option {
  const option = settingsTable().find(({ key: own, flag }) => own === key || flag === key || flag === `--${key}`);
  if (option !== undefined) return option;
  throw new HeadroomError('usage', `expected the key of an option, found ${JSON.stringify(key)}`, {
    hint: 'headroom config list shows them all',
  });
}

function listing(home: string, sources: ResolvedSettings['sources']): string {
  const rows = Object.entries(sources).map(([key, { value, source, profile }]) => [
    key,
    profile === undefined ? source : `${source} ${profile}`,
    text(value),
  ]);
  const columns = [{ heading: 'option' }, { heading: 'source' }, { heading: 'value' }];
  return `state folder: ${home}\n\n${renderTable(columns, rows)}\n`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
