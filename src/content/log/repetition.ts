import { isForeignLine } from './shapes.ts';

/** Fewer lines than this are read as they are. */
const fewestLines = 200;
/** Below this share of different lines a text repeats itself. */
const mostDifferent = 0.1;
/** A line with fewer words says with its numbers what it has to say. */
const fewestWords = 3;
/** A longer line is compared as it is. */
const longestLine = 2000;
/** Share of lines, and number of depths, from which indented markup or settings are a document. */
const nestedShare = 0.2;
const fewestDepths = 3;

/**
 * How the lines of a long text repeat, not counting blank ones: `same` if hardly any two lines differ, `alike` if
 * hardly any two differ in more than their numbers. Words with digits count as numbers; lines of numbers alone, or of a
 * word or two such as the names in a list, are compared as they are.
 */
export function repetitionOf(text: string): 'same' | 'alike' | 'none' {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < fewestLines) return 'none';
  const most = lines.length * mostDifferent;
  const different = new Set<string>();
  const wordings = new Set<string>();
  for (const line of lines) {
    if (different.size < most) different.add(line);
    wordings.add(wordingOf(line));
    if (wordings.size >= most) return 'none';
  }
  return different.size < most ? 'same' : 'alike';
}

function wordingOf(line: string): string {
  if (line.length > longestLine) return line;
  const words = line.trim().split(/\s+/);
  if (words.length < fewestWords) return line;
  const wording = words.map((word) => (/\d/.test(word) ? '#' : word)).join(' ');
  return /[A-Za-z]{3}/.test(wording) ? wording : line;
}

/** Whether lines are a document of nested markup or settings, in which a line has a meaning only in its place. */
export function isNested(lines: readonly string[]): boolean {
  const depths = new Set<number>();
  let nested = 0;
  for (const line of lines) {
    const depth = line.search(/\S/);
    if (depth < 1 || !isForeignLine(line)) continue;
    nested++;
    depths.add(depth);
  }
  return nested > lines.length * nestedShare && depths.size >= fewestDepths;
}
