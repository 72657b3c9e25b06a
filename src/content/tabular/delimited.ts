import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { type ColumnRule, findRules } from './columns.ts';
import { separators } from './fields.ts';
import { type DelimitedRecord, readRecord, readRecords } from './records.ts';

const words = 'columns with one value, or with one for each value of another, stand above the rows';
const noticePattern =
  /^\[headroom: lossless, (\d+) rows of (\d+) (comma|tab|semicolon)-separated columns( without a heading)?; columns with one value, or with one for each value of another, stand above the rows\]$/;
const constantLine = /^column (\d+)(?: \((.*?)\))? = (.*)$/;
const followsLine = /^column (\d+)(?: \((.*?)\))? by column (\d+)(?: \(.*\))?, (\d+) values:$/;
const fewestRows = 6;
const fewestColumns = 3;
const mostColumns = 64;
/** A comma followed by a blank belongs to a sentence. */
const sentence = /, /;
const attribute = /^\s*[\w.-]+=/;
const numberStart = /^"?-?\d/;

type Table = {
  readonly start: number;
  /** The end, exclusive. */
  readonly end: number;
  readonly rows: readonly (readonly string[])[];
  readonly separator: string;
};

/**
 * Comma-, tab- or semicolon-separated rows without the columns that are the same in every row or follow from another
 * column. Cells are never respelled.
 */
export const delimitedCodec: Codec = { name: 'tabular-columns', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  for (const [name, separator] of separators) {
    const table = findTable(lines, separator);
    if (table === undefined) continue;
    if (isSentences(lines.slice(table.start, table.end), separator)) continue;
    const encoded = encodeTable(lines, table, name);
    if (encoded !== undefined && encoded.length < text.length && decode(encoded) === text) return encoded;
  }
  return undefined;
}

function isSentences(lines: readonly string[], separator: string): boolean {
  const spaced = lines.filter((line) => sentence.test(line.replace(/"[^"]*"/g, '')));
  return separator === ',' && spaced.length > lines.length / 2;
}

/**
 * Whether rows without names are lists of attributes or options, such as `cn=a,ou=b` or `/run tmpfs rw,nosuid`, or
 * words of which a few are lists, such as `0 1,13 * * * job`: the text between their separators means nothing without
 * the rest.
 */
function isList(rows: readonly (readonly string[])[], separator: string): boolean {
  const lists = rows.filter((fields) => {
    if (fields.filter((field) => attribute.test(field)).length * 2 > fields.length) return true;
    const [first = '', ...more] = fields;
    if (separator !== ',' || !/\S \S/.test(first)) return false;
    const words = fields.join(separator).split(/\s+/);
    const whole = words.filter((word) => !word.includes(separator)).length;
    return whole * 2 > words.length || !more.slice(0, -1).some((field) => /\s/.test(field));
  });
  return lists.length * 2 > rows.length;
}

/** The first run of enough rows with the same number of fields. */
function findTable(lines: readonly string[], separator: string): Table | undefined {
  let run: DelimitedRecord[] = [];
  const tableOf = (records: readonly DelimitedRecord[]): Table | undefined => {
    const [first] = records;
    const last = records.at(-1);
    if (first === undefined || last === undefined || records.length <= fewestRows) return undefined;
    return { start: first.start, end: last.end, rows: records.map(({ fields }) => fields), separator };
  };
  for (const record of readRecords(lines, separator)) {
    const width = record.fields.length;
    if (record.start === run.at(-1)?.end && width === run[0]?.fields.length) {
      run.push(record);
      continue;
    }
    const table = tableOf(run);
    if (table !== undefined) return table;
    run = width >= fewestColumns && width <= mostColumns ? [record] : [];
  }
  return tableOf(run);
}

function encodeTable(lines: readonly string[], table: Table, separatorName: string): string | undefined {
  const { rows, separator, start, end } = table;
  const names = rows[0] as readonly string[];
  const headed = !names.some((name) => numberStart.test(name) || name === '') && new Set(names).size === names.length;
  const data = headed ? rows.slice(1) : rows;
  const rules = findRules(data);
  // Apparent names may be the first of the rows.
  const named = headed && !isList([names], separator);
  if (rules.every(({ rule }) => rule === 'given') || (!named && isList(data, separator))) return undefined;
  const label = (column: number) => `column ${column + 1}${headed ? ` (${names[column]})` : ''}`;
  const isGiven = (_: string, column: number) => rules[column]?.rule === 'given';
  const out = lines.slice(0, start);
  out.push(
    losslessNotice(
      `${data.length} rows of ${names.length} ${separatorName}-separated columns${headed ? '' : ' without a heading'}; ${words}`,
    ),
  );
  for (const [column, rule] of rules.entries()) {
    if (rule.rule === 'constant') out.push(`${label(column)} = ${rule.value}`);
    if (rule.rule !== 'follows') continue;
    out.push(`${label(column)} by ${label(rule.key)}, ${rule.values.size} values:`);
    for (const [key, value] of rule.values) out.push(`${key} = ${value}`);
  }
  for (const row of rows) out.push(row.filter(isGiven).join(separator));
  return [...out, ...lines.slice(end)].join('\n');
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, count, width, separatorName = '', headless] = noticePattern.exec(lines[start] as string) as RegExpExecArray;
  const separator = separators.get(separatorName) as string;
  const { rules, names, end } = readRules(lines, start + 1, Number(width));
  const rows: string[] = [];
  let at = end;
  for (let left = Number(count) + (headless === undefined ? 1 : 0); left > 0 && at < lines.length; left--) {
    const record = readRecord(lines, at, separator);
    const heading = headless === undefined && rows.length === 0;
    rows.push(restoreRow(record?.fields ?? [], rules, heading ? names : undefined).join(separator));
    at = record?.end ?? at + 1;
  }
  return [...lines.slice(0, start), ...rows, ...lines.slice(at)].join('\n');
}

function readRules(
  lines: readonly string[],
  start: number,
  width: number,
): { rules: readonly ColumnRule[]; names: ReadonlyMap<number, string>; end: number } {
  const rules: ColumnRule[] = Array.from({ length: width }, () => ({ rule: 'given' }));
  const names = new Map<number, string>();
  let end = start;
  for (;;) {
    const line = lines[end] ?? '';
    const follows = followsLine.exec(line);
    const constant = constantLine.exec(line);
    const column = Number(follows?.[1] ?? constant?.[1]) - 1;
    if (!(column >= 0)) break;
    names.set(column, follows?.[2] ?? constant?.[2] ?? '');
    end++;
    if (follows === null) {
      rules[column] = { rule: 'constant', value: constant?.[3] ?? '' };
      continue;
    }
    const size = Number(follows[4]);
    const pairs = lines.slice(end, end + size).map((pair): [string, string] => {
      const middle = pair.indexOf(' = ');
      return [pair.slice(0, middle), pair.slice(middle + 3)];
    });
    rules[column] = { rule: 'follows', key: Number(follows[3]) - 1, values: new Map(pairs) };
    end += size;
  }
  return { rules, names, end };
}

/** A row with every column; `names` for the heading, whose fields are all given. */
function restoreRow(
  fields: readonly string[],
  rules: readonly ColumnRule[],
  names: ReadonlyMap<number, string> | undefined,
): readonly string[] {
  let next = 0;
  const row = rules.map(({ rule }, column) => (rule === 'given' ? (fields[next++] ?? '') : (names?.get(column) ?? '')));
  if (names !== undefined) return row;
  return row.map((cell, column) => {
    const rule = rules[column] as ColumnRule;
    if (rule.rule === 'given') return cell;
    return rule.rule === 'constant' ? rule.value : (rule.values.get(row[rule.key] ?? '') ?? '');
  });
}
