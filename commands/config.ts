import { Command } from 'commander';
import type { Option } from '../src/config/option.ts';
import type { ResolvedSettings } from '../src/config/resolve.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { addSettings, settingsFrom, settingsTable } from './options.ts';
import { showNotices } from './ui/errors.ts';
import { print, printJson, printLine } from './ui/output.ts';
import { renderTable } from './ui/table.ts';

/** `headroom config list|get`: every option with its value and the source that won. Changes nothing. */
export function configCommand(): Command {
  const command = new Command('config').description('Show every option, its value and where it comes from.');
  const list = command.command('list', { isDefault: true }).description('every option');
  // As the default it is also handed the words that name no command; its help does not ask for any.
  addSettings(list.argument('[word]').usage('[options]'), 'config')
    .option('--json', 'as JSON')
    .action(async (word: string | undefined, { json, ...flags }: Record<string, unknown>) => {
      if (word !== undefined) {
        throw new HeadroomError('usage', `config: expected list or get, found ${JSON.stringify(word)}`);
      }
      const resolved = await settingsFrom(flags);
      showNotices(resolved.notices);
      await (json ? printJson({ home: resolved.home, settings: resolved.sources }) : print(listing(resolved)));
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
  return command;
}

/** The option of a key as `config.json` has it or as the flag has it, with its dashes in front or without. */
function optionNamed(key: string): Option {
  const option = settingsTable().find(({ key: own, flag }) => own === key || flag === key || flag === `--${key}`);
  if (option !== undefined) return option;
  throw new HeadroomError('usage', `expected the key of an option, found ${JSON.stringify(key)}`, {
    hint: 'headroom config list shows them all',
  });
}

function listing({ home, sources }: ResolvedSettings): string {
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
