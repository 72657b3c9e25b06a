import { Command } from 'commander';
import { knownModels } from '../providers/hub.ts';
import { type InstalledModel, listModels, modelsFolder, removeModel } from '../src/inference/model-folder.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { settingsFrom } from './options.ts';
import { formatBytes } from './ui/numbers.ts';
import { printJson, printLine } from './ui/output.ts';
import { renderTable } from './ui/table.ts';

type InstallFlags = { readonly name?: string; readonly file?: string; readonly offline?: boolean };

const tasks: Readonly<Record<InstalledModel['task'], string>> = {
  keep: 'chooses lines and sentences of prose',
  embed: 'compares texts by meaning',
};

/** `headroom models`: optional models that run on this machine. Nothing is downloaded unless asked for. */
export function modelsCommand(): Command {
  const command = new Command('models').description(
    'Install, list or remove models that run on this machine. Without any, prose is shortened by rules alone.',
  );
  command
    .command('list', { isDefault: true })
    .description('what is installed')
    .argument('[word]')
    .usage('[options]')
    .option('--json', 'as JSON')
    .action(async (word: string | undefined, { json }: { readonly json?: boolean }) => {
      if (word !== undefined) {
        throw new HeadroomError('usage', `models: expected list, install or remove, found ${JSON.stringify(word)}`);
      }
      const { home } = await settingsFrom({});
      await (json ? printJson(listModels(home)) : printLine(listing(home)));
    });
  command
    .command('install')
    .description('from a folder, or from a hub by name, id or URL; an interrupted download is resumed')
    .argument(
      '<source>',
      `${knownModels.map(({ name }) => name).join(' or ')}, a folder, OWNER/NAME[@REVISION], or a URL`,
    )
    .option('--name <name>', 'the name to store it under')
    .option('--file <path>', 'which ONNX file to take, if there are several')
    .option('--offline', 'use no network; HF_HUB_OFFLINE=1 does the same')
    .addHelpText('after', '\nHF_ENDPOINT names another hub.')
    .action(async (source: string, flags: InstallFlags) => {
      const { home } = await settingsFrom({});
      const { installFrom } = await import('./models-install.ts');
      const { name, files } = await installFrom(home, source, flags);
      await printLine(`${name}: ${size(files)} in ${modelsFolder(home)}; proxies that start from now on use it`);
    });
  command
    .command('remove')
    .description('delete one')
    .argument('<name>', 'as list shows it')
    .action(async (name: string) => {
      const { home } = await settingsFrom({});
      removeModel(home, name);
      await printLine(`${name}: removed`);
    });
  return command;
}

function listing(home: string): string {
  const models = listModels(home);
  if (models.length === 0) {
    const known = knownModels.map(({ name, purpose }) => `  headroom models install ${name}   ${purpose}`);
    return ['no model is installed; for example:', ...known].join('\n');
  }
  const rows = models.map((each) =>
    'model' in each
      ? [each.name, tasks[each.model.task], size(each.model.files), each.model.source]
      : [each.name, `cannot be used: ${each.trouble}`, '', ''],
  );
  const columns = [{ heading: 'model' }, { heading: 'what it does' }, { heading: 'size' }, { heading: 'from' }];
  return renderTable(columns, rows);
}

function size(files: InstalledModel['files']): string {
  return formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0));
}
