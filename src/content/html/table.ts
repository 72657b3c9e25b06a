import { append } from '../../lib/lists.ts';
import type { ElementNode } from './tree.ts';

/** A row of a table: its cells, and the table part that contains it. */
export type Row = readonly ElementNode[];

const rowGroups = new Set(['tbody', 'thead', 'tfoot', '#page']);
const blockContent = new Set('table ul ol dl pre h1 h2 h3 h4 h5 h6 blockquote form article section hr'.split(' '));
const mostSpan = 50;
/** A table with a greater share of cells that contain blocks is layout, not data. */
const mostBlocks = 0.2;

/** The rows of a table, without those of nested tables. */
export function tableRows(table: ElementNode): readonly Row[] {
  const rows: Row[] = [];
  for (const child of table.children) {
    if (child.type !== 'element') continue;
    if (child.name === 'tr') rows.push(cellsOf(child));
    else if (rowGroups.has(child.name)) append(rows, tableRows(child));
  }
  return rows.filter((row) => row.length > 0);
}

/** Whether a table contains data; other tables arrange parts of the page. */
export function hasFields(table: ElementNode, rows: readonly Row[]): boolean {
  const role = table.attributes.get('role');
  if (role === 'presentation' || role === 'none') return false;
  if (rows.length < 2 || !rows.some((row) => row.length > 1)) return false;
  let cells = 0;
  let blocks = 0;
  for (const cell of rows.flat()) {
    cells++;
    if (holdsBlock(cell)) blocks++;
  }
  return blocks <= cells * mostBlocks;
}

/** A table as Markdown. `write` gives the text of a cell on one line. Rows without text are left out. */
export function tableLines(rows: readonly Row[], write: (cell: ElementNode) => string): readonly string[] {
  const carried: number[] = [];
  const texts: string[][] = [];
  for (const row of rows) {
    const out: string[] = [];
    const skip = () => {
      while ((carried[out.length] ?? 0) > 0) {
        carried[out.length] = (carried[out.length] as number) - 1;
        out.push('');
      }
    };
    for (const cell of row) {
      skip();
      const text = write(cell).replaceAll('|', '\\|');
      const rowSpan = spanOf(cell, 'rowspan');
      for (let column = 0; column < spanOf(cell, 'colspan'); column++) {
        carried[out.length] = rowSpan - 1;
        out.push(column === 0 ? text : '');
      }
    }
    skip();
    if (out.some((text) => text !== '')) texts.push(out);
  }
  const first = texts[0];
  if (first === undefined) return [];
  const lines = texts.map((row) => `| ${row.join(' | ')} |`);
  return [lines[0] as string, `|${'-|'.repeat(first.length)}`, ...lines.slice(1)];
}

function cellsOf(row: ElementNode): Row {
  return row.children.filter(
    (child): child is ElementNode => child.type === 'element' && (child.name === 'td' || child.name === 'th'),
  );
}

function holdsBlock(element: ElementNode): boolean {
  return element.children.some(
    (child) => child.type === 'element' && (blockContent.has(child.name) || holdsBlock(child)),
  );
}

function spanOf(cell: ElementNode, name: string): number {
  const span = Number.parseInt(cell.attributes.get(name) ?? '1', 10);
  return span >= 1 ? Math.min(span, mostSpan) : 1;
}
