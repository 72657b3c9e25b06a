import { writeConstant } from './affix.ts';
import { type Heading, readHeadings, writeHeading } from './cells.ts';
import { type Column, leafCount } from './columns.ts';
import { type Rows, readWhole, writeWhole } from './rows.ts';
import { compactText, emptyRecord, type JsonNode, type JsonRecord } from './tree.ts';

/** The first line of records, in place of an array's opening bracket; a bracket on its own line ends them. */
export const recordsStart = '[records:\n';

/**
 * What all records share at one level of their objects: values with their keys, and the keys needed to locate those in
 * a record.
 */
type Shared<Value> = {
  /** The key with its quotes. */
  readonly key: string;
  /** The value in every record. */
  readonly constant?: Value;
  /** What records share in the object under this key. */
  readonly inner?: readonly Shared<Value>[];
};

/**
 * Elements of an array one per line, as JSON with their keys. Values that are the same in all of them are in the first
 * line instead, after the key that they follow. An element of another shape is written whole after `=`.
 * @returns `undefined` if the elements share nothing
 */
export function writeRecords(rows: Rows): string | undefined {
  const shared = findShared(rows, rows.columns, 0);
  if (shared.length === 0) return undefined;
  const lines = rows.items.map((item, index) =>
    rows.cells[index] === undefined ? writeWhole(item) : writeRecord(item as JsonRecord, shared),
  );
  return `${recordsStart}${headingsOf(shared, []).join(',')}\n${lines.join('\n')}\n]`;
}

/** The shared values in columns whose cells begin at a position, as cells; none if no value is the same in all. */
function findShared(rows: Rows, columns: readonly Column[], from: number): readonly Shared<string>[] {
  const found: Shared<string>[] = [];
  const ends: number[] = [];
  let at = from;
  for (const { key, inner } of columns) {
    const constant = rows.constants[at];
    const size = inner === undefined ? 1 : leafCount(inner);
    const below = inner === undefined ? [] : findShared(rows, inner, at);
    if (inner === undefined) found.push(constant === undefined ? { key } : { key, constant });
    else found.push(below.length === 0 ? { key } : { key, inner: below });
    at += size;
    ends.push(at);
  }
  const listed = new Set<number>();
  for (const [index, entry] of found.entries()) {
    if (!isShared(entry)) continue;
    listed.add(index);
    // The place after a key that every record has is the same in all; keys in between that may be missing are listed
    // too.
    for (let before = index - 1; before >= 0 && !listed.has(before); before--) {
      listed.add(before);
      if (isInAll(rows, ends[before - 1] ?? from, ends[before] as number)) break;
    }
  }
  return found.filter((_, index) => listed.has(index));
}

function isShared({ constant, inner }: Shared<string>): boolean {
  return constant !== undefined || inner !== undefined;
}

function isInAll({ cells }: Rows, from: number, to: number): boolean {
  return cells.every((row) => row === undefined || row.slice(from, to).some((cell) => cell !== undefined));
}

function headingsOf(shared: readonly Shared<string>[], above: readonly string[]): readonly string[] {
  return shared.flatMap(({ key, constant, inner }) => {
    const path = [...above, key];
    if (inner !== undefined) return headingsOf(inner, path);
    const heading = writeHeading(path);
    return [constant === undefined ? heading : `${heading}=${writeConstant(constant)}`];
  });
}

function writeRecord({ keys, values }: JsonRecord, shared: readonly Shared<string>[]): string {
  const byKey = new Map(shared.map((each) => [each.key, each]));
  const entries: string[] = [];
  for (const [index, key] of keys.entries()) {
    const value = values[index] as JsonNode;
    const { constant, inner } = byKey.get(key) ?? {};
    if (constant !== undefined) continue;
    const text = inner !== undefined && value.type === 'record' ? writeRecord(value, inner) : compactText(value);
    if (inner === undefined || text !== '{}') entries.push(`${key}:${text}`);
  }
  return `{${entries.join(',')}}`;
}

/** Reads records at `position`; `undefined` if none start there or a line is not a record. */
export function readRecords(text: string, position: number): { items: JsonNode[]; end: number } | undefined {
  if (!text.startsWith(recordsStart, position)) return undefined;
  const read = readHeadings(text, position + recordsStart.length);
  if (read === undefined) return undefined;
  const shared = sharedOf(read.headings);
  const items: JsonNode[] = [];
  let at = read.end;
  while (text[at] !== ']') {
    const whole = text[at] === '=';
    const row = readWhole(text, whole ? at + 1 : at);
    if (row === undefined || text[row.end] !== '\n') return undefined;
    items.push(!whole && row.node.type === 'record' ? withShared(row.node, shared) : row.node);
    at = row.end + 1;
  }
  return { items, end: at + 1 };
}

/** Headings as a tree: consecutive ones that begin with the same key belong to one object. */
function sharedOf(headings: readonly Heading[]): readonly Shared<JsonNode>[] {
  const found: Shared<JsonNode>[] = [];
  for (let index = 0; index < headings.length; ) {
    const { path, constant } = headings[index] as Heading;
    const key = path[0] as string;
    let end = index + 1;
    if (path.length === 1) found.push(constant === undefined ? { key } : { key, constant });
    else {
      while (headings[end]?.path[0] === key) end++;
      const below = headings.slice(index, end).map((each) => ({ ...each, path: each.path.slice(1) }));
      found.push({ key, inner: sharedOf(below) });
    }
    index = end;
  }
  return found;
}

/** A record with the shared values put back in their places: after the keys that are listed before them. */
function withShared({ keys, values }: JsonRecord, shared: readonly Shared<JsonNode>[]): JsonRecord {
  const given = new Set(keys);
  const record = emptyRecord();
  const add = (key: string, value: JsonNode) => {
    record.keys.push(key);
    record.keyStarts.push(0);
    record.values.push(value);
  };
  let next = 0;
  const addMissing = () => {
    for (let each = shared[next]; each !== undefined && !given.has(each.key); each = shared[++next]) {
      const { key, constant, inner } = each;
      if (inner !== undefined) add(key, withShared(emptyRecord(), inner));
      else if (constant !== undefined) add(key, constant);
    }
  };
  for (const [index, key] of keys.entries()) {
    const value = values[index] as JsonNode;
    addMissing();
    const listed = shared[next]?.key === key ? shared[next++] : undefined;
    const merged = listed?.inner !== undefined && value.type === 'record' ? withShared(value, listed.inner) : value;
    add(key, merged);
  }
  addMissing();
  return record;
}
