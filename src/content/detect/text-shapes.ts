import { readRecords } from '../tabular/records.ts';
import { headLines, longestLine, shareOf } from './sample.ts';

const markdownLine = /^#{1,6} |^\s*(?:[-*]|\d+\.) +\W{0,3}\w|^```|^> |^\*\*\w|^\s*!?\[!?\[?[^\]]+\]\(/;
const gapped = /\S {2,}\S.* {2,}\S/;
const codeEnd = /^\s*(?:\/\/|\/\*|\*\/|#!|<!--)|[;{}]\s*$/;
const historyLine =
  /^(?:[*|\\/ ]*[0-9a-f]{7,40} \S|commit [0-9a-f]{7,40}\b|(?:Author|AuthorDate|Commit|CommitDate|Date|Merge): |stash@\{|On branch |Your branch |HEAD detached|Changes (?:not staged|to be committed)|Untracked files:|nothing (?:to commit|added)|no changes added|\s+\(use "git |\t(?:modified|new file|deleted|renamed|both modified): |[ MADRCU?!]{2} \S| \S.{0,300}\| +(?:\d+|Bin)|\s*\d+ files? changed| (?:create|delete|rename) mode | {4}\S|\[[\w/.-]+ [0-9a-f]{7,}\] |[0-9a-f]{40} \d+ \d+|(?:author|committer)(?:-mail|-time|-tz)? |(?:summary|previous|filename|boundary) ?)/;
const historyStart =
  /^(?:[*|\\/ ]*[0-9a-f]{7,40} \S|commit [0-9a-f]{7,40}\b|stash@\{|On branch |HEAD detached|[ MADRCU?!]{2} [\w./-]+$| \S.{0,300}\| +(?:\d+|Bin)|\[[\w/.-]+ [0-9a-f]{7,}\] |[0-9a-f]{40} \d+ \d+)/;

/** Whether the lines are sentences or Markdown. */
export function isProse(lines: readonly string[]): boolean {
  const wordy = shareOf(
    lines,
    (line) =>
      markdownLine.test(line) ||
      (line.split(' ').length >= 8 && /[a-z]{2,}[ ,.;:]/.test(line) && !gapped.test(line) && !codeEnd.test(line)),
  );
  return lines.length > 0 && wordy >= 0.5;
}

/** Whether the lines are rows of columns that are padded with blanks. */
export function isPadded(lines: readonly string[]): boolean {
  return lines.length > 0 && shareOf(lines, (line) => gapped.test(line)) >= 0.5;
}

/** Whether the lines are output of version control: commits, states of files, sizes of changes. */
export function isHistory(lines: readonly string[]): boolean {
  return lines.some((line) => historyStart.test(line)) && shareOf(lines, (line) => historyLine.test(line)) >= 0.8;
}

/** Whether a text is a web page or a part of one, also after the progress output of a transfer program. */
export function isHtml(lines: readonly string[]): boolean {
  const start = lines.findIndex((line) => !/^[\s\d.:kMG-]+$|^\s+(?:% Total|Dload)/.test(line));
  const body = start < 0 ? [] : lines.slice(start);
  if (/^\s*(?:<!doctype html|<html[\s>]|<\?xml[^>]*\?>\s*<(?:!doctype )?html)/i.test(body.slice(0, 2).join(' ')))
    return true;
  return (
    body.length >= 5 &&
    shareOf(body, (line) =>
      /^\s*<\/?(?:div|p|span|a|li|ul|ol|table|t[rdh]|h[1-6]|head|body|meta|link|script|section|form|input|br|img|html)\b/i.test(
        line,
      ),
    ) >= 0.5
  );
}

/** Whether a text has a row of names above rows with the same number of fields: CSV, fields between tabs or bars. */
export function isTable(lines: readonly string[]): boolean {
  const names = lines[0] ?? '';
  return ['\t', ',', ';'].some((separator) => {
    const columns = names.split(separator);
    const named = columns.every((name) => /^"?[A-Za-z_][\w .%()/-]{0,60}"?$/.test(name));
    return (
      named &&
      columns.length >= 2 &&
      lines.length >= (columns.length > 4 ? 3 : 5) &&
      rowsOf(lines, separator) === columns.length
    );
  });
}

/** The same without a row of names. */
export function isTabular(lines: readonly string[]): boolean {
  return lines.length >= 5 && [',', '\t', ';', ' | '].some((separator) => rowsOf(lines, separator) >= 3);
}

/**
 * How many fields nearly all records have, 0 if they differ, if fields open brackets or quotes that they do not close,
 * or if a comma is followed by a space as in sentences.
 */
function rowsOf(lines: readonly string[], separator: string): number {
  const whole = lines.filter((line) => line.length < longestLine);
  const judged = whole.length * 2 < lines.length ? lines : whole;
  const all = readRecords(judged, separator);
  // After the head of a sample, lines are not consecutive and cannot be joined to records.
  const joined = all.some(({ start, end }) => end - start > 1);
  const records = joined ? readRecords(judged.slice(0, headLines), separator) : all;
  // The second line may be a rule under the names.
  const usual = records[Math.floor(records.length / 2)]?.fields.length ?? 0;
  const fitting = records.filter(({ fields }) => fields.length === usual).length;
  const spaced = shareOf(lines, (line) => line.replace(/"(?:[^"]|"")*"/g, '').includes(', '));
  return fitting < records.length * 0.9 || (separator === ',' && spaced > 0.5) ? 0 : usual;
}
