import type { UpstreamName } from '../model/provider.ts';

/** How the text of an option is read, and its allowed values. */
export type OptionType =
  | { readonly name: 'boolean' }
  | { readonly name: 'integer'; readonly min: number; readonly max: number }
  /** A number from 0 to 1. */
  | { readonly name: 'share' }
  | { readonly name: 'choice'; readonly choices: readonly string[] }
  /** Words, separated by commas if the option is text. */
  | { readonly name: 'list' }
  /** A size; text may end in a unit. */
  | { readonly name: 'bytes' }
  | { readonly name: 'loopback' }
  /** A base URL; `version` is the path segment that is cut off its end. */
  | { readonly name: 'url'; readonly version?: string };

/** A value as in the settings. */
export type OptionValue = string | number | boolean | readonly string[];

/** One option, with everything that the command line, the environment, the file and the help need to know about it. */
export type Option = {
  /** Key in `config.json` and, except for upstream URLs, in the settings. */
  readonly key: string;
  readonly type: OptionType;
  readonly default: OptionValue;
  /** As the command line spells it, for example `--store-max-bytes`. */
  readonly flag: string;
  /** Placeholder of its value in the help; none for a boolean. */
  readonly placeholder?: string;
  /** Environment variable. */
  readonly env: string;
  /** One line of help; for a boolean that is on by default, what `--no-…` turns off. */
  readonly help: string;
  /** Heading under which the help lists it. */
  readonly group: string;
  /** The upstream whose base URL this is. */
  readonly upstream?: UpstreamName;
};

/** An option as it is declared: its flag and its variable follow from its key. */
export type OptionDraft = Omit<Option, 'flag' | 'env' | 'upstream'>;
