import { piecesOf } from './pieces.ts';

/** The shared parts of lines of one kind: `parts[0] * parts[1] * …`, with a value between two parts. */
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

/**
 * Finds what lines of one event share piece by piece, the patterns with the greatest saving first.
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

/** Lines with the same number of pieces, where there are enough of them. */
function byLength(
  indices: readonly number[],
  lines: readonly string[],
  split: Map<number, readonly string[]>,
): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const index of indices) {
    const pieces = piecesOf(lines[index] as string);
    split.set(index, pieces);
    const group = groups.get(pieces.length);
    if (group === undefined) groups.set(pieces.length, [index]);
    else group.push(index);
  }
  return [...groups.values()].filter((group) => group.length >= fewestRows);
}

/** The pattern of lines with the same number of pieces: those that are equal in all, and the values between them. */
function alignRows(indices: readonly number[], split: ReadonlyMap<number, readonly string[]>): Pattern | undefined {
  const rows = indices.map((index) => split.get(index) as readonly string[]);
  const first = rows[0] as readonly string[];
  const parts: string[] = [''];
  const columns: string[][] = [];
  let between = false;
  for (const [place, piece] of first.entries()) {
    if (rows.every((pieces) => pieces[place] === piece)) {
      parts[parts.length - 1] += piece;
      between = false;
      continue;
    }
    // Consecutive varying pieces are one value.
    if (!between) {
      columns.push(indices.map(() => ''));
      parts.push('');
    }
    const column = columns.at(-1) as string[];
    for (const [row, pieces] of rows.entries()) column[row] += pieces[place] as string;
    between = true;
  }
  if (columns.length === 0 || columns.length > mostValues) return undefined;
  // A pattern without a word of its own would say nothing; source code in a report is readable only as it is.
  if (parts.some((part) => part.includes('*')) || !/[A-Za-z]{3}/.test(parts.join(' '))) return undefined;
  return { parts, rows: new Map(indices.map((index, row) => [index, columns.map((column) => column[row] as string)])) };
}

function savingOf({ parts, rows }: Pattern, lines: readonly string[]): number {
  let saved = -parts.reduce((sum, part) => sum + part.length + 1, 8);
  for (const [index, values] of rows) {
    saved += (lines[index] as string).length - values.reduce((sum, value) => sum + value.length + 3, 3);
  }
  return saved < rows.size * fewestSaved ? 0 : saved;
}
