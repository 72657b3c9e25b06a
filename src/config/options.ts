import type { UpstreamDeclaration } from '../model/provider.ts';
import { compressionOptions } from './compression-options.ts';
import type { Option, OptionDraft } from './option.ts';

/** Verbs that take settings as options. */
export type SettingsVerb = 'proxy' | 'wrap' | 'doctor' | 'config';

/**
 * Which options a verb takes, if it does not take all: a wrapped agent's proxy listens on an address that only that
 * agent uses, a stand-alone proxy starts no agent, and a check needs only addresses and paths.
 */
const taken: Readonly<Partial<Record<SettingsVerb, (option: Option) => boolean>>> = {
  wrap: ({ key }) => key !== 'host',
  proxy: ({ key }) => key !== 'firstPartyRequests',
  doctor: ({ key, upstream }) => upstream !== undefined || key === 'port' || key === 'host',
};

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
    key: 'firstPartyRequests',
    type: { name: 'boolean' },
    default: true,
    help: "telling an agent that its requests end at its vendor's own API, where they do",
    group: 'Agents:',
  },
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
    key: 'sessionTitles',
    type: { name: 'boolean' },
    default: true,
    help: 'titles of sessions, which are the first words that were typed; stored ones are dropped',
    group: 'Store:',
  },
  {
    key: 'quiet',
    type: { name: 'boolean' },
    default: false,
    help: 'print neither where requests go, nor savings, nor notices',
    group: 'Output:',
  },
];

function named(draft: OptionDraft): Option {
  const words = draft.key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { ...draft, flag: `--${words}`, env: `HEADROOM_${words.replaceAll('-', '_').toUpperCase()}` };
}
