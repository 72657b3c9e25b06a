import { readCell, readHeading, writeCell, writeHeading } from './cells.ts';
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
    const cells = item.type === 'record' && item.keys.length > 0 ? cellsOf(item, columns) : undefined;
    return cells?.map((cell) => (cell === undefined ? '' : writeCell(cell)));
  });
  const regular = rows.filter((row) => row !== undefined);
  if (regular.length < minRows) return undefined;
  const constants = paths.map((_, index) => {
    const value = (regular[0] as string[])[index] as string;
    return value !== '' && regular.every((row) => row[index] === value) ? value : undefined;
  });
  const headings = paths.map((path, index) => {
    const constant = constants[index];
    return constant === undefined ? writeHeading(path) : `${writeHeading(path)}=${constant}`;
  });
  const lines = rows.map((row, index) => {
    if (row === undefined) return `=${compactText(items[index] as JsonNode)}`;
    return row.filter((_, column) => constants[column] === undefined).join(',');
  });
  return `${tableStart}${headings.join(',')}\n${lines.join('\n')}\n]`;
}

/** Reads a table at `position`; `undefined` where none starts there or its lines do not fit its headings. */
export function readTable(text: string, position: number): { items: JsonNode[]; end: number } | undefined {
  if (!text.startsWith(tableStart, position)) return undefined;
  const headings: { path: string[]; constant: JsonNode | undefined }[] = [];
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
  headings: readonly { constant: JsonNode | undefined }[],
  paths: readonly (readonly string[])[],
): { node: JsonNode; end: number } | undefined {
  const cells: (JsonNode | undefined)[] = [];
  let at = position;
  let first = true;
  for (const { constant } of headings) {
    if (constant !== undefined) {
      cells.push(constant);
      continue;
    }
    if (!first && text[at++] !== ',') return undefined;
    first = false;
    const cell = readCell(text, at);
    if (cell === undefined) return undefined;
    cells.push(cell.value);
    at = cell.end;
  }
  return { node: recordOf(paths, cells), end: at };
}
