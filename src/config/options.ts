import type { UpstreamDeclaration, UpstreamName } from '../model/provider.ts';
import { compressionOptions } from './compression-options.ts';

/** How the text of an option is read, and what it may hold. */
export type OptionType =
  | { readonly name: 'boolean' }
  | { readonly name: 'integer'; readonly min: number; readonly max: number }
  /** A number from 0 to 1. */
  | { readonly name: 'share' }
  | { readonly name: 'choice'; readonly choices: readonly string[] }
  /** Words, separated by commas where the option is text. */
  | { readonly name: 'list' }
  /** A size; text may end in a unit. */
  | { readonly name: 'bytes' }
  | { readonly name: 'loopback' }
  /** A base URL; `version` is the path segment that is cut off its end. */
  | { readonly name: 'url'; readonly version?: string };

/** A value as settings hold it. */
export type OptionValue = string | number | boolean | readonly string[];

/** One option, with everything that the command line, the environment, the file and the help need to know of it. */
export type Option = {
  /** Key in `config.json` and, upstream URLs aside, in the settings. */
  readonly key: string;
  readonly type: OptionType;
  readonly default: OptionValue;
  /** As the command line spells it, for example `--store-max-bytes`. */
  readonly flag: string;
  /** Placeholder of its value in the help; none for a boolean. */
  readonly placeholder?: string;
  /** Environment variable. */
  readonly env: string;
  /** One line of help; of a boolean that is on by default, what `--no-…` turns off. */
  readonly help: string;
  /** Heading under which the help lists it. */
  readonly group: string;
  /** The upstream whose base URL this is. */
  readonly upstream?: UpstreamName;
};

/** Verbs that take settings as options. */
export type SettingsVerb = 'proxy' | 'wrap' | 'doctor' | 'config';

/**
 * Which options a verb takes, where it does not take all: a wrapped agent's proxy listens where only that agent looks,
 * and a check needs to know no more than where things are.
 */
const taken: Readonly<Partial<Record<SettingsVerb, (option: Option) => boolean>>> = {
  wrap: ({ key }) => key !== 'host',
  doctor: ({ key, upstream }) => upstream !== undefined || key === 'port' || key === 'host',
};

/** An option as it is declared: its flag and its variable follow from its key. */
export type OptionDraft = Omit<Option, 'flag' | 'env' | 'upstream'>;

/**
 * Every option once, in the order of the help.
 * @param parts what vendors contribute: their upstreams, and the names of tools whose output stays as it is
 */
export function optionTable(parts: {
  readonly upstreams: readonly UpstreamDeclaration[];
  readonly excludeTools: readonly string[];
}): readonly Option[] {
  const upstreams = parts.upstreams.map(
    (upstream): Option => ({
      ...named({
        key: upstream.setting,
        type: { name: 'url', version: upstream.version },
        default: upstream.defaultUrl,
        placeholder: 'url',
        help: upstream.help,
        group: 'Upstreams:',
      }),
      upstream: upstream.name,
    }),
  );
  return [
    ...listening.map(named),
    ...upstreams,
    ...compressionOptions(parts.excludeTools).map(named),
    ...rest.map(named),
  ];
}

/** The options that a verb takes. */
export function optionsOf(table: readonly Option[], verb: SettingsVerb): readonly Option[] {
  return table.filter(taken[verb] ?? (() => true));
}

const listening: readonly OptionDraft[] = [
  {
    key: 'port',
    type: { name: 'integer', min: 0, max: 65_535 },
    default: 8787,
    placeholder: 'port',
    help: 'port to listen on; 0 takes a free one',
    group: 'Listening:',
  },
  {
    key: 'host',
    type: { name: 'loopback' },
    default: '127.0.0.1',
    placeholder: 'host',
    help: 'loopback address to listen on',
    group: 'Listening:',
  },
  {
    key: 'websocket',
    type: { name: 'choice', choices: ['relay', 'refuse'] },
    default: 'relay',
    placeholder: 'how',
    help: 'relay WebSocket upgrades, or refuse them so that clients fall back to HTTP',
    group: 'Listening:',
  },
];

const rest: readonly OptionDraft[] = [
  {
    key: 'cacheBreakpoints',
    type: { name: 'boolean' },
    default: true,
    help: 'cache breakpoints in requests whose client asks for no caching',
    group: 'Prompt cache:',
  },
  {
    key: 'storeMaxBytes',
    type: { name: 'bytes' },
    default: 2_000_000_000,
    placeholder: 'size',
    help: 'space for originals, for example 500MB or 2GB; the oldest go first',
    group: 'Store:',
  },
  {
    key: 'storeMaxDays',
    type: { name: 'integer', min: 1, max: 36_500 },
    default: 30,
    placeholder: 'days',
    help: 'days after which an original is dropped',
    group: 'Store:',
  },
  {
    key: 'quiet',
    type: { name: 'boolean' },
    default: false,
    help: 'print no line of savings and no notices',
    group: 'Output:',
  },
];

function named(draft: OptionDraft): Option {
  const words = draft.key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { ...draft, flag: `--${words}`, env: `HEADROOM_${words.replaceAll('-', '_').toUpperCase()}` };
}
