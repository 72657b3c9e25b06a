import { type Affix, findAffix, readAffixed, writeAffix, writeAffixed, writeConstant } from './affix.ts';
import { type Heading, readCell, readHeading, writeCell, writeHeading } from './cells.ts';
import { cellsOf, findColumns, leafPaths, recordOf } from './columns.ts';
import { readSame } from './same.ts';
import { compactText, type JsonNode, type JsonRecord, readValue } from './tree.ts';

/** What a table starts with, in the place of an array's opening bracket; a bracket of its own line ends it. */
export const tableStart = '[table:\n';

const minRows = 2;

/**
 * Elements of an array as a table: a line of headings, a line for each element, `]`. A column whose value is the same
 * in every row stands in its heading only. An element that does not fit is written whole behind `=`.
 * @returns `undefined` where the elements are no records
 */
export function writeTable(items: readonly JsonNode[]): string | undefined {
  const records = items.filter((item) => item.type === 'record' && item.keys.length > 0) as JsonRecord[];
  if (records.length < minRows || records.length * 2 < items.length) return undefined;
  const columns = findColumns(records);
  if (columns === undefined) return undefined;
  const paths = leafPaths(columns);
  const rows = items.map((item) => {
    return item.type === 'record' && item.keys.length > 0 ? cellsOf(item, columns) : undefined;
  });
  const regular = rows.filter((row) => row !== undefined);
  if (regular.length < minRows) return undefined;
  const headings: string[] = [];
  const varying: { readonly index: number; readonly affix?: Affix }[] = [];
  for (const [index, path] of paths.entries()) {
    const constant = constantOf(regular, index);
    const affix = constant === undefined ? findAffix(regular.map((row) => row[index])) : undefined;
    const shared = constant === undefined ? affix && writeAffix(affix) : writeConstant(constant);
    headings.push(shared === undefined ? writeHeading(path) : `${writeHeading(path)}=${shared}`);
    if (constant === undefined) varying.push({ index, affix });
  }
  const lines = rows.map((row, index) => {
    if (row === undefined) return `=${compactText(items[index] as JsonNode)}`;
    const cells = varying.map((column) => {
      const cell = row[column.index];
      if (cell === undefined) return '';
      return column.affix === undefined ? writeCell(cell) : writeAffixed(cell, column.affix);
    });
    return cells.join(',');
  });
  return `${tableStart}${headings.join(',')}\n${lines.join('\n')}\n]`;
}

/** What stands in every row of a column. */
function constantOf(rows: readonly (readonly (JsonNode | undefined)[])[], index: number): string | undefined {
  const first = rows[0]?.[index];
  if (first === undefined) return undefined;
  const value = compactText(first);
  const same = (cell: JsonNode | undefined) =>
    cell !== undefined && (cell.type === 'scalar' ? cell.raw : compactText(cell)) === value;
  return rows.every((row) => same(row[index])) ? writeCell(first) : undefined;
}

/** Reads a table at `position`; `undefined` where none starts there or its lines do not fit its headings. */
export function readTable(text: string, position: number): { items: JsonNode[]; end: number } | undefined {
  if (!text.startsWith(tableStart, position)) return undefined;
  const headings: Heading[] = [];
  let at = position + tableStart.length;
  for (;;) {
    const heading = readHeading(text, at);
    if (heading === undefined) return undefined;
    headings.push(heading);
    at = heading.end + 1;
    if (text[heading.end] === '\n') break;
    if (text[heading.end] !== ',') return undefined;
  }
  const paths = headings.map(({ path }) => path);
  const items: JsonNode[] = [];
  while (text[at] !== ']') {
    const row = text[at] === '=' ? readWhole(text, at + 1) : readRow(text, at, headings, paths);
    if (row === undefined || text[row.end] !== '\n') return undefined;
    items.push(row.node);
    at = row.end + 1;
  }
  return { items, end: at + 1 };
}

function readWhole(text: string, position: number): { node: JsonNode; end: number } | undefined {
  const read = readValue(text, position, readSame);
  return read.node === undefined ? undefined : read;
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
