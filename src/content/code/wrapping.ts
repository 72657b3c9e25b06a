const number = /^\s*\d+(?:→|\t| {2}|: ?| ?\| ?)/;
const headerWindow = 12;
/** Share of the lines that must have a number for the text to count as numbered by a viewer. */
const numberedShare = 0.9;

/**
 * The lines of a shown file as the parser should see them: client fields before the output are blanked out, and line
 * numbers at line starts are removed. The number of lines stays the same.
 */
export function bareRows(lines: readonly string[]): readonly string[] {
  const start = outputStart(lines);
  const rows = lines.map((line, index) => (index < start ? '' : line));
  const filled = rows.filter((row) => row.trim() !== '');
  const numbered = filled.filter((row) => number.test(row)).length;
  return numbered < numberedShare * filled.length ? rows : rows.map((row) => row.replace(number, ''));
}

/** The line at which the output begins, after a client's fields that end with `Output:` or an exit code. */
function outputStart(lines: readonly string[]): number {
  const head = lines.slice(0, headerWindow);
  const marked = head.findIndex((line) => line.trimEnd() === 'Output:');
  if (marked >= 0) return marked + 1;
  return /^Exit code:? -?\d+\s*$/.test(head[0] ?? '') ? 1 : 0;
}
