/**
 * The grammar of an agent's options. Without it, the value of an option cannot be distinguished from a subcommand or
 * from one of our options.
 */
export type OptionGrammar = {
  /** Options that take the next word, of any kind. */
  readonly valued: readonly string[];
  /** Options that take the next word unless it is an option. */
  readonly optional?: readonly string[];
  /** Options that take the next word and those after it up to the next option. */
  readonly many?: readonly string[];
};

/** A list of arguments read by a grammar. Words after `--` are not in it. */
export type Call = {
  /** The words that are neither options nor their values. */
  readonly words: readonly string[];
  /** The options as typed, without their values. */
  readonly options: readonly string[];
};

/** Distinguishes options, their values and other words. */
export function readCall(args: readonly string[], grammar: OptionGrammar): Call {
  const words: string[] = [];
  const options: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') break;
    if (!isOption(arg)) words.push(arg);
    else {
      options.push(arg);
      index += countValues(args, index, grammar);
    }
  }
  return { words, options };
}

/** Whether an option is among those of a call, alone or as `--name=value`. */
export function hasOption({ options }: Call, ...names: readonly string[]): boolean {
  return options.some((option) => names.some((name) => option === name || option.startsWith(`${name}=`)));
}

function isOption(arg: string): boolean {
  return arg.length > 1 && arg.startsWith('-');
}

function countValues(args: readonly string[], index: number, { valued, optional, many }: OptionGrammar): number {
  const option = args[index] as string;
  if (valued.includes(option)) return 1;
  const isWord = (at: number) => at < args.length && !isOption(args[at] as string);
  if (optional?.includes(option)) return isWord(index + 1) ? 1 : 0;
  if (!many?.includes(option)) return 0;
  let count = 1;
  while (isWord(index + count + 1)) count++;
  return count;
}

/**
 * Values of an option in a list of arguments, in order: `--name value`, `--name=value`, and for short names `-nvalue`.
 * Reading stops at `--`.
 */
export function optionValues(args: readonly string[], ...names: readonly string[]): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') break;
    const next = args[index + 1];
    for (const name of names) {
      if (arg === name && next !== undefined) values.push(next);
      else if (arg.startsWith(`${name}=`)) values.push(arg.slice(name.length + 1));
      else if (/^-[^-]$/.test(name) && arg.length > 2 && arg.startsWith(name)) values.push(arg.slice(2));
    }
  }
  return values;
}

/**
 * The arguments without an option and its values, both spellings; words after `--` stay.
 * @param names the option's names
 * @param isWanted which values to remove; all by default
 */
export function withoutOption(
  args: readonly string[],
  names: readonly string[],
  isWanted: (value: string) => boolean = () => true,
): readonly string[] {
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') return [...rest, ...args.slice(index)];
    const next = args[index + 1];
    const joined = names.find((name) => arg.startsWith(`${name}=`));
    if (names.includes(arg) && next !== undefined && isWanted(next)) index++;
    else if (joined === undefined || !isWanted(arg.slice(joined.length + 1))) rest.push(arg);
  }
  return rest;
}
