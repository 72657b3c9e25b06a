import { append } from '../../lib/lists.ts';
import { emptyRecord, type JsonNode, type JsonRecord } from './tree.ts';

/** A column of a table, or a group of columns for an object that is in every row that has it. */
export type Column = {
  /** The key with its quotes. */
  readonly key: string;
  /** The columns of the objects under this key; absent if the values are in cells. */
  readonly inner?: readonly Column[];
};

const maxColumns = 240;
const maxFlattened = 6;

/**
 * The columns that hold records: keys merged in the order in which the records have them, objects split if every record
 * that has the key has a non-empty object there.
 * @returns `undefined` if there are too many
 */
export function findColumns(records: readonly JsonRecord[], depth = 0): readonly Column[] | undefined {
  const order: string[] = [];
  const valuesByKey = new Map<string, JsonNode[]>();
  for (const record of records) {
    let place = 0;
    for (const [index, key] of record.keys.entries()) {
      const value = record.values[index] as JsonNode;
      const known = valuesByKey.get(key);
      if (known === undefined) {
        if (order.length >= maxColumns) return undefined;
        order.splice(place, 0, key);
        valuesByKey.set(key, [value]);
        place++;
      } else {
        known.push(value);
        if (order[place] === key) place++;
        else place = order.indexOf(key) + 1;
      }
    }
  }
  return order.map((key) => {
    const values = valuesByKey.get(key) as JsonNode[];
    const objects = values.filter((value) => value.type === 'record' && value.keys.length > 0) as JsonRecord[];
    if (depth >= maxFlattened || objects.length < values.length) return { key };
    const inner = findColumns(objects, depth + 1);
    return inner === undefined ? { key } : { key, inner };
  });
}

/** The paths of the columns that have cells, outer keys first. */
export function leafPaths(columns: readonly Column[]): readonly (readonly string[])[] {
  return columns.flatMap(({ key, inner }) =>
    inner === undefined ? [[key]] : leafPaths(inner).map((path) => [key, ...path]),
  );
}

/** How many cells columns have. */
export function leafCount(columns: readonly Column[]): number {
  return columns.reduce((sum, { inner }) => sum + (inner === undefined ? 1 : leafCount(inner)), 0);
}

/**
 * A record's values in the order of the leaf columns, `undefined` for a missing key. Returns `undefined` for a record
 * that does not fit the columns: keys in another order or twice, or no object where the columns expect one.
 */
export function cellsOf(record: JsonRecord, columns: readonly Column[]): (JsonNode | undefined)[] | undefined {
  const cells: (JsonNode | undefined)[] = [];
  let next = 0;
  for (const { key, inner } of columns) {
    const value = record.keys[next] === key ? record.values[next++] : undefined;
    if (inner === undefined) {
      cells.push(value);
    } else if (value === undefined) {
      for (let count = leafCount(inner); count > 0; count--) cells.push(undefined);
    } else {
      const nested = value.type === 'record' ? cellsOf(value, inner) : undefined;
      if (nested === undefined) return undefined;
      append(cells, nested);
    }
  }
  return next === record.keys.length ? cells : undefined;
}

/** The inverse of `cellsOf`: paths and values back into nested objects. */
export function recordOf(paths: readonly (readonly string[])[], cells: readonly (JsonNode | undefined)[]): JsonRecord {
  const root = emptyRecord();
  for (const [index, path] of paths.entries()) {
    const cell = cells[index];
    if (cell === undefined) continue;
    let at = root;
    for (const key of path.slice(0, -1)) {
      const last = at.values.at(-1);
      if (at.keys.at(-1) === key && last?.type === 'record') {
        at = last;
      } else {
        const inner = emptyRecord();
        add(at, key, inner);
        at = inner;
      }
    }
    add(at, path.at(-1) as string, cell);
  }
  return root;
}

function add(record: JsonRecord, key: string, value: JsonNode): void {
  record.keys.push(key);
  record.keyStarts.push(0);
  record.values.push(value);
}
