import { isUnclosed } from '../unclosed.ts';
import { splitFields } from './fields.ts';

/** A row of fields and its lines: more than one if a quoted field spans lines (RFC 4180). */
export type DelimitedRecord = {
  readonly start: number;
  /** The end, exclusive. */
  readonly end: number;
  readonly fields: readonly string[];
};

/** A quote that is not closed after this many lines is not one. */
const mostLines = 60;
/** With more than this share of open rows a text is not a table. */
export const mostOpen = 1 / 20;

/** The record that starts at a line; `undefined` if a quote opens in it and does not close. */
export function readRecord(lines: readonly string[], start: number, separator: string): DelimitedRecord | undefined {
  const first = lines[start] as string;
  const fields = splitFields(first, separator);
  if (fields !== undefined) return { start, end: start + 1, fields };
  const last = Math.min(lines.length, start + mostLines);
  // Only a line with an odd number of quotes can close what is open.
  for (let end = start + 1; end < last; end++) {
    if (!hasOddQuotes(lines[end] as string)) continue;
    const joined = splitFields(lines.slice(start, end + 1).join('\n'), separator);
    return joined === undefined ? undefined : { start, end: end + 1, fields: joined };
  }
  return undefined;
}

function hasOddQuotes(line: string): boolean {
  let odd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/**
 * The records of a text, without lines whose fields open what they do not close.
 * @returns none if more than one line in twenty that has the separator does: device paths, calls, statements
 */
export function readRecords(lines: readonly string[], separator: string): readonly DelimitedRecord[] {
  const records: DelimitedRecord[] = [];
  let separated = 0;
  let open = 0;
  for (let at = 0; at < lines.length; ) {
    const record = readRecord(lines, at, separator);
    const parted = record === undefined || record.fields.length > 1;
    if (parted) separated++;
    if (record === undefined || (parted && record.fields.some(isUnclosed))) {
      open++;
      if (open > lines.length * mostOpen) return [];
      at++;
      continue;
    }
    records.push(record);
    at = record.end;
  }
  return open > separated * mostOpen ? [] : records;
}
