import { append } from '../../lib/lists.ts';
import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { isUnclosed } from '../unclosed.ts';
import { findConstants } from './constants.ts';
import { type Column, findColumns, joinCells, partsOfCells, splitCells } from './layout.ts';
import { mostOpen } from './records.ts';

const noticePattern =
  /^\[headroom: lossless, (\d+) rows without padding, columns at ([\d,>.]+)(?:; (\d+) with one value)?(?:; after ~ a line as it was)?\]$/;
const columnPattern = /^(\d+)(?:>(\d+))?(\.\.)?$/;
const constantLine = /^column (\d+)(?: \(.*?\))? = (.*)$/;
const fewestRows = 6;
const longestLine = 2000;
const shareOfRows = 0.8;
/** The approximate cost of a notice in tokens: of itself, and of each column with one value. */
const noticeCost = 60;
const constantCost = 8;
/** Approximate characters per token of ordinary text. */
const tokenLength = 4;
/** From this many runs of blanks on, lines count as padded and not as sentences that happen to be alike. */
const paddedShare = 0.5;

type Rows = {
  readonly columns: readonly Column[];
  readonly constants: ReadonlyMap<number, string>;
  readonly cells: readonly (readonly string[] | undefined)[];
};

/**
 * Lines in columns that are padded with blanks: one blank between cells, two where a cell can be empty or hold blanks,
 * and columns with one value once. The positions in the notice put the padding back.
 */
export const alignedCodec: Codec = { name: 'tabular-aligned', encode, decode };

function encode(text: string): string | undefined {
  if (text.includes('[headroom:')) return undefined;
  const lines = text.split('\n');
  const out: string[] = [];
  let start = 0;
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() !== '' && line.length <= longestLine) continue;
    append(out, encodeStretch(lines.slice(start, index)));
    if (index < lines.length) out.push(line);
    start = index + 1;
  }
  const encoded = out.join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

/** Lines between blank ones; unchanged if they are not a table. */
function encodeStretch(lines: readonly string[]): readonly string[] {
  if (lines.length < fewestRows) return lines;
  const columns = findColumns(lines);
  if (columns.length < 2) return lines;
  const all = lines.map((line) => splitCells(line, columns));
  const first = all.findIndex((cells) => cells !== undefined);
  const last = all.findLastIndex((cells) => cells !== undefined);
  if (first < 0) return lines;
  const parts = partsOfCells(columns, lines[0] as string);
  const constants = findConstants(all.slice(first + 1, last + 1), columns.length, parts);
  const heading = all[first] as readonly string[];
  const headed = [...constants].some(([column, value]) => heading[column] !== value);
  const from = headed ? first + 1 : first;
  const rows: Rows = { columns, constants, cells: all.slice(from, last + 1) };
  const split = rows.cells.filter((cells) => cells !== undefined);
  const fitting = split.length;
  if (split.filter((cells) => cells.some(isUnclosed)).length > fitting * mostOpen) return lines;
  if (fitting < Math.max(fewestRows, rows.cells.length * shareOfRows)) return lines;
  const table = lines.slice(from, last + 1);
  const padded = countPadded(table, rows);
  const saved = padded + constantTokens(rows) * fitting - noticeCost - constantCost * constants.size;
  if (constants.size === columns.length || padded < fitting * paddedShare || saved <= 0) return lines;
  return [...lines.slice(0, from), ...writeRows(table, rows, headed ? heading : undefined), ...lines.slice(last + 1)];
}

/** How many runs of blanks are shortened to one; each is a token of its own. */
function countPadded(lines: readonly string[], { columns, constants, cells }: Rows): number {
  let padded = 0;
  for (const [index, line] of lines.entries()) {
    if (cells[index] === undefined) continue;
    for (const [column, { start }] of columns.entries()) {
      const before = columns[column - 1];
      if (before === undefined || (before.wide && !constants.has(column))) continue;
      if (line[start] === ' ' || line.slice(start - 2, start) === '  ') padded++;
    }
  }
  return padded;
}

/** About how many tokens the cells of columns with one value have in a row. */
function constantTokens({ constants }: Rows): number {
  let tokens = 0;
  for (const value of constants.values()) tokens += Math.ceil(value.length / tokenLength);
  return tokens;
}

function writeRows(
  lines: readonly string[],
  { columns, constants, cells }: Rows,
  heading: readonly string[] | undefined,
): readonly string[] {
  const places = columns.map(
    ({ start, end, wide }) => `${start}${end === undefined ? '' : `>${end}`}${wide ? '..' : ''}`,
  );
  const once = constants.size === 0 ? '' : `; ${constants.size} with one value`;
  const given = columns.flatMap(({ wide }, column) => (constants.has(column) ? [] : [{ wide, column }]));
  const body = lines.map((line, index) => {
    const row = cells[index];
    if (row === undefined) return `~${line}`;
    const written = given
      .map(({ wide, column }, place) => `${row[column]}${place === given.length - 1 ? '' : wide ? '  ' : ' '}`)
      .join('');
    return written.startsWith('~') ? `~${line}` : written.trimEnd();
  });
  const whole = body.some((line) => line.startsWith('~')) ? '; after ~ a line as it was' : '';
  return [
    losslessNotice(`${lines.length} rows without padding, columns at ${places.join()}${once}${whole}`),
    ...[...constants].map(([column, value]) => {
      const name = heading?.[column];
      return `column ${column + 1}${name ? ` (${name})` : ''} = ${value}`;
    }),
    ...body,
  ];
}

function decode(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const match = line.startsWith('[headroom:') ? noticePattern.exec(line) : null;
    if (match === null) {
      out.push(line);
      continue;
    }
    const [, count, places = '', constantCount = '0'] = match;
    const columns = places.split(',').map(readColumn);
    const constants = new Map<number, string>();
    for (let left = Number(constantCount); left > 0; left--) {
      const [, column, value = ''] = constantLine.exec(lines[++index] ?? '') ?? [];
      constants.set(Number(column) - 1, value);
    }
    for (let left = Number(count); left > 0; left--) {
      const row = lines[++index] ?? '';
      out.push(row.startsWith('~') ? row.slice(1) : joinCells(readCells(row, columns, constants), columns));
    }
  }
  return out.join('\n');
}

function readColumn(place: string): Column {
  const [, start, end, wide] = columnPattern.exec(place) ?? [];
  return { start: Number(start), ...(end === undefined ? {} : { end: Number(end) }), wide: wide !== undefined };
}

function readCells(row: string, columns: readonly Column[], constants: ReadonlyMap<number, string>): readonly string[] {
  const last = columns.findLastIndex((_, column) => !constants.has(column));
  let at = 0;
  return columns.map(({ wide }, column) => {
    const constant = constants.get(column);
    if (constant !== undefined) return constant;
    const gap = wide ? '  ' : ' ';
    const found = column === last ? -1 : row.indexOf(gap, at);
    const end = found < 0 ? row.length : found;
    const cell = row.slice(at, end);
    at = end + gap.length;
    return cell;
  });
}
