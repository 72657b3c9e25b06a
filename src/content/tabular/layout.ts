/** The place of a column of padded text: its cells begin at `start`, or end before `end` if they are right-aligned. */
export type Column = { readonly start: number; readonly end?: number; readonly wide: boolean };

const furthest = 600;
const shareOfLines = 0.5;

/**
 * Finds the columns of lines that are padded with blanks: positions where all but a few lines have a blank are between
 * columns, as long as half of the lines continue after them.
 */
export function findColumns(lines: readonly string[]): readonly Column[] {
  const blanks = new Uint32Array(furthest);
  const endings = new Uint32Array(furthest + 1);
  let longest = 0;
  for (const line of lines) {
    const length = Math.min(line.length, furthest);
    longest = Math.max(longest, length);
    endings[length] = (endings[length] as number) + 1;
    for (let at = 0; at < length; at++) if (line[at] === ' ') blanks[at] = (blanks[at] as number) + 1;
  }
  const allowed = lines.length < 8 ? 0 : Math.max(1, Math.floor(lines.length / 20));
  const gaps: [start: number, end: number][] = [];
  let ended = 0;
  let gapStart = -1;
  for (let at = 0; at < longest; at++) {
    ended += endings[at] as number;
    if (ended > lines.length * (1 - shareOfLines)) break;
    if ((blanks[at] as number) + ended >= lines.length - allowed) {
      if (gapStart < 0) gapStart = at;
    } else if (gapStart >= 0) {
      gaps.push([gapStart, at]);
      gapStart = -1;
    }
  }
  const inner = gaps.filter(
    ([start, end], index) => start > 0 && (end - start > 1 || isFilled(lines, end, gaps[index + 1]?.[0], allowed)),
  );
  const starts = [gaps[0]?.[0] === 0 ? gaps[0][1] : 0, ...inner.map(([, end]) => end)];
  return starts.map((start, index) => describeColumn(lines, allowed, start, inner[index]?.[0], starts[index + 1]));
}

/** Whether lines have something between two positions; a single blank before what most leave empty is one inside a cell. */
function isFilled(lines: readonly string[], start: number, end: number | undefined, allowed: number): boolean {
  let empty = 0;
  for (const line of lines) if (line.slice(start, end).trim() === '') empty++;
  return empty <= allowed;
}

/** How a column's cells are aligned and whether two blanks must follow them in a row. */
function describeColumn(
  lines: readonly string[],
  allowed: number,
  start: number,
  end: number | undefined,
  next: number | undefined,
): Column {
  let left = 0;
  let right = 0;
  let wide = 0;
  for (const line of lines) {
    const cell = line.slice(start, next ?? line.length);
    if (cell[0] !== ' ') left++;
    if (end !== undefined && line.length >= end && line[end - 1] !== ' ') right++;
    const bare = cell.trim();
    if (bare === '' || bare.includes(' ')) wide++;
  }
  const more = wide > allowed;
  return end === undefined || left >= right ? { start, wide: more } : { start, end, wide: more };
}

/**
 * Columns that hold a part of what a row says under one name of the heading: `2`, `hours` and `ago`, the words of a
 * command. None if the first line is not a heading.
 */
export function partsOfCells(columns: readonly Column[], heading: string): ReadonlySet<number> {
  const parts = new Set<number>();
  if (/\d/.test(heading)) return parts;
  for (const [index, { start }] of columns.entries()) {
    const before = columns[index - 1];
    if (before === undefined) continue;
    const isBlank = heading.slice(start, columns[index + 1]?.start).trim() === '';
    const isOneName = heading[start - 1] !== ' ' && /^ *\S+$/.test(heading.slice(before.start, start));
    if (isBlank || isOneName) parts.add(index - 1).add(index);
  }
  return parts;
}

/** The cells of a padded line, or `undefined` if `joinCells` would not restore the line. */
export function splitCells(line: string, columns: readonly Column[]): readonly string[] | undefined {
  const cells = columns.map(({ start }, index) => {
    const next = columns[index + 1]?.start;
    return line.slice(start, next).trim();
  });
  const told = columns.every(({ wide }, index) => {
    const cell = cells[index] as string;
    if (index === columns.length - 1) return cell !== '' || wide;
    return wide ? !cell.includes('  ') : cell !== '' && !cell.includes(' ');
  });
  return told && joinCells(cells, columns) === line ? cells : undefined;
}

/** A line with its padding, without blanks at its end. */
export function joinCells(cells: readonly string[], columns: readonly Column[]): string {
  let line = '';
  for (const [index, { start, end }] of columns.entries()) {
    const cell = cells[index] ?? '';
    line = line.padEnd(start) + (end === undefined ? cell : cell.padStart(end - start));
  }
  return line.trimEnd();
}
