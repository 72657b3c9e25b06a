import type { Survey } from './survey.ts';

/** A report is new if at least this share of its lines is in no earlier report. */
const newShare = 0.3;
/** Between a logger's prefix and an indented text. */
const indent = /\s{2,}|\t/;
/** Such a prefix is at most this long, in characters. */
const longestPrefix = 120;

/**
 * Which lines of traces and of reports on failing tests say something new: a report that mostly repeats an earlier one,
 * ignoring line prefixes, is marked false except for its new lines. Lines outside reports are true.
 */
export function findNewReports(survey: Survey): readonly boolean[] {
  const { bare: lines, traces, sections, weights } = survey;
  const isNew = new Array<boolean>(lines.length).fill(true);
  const seen = new Set<string>();
  const inReport = (index: number) => traces[index] === true || sections[index] === true;
  for (let index = 0; index < lines.length; index++) {
    if (!inReport(index)) continue;
    const start = index;
    // A section holds one report after another, each under the name of its test.
    while (index + 1 < lines.length && inReport(index + 1) && weights[index + 1] !== 'verdict') index++;
    markReport(lines, start, index + 1, seen, isNew);
  }
  return isNew;
}

function markReport(lines: readonly string[], start: number, end: number, seen: Set<string>, isNew: boolean[]): void {
  const saying = [];
  for (let index = start; index < end; index++) {
    const content = contentOf(lines[index] as string);
    const known = content === '' || seen.has(content);
    if (!known) seen.add(content);
    saying.push(!known);
  }
  const fresh = saying.filter((own) => own).length;
  if (fresh >= saying.length * newShare) return;
  for (const [offset, own] of saying.entries()) isNew[start + offset] = own;
}

/** A line without the prefix of a logger or a runner. */
function contentOf(line: string): string {
  const trimmed = line.trim();
  const at = trimmed.slice(0, longestPrefix).search(indent);
  return at < 0 ? trimmed : trimmed.slice(at).trim();
}
