import { type Command, Option as CommandOption } from 'commander';
import { upstreams } from '../providers/apis/index.ts';
import { defaultExcludeTools } from '../providers/tools.ts';
import type { Option } from '../src/config/option.ts';
import { optionsOf, optionTable, type SettingsVerb } from '../src/config/options.ts';
import { type ResolvedSettings, resolveSettings } from '../src/config/resolve.ts';
import { formatBytes } from './ui/numbers.ts';

/** Variables that are not options: providers that a launch names to its agent, and the seed of a test run. */
const ownVariables = ['HEADROOM_PI_PROVIDERS', 'HEADROOM_TEST_SEED'];

/** All options, including those of the vendors. */
export function settingsTable(): readonly Option[] {
  return optionTable({ upstreams, excludeTools: defaultExcludeTools });
}

/** Declares the settings that a verb takes. They have no defaults here, so a value means that it was typed. */
export function addSettings(command: Command, verb: SettingsVerb): Command {
  for (const option of optionsOf(settingsTable(), verb)) {
    for (const declared of declarations(option, verb)) command.addOption(declared.helpGroup(option.group));
  }
  return command.addHelpText(
    'after',
    '\nEach option --some-name is also the variable HEADROOM_SOME_NAME\nand the key someName of config.json.',
  );
}

/**
 * Settings for a verb that declared its options with `addSettings`.
 * @throws {HeadroomError} `config` for a wrong flag or variable
 */
export function settingsFrom(flags: Readonly<Record<string, unknown>>): Promise<ResolvedSettings> {
  return resolveSettings({ table: settingsTable(), flags, ownVariables });
}

function declarations(option: Option, verb: SettingsVerb): readonly CommandOption[] {
  const { flag, placeholder, help } = option;
  if (placeholder !== undefined) return [new CommandOption(`${flag} <${placeholder}>`, help + defaultOf(option, verb))];
  const negated = flag.replace(/^--/, '--no-');
  const onByDefault = option.default === true;
  // The parser gives `--no-x` a default, which would look typed, unless `--x` is declared first.
  return [
    new CommandOption(flag, help).hideHelp(onByDefault),
    new CommandOption(negated, `turn off ${help}`).hideHelp(!onByDefault),
  ];
}

function defaultOf(option: Option, verb: SettingsVerb): string {
  if (verb === 'wrap' && option.key === 'port') return ' (default: a free one)';
  const { default: value } = option;
  if (option.type.name === 'bytes') return ` (default: ${formatBytes(Number(value))})`;
  if (!Array.isArray(value)) return ` (default: ${String(value)})`;
  return ` (default: ${value.slice(0, 4).join(',')}${value.length > 4 ? ',… see headroom config get' : ''})`;
}
