/**
 * The value of one top-level key of a YAML file, as a list: a scalar, a block list or a list in brackets, with quotes
 * and comments. `undefined` if the key is missing; nested mappings and multi-line scalars are not read.
 */
export function yamlValues(text: string | undefined, key: string): readonly string[] | undefined {
  const lines = (text ?? '').replace(/^\uFEFF/, '').split(/\r?\n/);
  const index = lines.findIndex((line) => keyOf(line) === key);
  if (index < 0) return undefined;
  const line = lines[index] as string;
  const own = bare(line.slice(line.indexOf(':') + 1));
  if (own.startsWith('[')) return listItems(inBrackets(own, lines.slice(index + 1)));
  if (own !== '') return [unquote(own)];
  const items: string[] = [];
  for (const line of lines.slice(index + 1)) {
    const item = /^\s*-\s+(.*)$/.exec(line);
    if (item) items.push(unquote(bare(item[1] as string)));
    else if (bare(line) !== '') break;
  }
  return items;
}

/** The top-level key that a line begins, with or without quotes and the dashes of an option. */
function keyOf(line: string): string | undefined {
  return /^(["']?)(?:--)?(\w[\w-]*)\1\s*:(?:\s|$)/.exec(line)?.[2];
}

/** A list in brackets that may continue on later lines. */
function inBrackets(first: string, others: readonly string[]): string {
  let list = first;
  for (const line of others) {
    if (list.endsWith(']')) break;
    list += ` ${bare(line)}`;
  }
  return list;
}

/** The items of `[A=1, "B=2"]`; a text without brackets is one item. */
export function listItems(text: string): readonly string[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return trimmed === '' ? [] : [unquote(trimmed)];
  const items = trimmed.slice(1, -1).match(/\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^,])+/g) ?? [];
  return items.map((item) => unquote(item.trim())).filter((item) => item !== '');
}

/** A line's value without its comment and surrounding space. */
function bare(text: string): string {
  const kept = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?!(?:^|\s)#).)*/.exec(text.trim());
  return kept?.[0].trim() ?? '';
}

function unquote(text: string): string {
  const quoted = /^"(.*)"$|^'(.*)'$/.exec(text);
  if (!quoted) return text;
  return quoted[1]?.replace(/\\(["\\])/g, '$1') ?? (quoted[2] as string).replaceAll("''", "'");
}
