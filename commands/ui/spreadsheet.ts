import { visible } from './visible.ts';

/** A cell of a table of comma-separated values. A number is written as it is. */
export type Cell = string | number | undefined;

/** What makes a spreadsheet read a text as a formula; some accept the wide forms of East Asian scripts too. */
const formula = /^[=+\-@＝＋－＠]/;
/** What must be quoted. */
const special = /[",\r\n]/;

/**
 * A table of comma-separated values (RFC 4180) with a heading line. Texts may come from strangers: their control
 * characters are shown, line ends become blanks, and one that a spreadsheet would read as a formula is quoted with an
 * apostrophe.
 */
export function renderCsv(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [headings, ...rows].map((row) => row.map(cellText).join(',')).join('\r\n');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = visible(cell.replaceAll(/\s+/g, ' '));
  const harmless = formula.test(text.trimStart()) ? `'${text}` : text;
  return special.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
