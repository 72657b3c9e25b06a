import { Command } from 'commander';
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
  addSettings(list, 'config')
    .option('--json', 'as JSON')
    .action(async ({ json, ...flags }: Record<string, unknown>) => {
      const resolved = await settingsFrom(flags);
      showNotices(resolved.notices);
      await (json ? printJson({ home: resolved.home, settings: resolved.sources }) : print(listing(resolved)));
    });
  const get = command.command('get').argument('<key>', 'as in config.json, or as a flag').description('one value');
  addSettings(get, 'config').action(async (key: string, flags: Record<string, unknown>) => {
    const option = settingsTable().find((candidate) => candidate.key === key || candidate.flag === key);
    if (option === undefined) {
      throw new HeadroomError('usage', `expected the key of an option, found ${JSON.stringify(key)}`, {
        hint: 'headroom config list shows them all',
      });
    }
    const resolved = await settingsFrom(flags);
    showNotices(resolved.notices);
    await printLine(text(resolved.sources[option.key]?.value));
  });
  return command;
}

function listing({ home, sources }: ResolvedSettings): string {
  const rows = Object.entries(sources).map(([key, { value, source }]) => [key, source, text(value)]);
  const columns = [{ heading: 'option' }, { heading: 'source' }, { heading: 'value' }];
  return `state folder: ${home}\n\n${renderTable(columns, rows)}\n`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
