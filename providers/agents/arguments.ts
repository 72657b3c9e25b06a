/** Values of an option in a list of arguments, `--name value` and `--name=value`, in order; reading stops at `--`. */
export function optionValues(args: readonly string[], ...names: readonly string[]): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') break;
    const next = args[index + 1];
    for (const name of names) {
      if (arg === name && next !== undefined) values.push(next);
      else if (arg.startsWith(`${name}=`)) values.push(arg.slice(name.length + 1));
    }
  }
  return values;
}

/** The arguments without an option and its values, both spellings; nothing after `--` is taken out. */
export function withoutOption(args: readonly string[], name: string): readonly string[] {
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === '--') return [...rest, ...args.slice(index)];
    if (arg === name && index + 1 < args.length) index++;
    else if (!arg.startsWith(`${name}=`)) rest.push(arg);
  }
  return rest;
}
