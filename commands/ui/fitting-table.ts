import { stripVTControlCharacters } from 'node:util';
import { largest } from '../../src/lib/lists.ts';
import { colorsFor } from './colors.ts';
import { type Column, renderTable } from './table.ts';
import { columnsOf, shorten } from './wrap.ts';

/** Columns of a terminal below which what is left of a longer name tells too little. */
const leastName = 24;

/**
 * A table no wider than a screen, as far as its figures allow: where it would be, its longest names are shortened; where too little
 * of them would be left, each row has its names on a line of their own, above its figures.
 * @param names how many columns hold names; they come first
 * @param width characters of a line
 */
export function renderFittingTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { names, width }: { readonly names: number; readonly width: number },
): string {
  const table = renderTable(columns, rows);
  const lines = stripVTControlCharacters(table).split('\n');
  const over = largest(lines.map(columnsOf)) - width;
  if (over <= 0) return table;
  const longest = columns.slice(0, names).map((_, index) => largest(rows.map((row) => columnsOf(row[index] ?? ''))));
  const most = largest(longest);
  if (most - over < leastName) return namesAbove(columns, rows, names, width);
  const at = longest.indexOf(most);
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

/** Names in one line; the longest is shortened where they are too long together. */
function joined(names: readonly string[], width: number): string {
  const line = names.join(' · ');
  const over = columnsOf(line) - width;
  const longest = largest(names.map(columnsOf));
  const at = names.findIndex((name) => columnsOf(name) === longest);
  return over <= 0
    ? line
    : names.map((name, index) => (index === at ? shorten(name, longest - over) : name)).join(' · ');
}
