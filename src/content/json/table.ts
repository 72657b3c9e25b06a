import { readAffixed, writeConstant } from './affix.ts';
import { type Heading, readCell, readHeadings, writeCell, writeHeading } from './cells.ts';
import { recordOf } from './columns.ts';
import { type Rows, readWhole, writeWhole } from './rows.ts';
import type { JsonNode } from './tree.ts';

/** The first line of a table, in place of an array's opening bracket; a bracket on its own line ends it. */
export const tableStart = '[table:\n';

/**
 * Elements of an array as a table: a line of headings, a line for each element, `]`. The value of a constant column is
 * in its heading only. An element that does not fit is written whole after `=`.
 */
export function writeTable({ items, paths, cells, constants }: Rows): string {
  const headings = paths.map((path, index) => {
    const constant = constants[index];
    return constant === undefined ? writeHeading(path) : `${writeHeading(path)}=${writeConstant(constant)}`;
  });
  const lines = cells.map((row, index) => {
    if (row === undefined) return writeWhole(items[index] as JsonNode);
    const given = row.filter((_, column) => constants[column] === undefined);
    return given.map((cell) => (cell === undefined ? '' : writeCell(cell))).join(',');
  });
  return `${tableStart}${headings.join(',')}\n${lines.join('\n')}\n]`;
}

/** Reads a table at `position`; `undefined` if none starts there or its lines do not fit its headings. */
export function readTable(text: string, position: number): { items: JsonNode[]; end: number } | undefined {
  if (!text.startsWith(tableStart, position)) return undefined;
  const read = readHeadings(text, position + tableStart.length);
  if (read === undefined) return undefined;
  const { headings } = read;
  const paths = headings.map(({ path }) => path);
  const items: JsonNode[] = [];
  let at = read.end;
  while (text[at] !== ']') {
    const row = text[at] === '=' ? readWhole(text, at + 1) : readRow(text, at, headings, paths);
    if (row === undefined || text[row.end] !== '\n') return undefined;
    items.push(row.node);
    at = row.end + 1;
  }
  return { items, end: at + 1 };
}

function readRow(
  text: string,
  position: number,
  headings: readonly Heading[],
  paths: readonly (readonly string[])[],
): { node: JsonNode; end: number } | undefined {
  const cells: (JsonNode | undefined)[] = [];
  let at = position;
  let first = true;
  for (const { constant, affix } of headings) {
    if (constant !== undefined) {
      cells.push(constant);
      continue;
    }
    if (!first && text[at++] !== ',') return undefined;
    first = false;
    const cell = readCell(text, at);
    if (cell === undefined) return undefined;
    cells.push(affix === undefined || cell.value === undefined ? cell.value : readAffixed(cell.value, affix));
    at = cell.end;
  }
  return { node: recordOf(paths, cells), end: at };
}
