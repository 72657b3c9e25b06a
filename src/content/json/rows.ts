import { writeCell } from './cells.ts';
import { type Column, cellsOf, findColumns, leafPaths } from './columns.ts';
import { readSame } from './same.ts';
import { compactText, type JsonNode, type JsonRecord, readValue } from './tree.ts';

/** Elements of an array by columns. */
export type Rows = {
  readonly items: readonly JsonNode[];
  readonly columns: readonly Column[];
  /** The paths of the columns that have cells. */
  readonly paths: readonly (readonly string[])[];
  /** The cells of each element; `undefined` for one that the columns cannot hold. */
  readonly cells: readonly (readonly (JsonNode | undefined)[] | undefined)[];
  /** The value in every row of a column, as a cell; `undefined` if the rows differ. */
  readonly constants: readonly (string | undefined)[];
};

const minRows = 2;
/** A reader who has to count more columns, or more empty cells, takes a cell for another column's. */
const mostColumns = 24;
const mostBlank = 1 / 2;

/**
 * Aligns the elements of an array by their keys.
 * @returns `undefined` if they are not records
 */
export function alignRows(items: readonly JsonNode[]): Rows | undefined {
  const records = items.filter(isRecord);
  if (records.length < minRows || records.length * 2 < items.length) return undefined;
  const columns = findColumns(records);
  if (columns === undefined) return undefined;
  const cells = items.map((item) => (isRecord(item) ? cellsOf(item, columns) : undefined));
  const regular = cells.filter((row) => row !== undefined);
  if (regular.length < minRows) return undefined;
  const paths = leafPaths(columns);
  return { items, columns, paths, cells, constants: paths.map((_, index) => constantOf(regular, index)) };
}

function isRecord(item: JsonNode): item is JsonRecord {
  return item.type === 'record' && item.keys.length > 0;
}

function constantOf(rows: readonly (readonly (JsonNode | undefined)[])[], index: number): string | undefined {
  const first = rows[0]?.[index];
  if (first === undefined) return undefined;
  const value = compactText(first);
  const same = (cell: JsonNode | undefined) =>
    cell !== undefined && (cell.type === 'scalar' ? cell.raw : compactText(cell)) === value;
  return rows.every((row) => same(row[index])) ? writeCell(first) : undefined;
}

/** Whether a cell's column can be told at a glance: there are few columns, and most cells are filled. */
export function isReadable({ paths, cells, constants }: Rows): boolean {
  if (paths.length > mostColumns) return false;
  let all = 0;
  let blank = 0;
  for (const row of cells) {
    if (row === undefined) continue;
    for (const [index, cell] of row.entries()) {
      if (constants[index] !== undefined) continue;
      all++;
      if (cell === undefined) blank++;
    }
  }
  return blank <= all * mostBlank;
}

/** An element that does not fit the columns, in a line of its own. */
export function writeWhole(item: JsonNode): string {
  return `=${compactText(item)}`;
}

/** Reads the text after the sign of `writeWhole`. */
export function readWhole(text: string, position: number): { node: JsonNode; end: number } | undefined {
  const read = readValue(text, position, readSame);
  return read.node === undefined ? undefined : read;
}
