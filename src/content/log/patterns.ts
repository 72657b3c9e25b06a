import { findFamilies } from './families.ts';

/** What lines of one kind share: `parts[0] * parts[1] * …`, with a value between two parts. */
export type Pattern = {
  readonly parts: readonly string[];
  /** The values of each line, by the line's index. */
  readonly rows: ReadonlyMap<number, readonly string[]>;
};

/** Lines that make a pattern. */
const fewestRows = 4;
/** Values of a line; more of them read worse than the line. */
const mostValues = 8;
/** Characters that a row saves on average, the name of its pattern counted. */
const fewestSaved = 16;
const longestLine = 1000;
const words = /[^\s"'=,:;()[\]{}<>|]*[\s"'=,:;()[\]{}<>|]+|[^\s"'=,:;()[\]{}<>|]+/g;
const edge = /[/\\.:_\-\s=@#]/;

/**
 * Finds what lines share word by word, those with the greatest saving first.
 * @param lines the lines that may be rewritten; `undefined` for one that must stay
 * @param most how many patterns are wanted
 */
export function findPatterns(lines: readonly (string | undefined)[], most: number): readonly Pattern[] {
  const numbers = new Map<string, number>();
  const templates: string[][] = [];
  const split: (readonly string[] | undefined)[] = [];
  const kinds = lines.map((line) => {
    const tokens = line === undefined || line.length > longestLine ? [] : (line.match(words) ?? []);
    split.push(tokens);
    if (tokens.length < 2) return -1;
    const masked = tokens.map(maskWord);
    const key = masked.join('\n');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, templates.length);
    templates.push(masked);
    return templates.length - 1;
  });
  const families = findFamilies(templates);
  const members = new Map<number, number[]>();
  for (const [index, kind] of kinds.entries()) {
    if (kind < 0) continue;
    const family = families[kind] as number;
    const known = members.get(family);
    if (known === undefined) members.set(family, [index]);
    else known.push(index);
  }
  const found: { readonly pattern: Pattern; readonly saved: number }[] = [];
  for (const indices of members.values()) {
    if (indices.length < fewestRows) continue;
    const pattern = alignRows(indices, split as readonly (readonly string[])[]);
    const saved = pattern === undefined ? 0 : savingOf(pattern, lines);
    if (pattern !== undefined && saved > 0) found.push({ pattern, saved });
  }
  return found
    .sort((one, other) => other.saved - one.saved)
    .slice(0, most)
    .map(({ pattern }) => pattern);
}

function maskWord(token: string): string {
  const end = token.search(/[\s"'=,:;()[\]{}<>|]+$/);
  const word = end < 0 ? token : token.slice(0, end);
  const tail = end < 0 ? '' : token.slice(end);
  if (word.includes('/') || word.includes('\\')) return `/${tail}`;
  return /\d/.test(word) ? `#${tail}` : token;
}

/** The pattern of lines with the same number of words: words that are equal in all, and what stands between. */
function alignRows(indices: readonly number[], split: readonly (readonly string[])[]): Pattern | undefined {
  const first = split[indices[0] as number] as readonly string[];
  const constant = first.map((token, place) => indices.every((index) => split[index]?.[place] === token));
  const parts: string[] = [''];
  const columns: string[][] = [];
  let between = false;
  for (const [place, token] of first.entries()) {
    if (constant[place]) {
      parts[parts.length - 1] += token;
      between = false;
      continue;
    }
    // Words in a row that vary are one value.
    if (!between) {
      columns.push(indices.map(() => ''));
      parts.push('');
    }
    const column = columns.at(-1) as string[];
    for (const [row, index] of indices.entries()) column[row] += split[index]?.[place] ?? '';
    between = true;
  }
  if (columns.length === 0 || columns.length > mostValues) return undefined;
  for (const [number, column] of columns.entries()) factorEnds(column, parts, number);
  if (parts.some((part) => part.includes('*'))) return undefined;
  return { parts, rows: new Map(indices.map((index, row) => [index, columns.map((column) => column[row] as string)])) };
}

/** Moves what all values of a column begin or end with into the pattern, cut at the edge of a word. */
function factorEnds(column: string[], parts: string[], number: number): void {
  const [first = ''] = column;
  let start = first.length;
  let end = first.length;
  for (const value of column) {
    start = Math.min(start, value.length);
    while (!value.startsWith(first.slice(0, start))) start--;
    end = Math.min(end, value.length);
    while (!value.endsWith(first.slice(first.length - end))) end--;
  }
  while (start > 0 && !edge.test(first[start - 1] as string)) start--;
  const shortest = Math.min(...column.map((value) => value.length));
  end = Math.min(end, shortest - start);
  while (end > 0 && !edge.test(first[first.length - end] as string)) end--;
  parts[number] += first.slice(0, start);
  parts[number + 1] = first.slice(first.length - end) + (parts[number + 1] as string);
  for (const [row, value] of column.entries()) column[row] = value.slice(start, value.length - end);
}

function savingOf({ parts, rows }: Pattern, lines: readonly (string | undefined)[]): number {
  let saved = -parts.reduce((sum, part) => sum + part.length + 1, 8);
  for (const [index, values] of rows) {
    saved += (lines[index] as string).length - values.reduce((sum, value) => sum + value.length + 3, 3);
  }
  return saved < rows.size * fewestSaved ? 0 : saved;
}
