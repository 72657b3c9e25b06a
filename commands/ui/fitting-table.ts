import { largest } from '../../src/lib/lists.ts';
import { colorsFor } from './colors.ts';
import { type Column, renderTable } from './table.ts';
import { columnsOf, shorten } from './wrap.ts';

/** Columns of a terminal below which the rest of a longer name says too little. */
const leastName = 24;
/** Columns between two of a table. */
const gap = 2;

/**
 * A table no wider than a screen, as far as its figures allow: if it would be wider, its longest names are shortened;
 * if too little of them would remain, each row has its names on a line of their own, above its figures.
 * @param names how many columns hold names; they come first
 * @param width characters of a line
 */
export function renderFittingTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { names, width }: { readonly names: number; readonly width: number },
): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(columnsOf(heading), largest(rows.map((row) => columnsOf(row[index] ?? '')))),
  );
  const over = widths.reduce((sum, each) => sum + each, gap * (columns.length - 1)) - width;
  if (over <= 0) return renderTable(columns, rows);
  const nameWidths = widths.slice(0, names);
  const most = largest(nameWidths);
  if (most - over < leastName) return namesAbove(columns, rows, names, width);
  const at = nameWidths.indexOf(most);
  const shortened = rows.map((row) => row.map((cell, index) => (index === at ? shorten(cell, most - over) : cell)));
  return renderTable(columns, shortened);
}

function namesAbove(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  names: number,
  width: number,
): string {
  const { bold } = colorsFor(process.stdout);
  const [heading = '', ...lines] = renderTable(
    columns.slice(names),
    rows.map((row) => row.slice(names)),
  ).split('\n');
  const nameOf = (cells: readonly string[]) => joined(cells.slice(0, names), width);
  const above = [bold(nameOf(columns.map((column) => column.heading))), heading];
  return [...above, ...rows.flatMap((row, index) => [nameOf(row), lines[index] ?? ''])].join('\n');
}

/** Names in one line; the longest is shortened if they are too long together. */
function joined(names: readonly string[], width: number): string {
  const line = names.join(' · ');
  const over = columnsOf(line) - width;
  const longest = largest(names.map(columnsOf));
  const at = names.findIndex((name) => columnsOf(name) === longest);
  return over <= 0
    ? line
    : names.map((name, index) => (index === at ? shorten(name, longest - over) : name)).join(' · ');
}
