import { smallest } from '../../lib/lists.ts';
import { isSeparator } from './template.ts';

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
const fewestSaved = 20;
const longestLine = 1000;
/** A line of source code that a compiler or test runner shows. */
const codeFrame = /^\s*(?:>\s*)?(?:\d{1,6}\s?)?\|/;
/** Where what values begin with may be cut, and where what they end with: never inside a number. */
const edge = /[/\\.:_\-\s=@#]/;
const ending = /^(?:\s|[/\\._=@#-](?:\D|$))/;

/**
 * Finds what lines of one event share word by word, the patterns with the greatest saving first.
 * @param events the number of each line's event; lines of one number are compared
 * @param stays which lines must stay as they are
 */
export function findPatterns(
  lines: readonly string[],
  events: Uint32Array,
  stays: (index: number) => boolean,
  most: number,
): readonly Pattern[] {
  const split = new Map<number, readonly string[]>();
  const members = new Map<number, number[]>();
  for (const [index, event] of events.entries()) {
    const line = lines[index] as string;
    if (line.length < fewestSaved || line.length > longestLine || stays(index) || codeFrame.test(line)) continue;
    const known = members.get(event);
    if (known === undefined) members.set(event, [index]);
    else known.push(index);
  }
  const found: { readonly pattern: Pattern; readonly saved: number }[] = [];
  for (const all of members.values()) {
    for (const indices of all.length < fewestRows ? [] : byLength(all, lines, split)) {
      const pattern = alignRows(indices, split);
      const saved = pattern === undefined ? 0 : savingOf(pattern, lines);
      if (pattern !== undefined && saved > 0) found.push({ pattern, saved });
    }
  }
  return found
    .sort((one, other) => other.saved - one.saved)
    .slice(0, most)
    .map(({ pattern }) => pattern);
}

/** Lines with the same number of words, where there are enough of them. */
function byLength(
  indices: readonly number[],
  lines: readonly string[],
  split: Map<number, readonly string[]>,
): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const index of indices) {
    const words = wordsOf(lines[index] as string);
    split.set(index, words);
    const group = groups.get(words.length);
    if (group === undefined) groups.set(words.length, [index]);
    else group.push(index);
  }
  return [...groups.values()].filter((group) => group.length >= fewestRows);
}

/** The words of a line, each with the separators behind it. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  for (let index = 1; index < line.length; index++) {
    if (isSeparator(line.charCodeAt(index)) || !isSeparator(line.charCodeAt(index - 1))) continue;
    words.push(line.slice(start, index));
    start = index;
  }
  words.push(line.slice(start));
  return words;
}

/** The pattern of lines with the same number of words: words that are equal in all, and what stands between. */
function alignRows(indices: readonly number[], split: ReadonlyMap<number, readonly string[]>): Pattern | undefined {
  const rowsOfWords = indices.map((index) => split.get(index) as readonly string[]);
  const first = rowsOfWords[0] as readonly string[];
  const constant = first.map((token, place) => rowsOfWords.every((words) => words[place] === token));
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
    for (const [row, words] of rowsOfWords.entries()) column[row] += words[place] as string;
    between = true;
  }
  if (columns.length === 0 || columns.length > mostValues) return undefined;
  for (const [number, column] of columns.entries()) factorEnds(column, parts, number);
  // A pattern without a word of its own would say nothing; source code in a report reads as it stands only.
  if (parts.some((part) => part.includes('*')) || !/[A-Za-z]{3}/.test(parts.join(' '))) return undefined;
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
  const shortest = smallest(column.map((value) => value.length));
  end = Math.min(end, shortest - start);
  while (end > 0 && !ending.test(first.slice(first.length - end, first.length - end + 2))) end--;
  parts[number] += first.slice(0, start);
  parts[number + 1] = first.slice(first.length - end) + (parts[number + 1] as string);
  for (const [row, value] of column.entries()) column[row] = value.slice(start, value.length - end);
}

function savingOf({ parts, rows }: Pattern, lines: readonly string[]): number {
  let saved = -parts.reduce((sum, part) => sum + part.length + 1, 8);
  for (const [index, values] of rows) {
    saved += (lines[index] as string).length - values.reduce((sum, value) => sum + value.length + 3, 3);
  }
  return saved < rows.size * fewestSaved ? 0 : saved;
}
