import { append } from '../../lib/lists.ts';
import type { Codec } from '../../model/content.ts';
import { joinLines, splitLines } from '../lines.ts';
import { losslessNotice } from '../marker.ts';
import { type Finding, readFinding, writeFinding } from './finding.ts';

const header = losslessNotice('findings grouped by file (##) and by what they say, each place named');
const heading = '## ';
const entryMark = '- ';
const place = String.raw`(?:\d+(?::\d+)?|\(\d+(?:,\d+)?\)|\[\d+,\d+\])`;
const entry = new RegExp(`^- (${place}(?: ${place})*)(?![\\d,:]\\d)([^\\d].*)?$`);

/**
 * Groups findings such as `src/a.ts(3,5): error TS2554: …` under the name of their file. Consecutive findings with the
 * same message share a line if their places are in order, so that sorting restores them. Other lines stay where they
 * are.
 */
export const diagnosticsCodec: Codec = { name: 'diagnostics', encode, decode };

function encode(text: string): string | undefined {
  const { lines, closed } = splitLines(text);
  const out: string[] = [header];
  let head: string | undefined;
  let grouped = 0;
  for (let index = 0; index < lines.length; index++) {
    const run = readRun(lines, index);
    const first = run[0];
    if (first === undefined || (first.head !== head && run.length < 2 && !comesAgain(lines, index, first.head))) {
      const line = lines[index] as string;
      if (line.startsWith(heading) || line.startsWith(entryMark) || line.startsWith('[headroom')) return undefined;
      out.push(line);
      continue;
    }
    if (first.head !== head) out.push(heading + first.head);
    head = first.head;
    append(out, writeRun(run));
    grouped += run.length;
    index += run.length - 1;
  }
  return grouped > 1 ? joinLines({ lines: out, closed }) : undefined;
}

/** Findings of one file from `start` on, one per line. */
function readRun(lines: readonly string[], start: number): readonly Finding[] {
  const run: Finding[] = [];
  for (let index = start; index < lines.length; index++) {
    const finding = readFinding(lines[index] as string);
    if (finding === undefined || (run[0] !== undefined && finding.head !== run[0].head)) break;
    if (!isReadable(finding) || isQuoted(finding)) break;
    run.push(finding);
  }
  return run;
}

/** A heading pays only if the same file comes again within so few lines. */
const near = 12;

function comesAgain(lines: readonly string[], index: number, head: string): boolean {
  for (let next = index + 1; next < Math.min(lines.length, index + near); next++) {
    const line = lines[next] as string;
    if (line.startsWith(head) && readFinding(line)?.head === head) return true;
  }
  return false;
}

/**
 * Whether a finding stays as it is: a possible error whose place is part of its path's word, as in `src/a.ts(3,5):
 * error`, is looked for and quoted in that very spelling.
 */
function isQuoted({ place: at, rest }: Finding): boolean {
  return !/^\d/.test(at) && !isMild(rest);
}

function isMild(rest: string): boolean {
  return /\b(?:warn|warning|note|info|hint)\b/i.test(rest);
}

/** Whether the line of one finding cannot be mistaken for a longer list of places. */
function isReadable(finding: Finding): boolean {
  const match = entry.exec(entryMark + finding.place + finding.rest);
  return match !== null && match[1] === finding.place && (match[2] ?? '') === finding.rest;
}

/** The lines of a run; if sorting would not restore all of it, the heading is repeated between its stretches. */
function writeRun(run: readonly Finding[]): readonly string[] {
  const lines: string[] = [];
  let groups = new Map<string, { readonly places: string[]; readonly rest: string }>();
  const flush = () => {
    for (const { places, rest } of groups.values()) lines.push(`${entryMark}${places.join(' ')}${rest}`);
    groups = new Map();
  };
  let previous: Finding | undefined;
  let previousGroup = 0;
  const order = new Map<string, number>();
  for (const finding of run) {
    const key = groupOf(finding);
    const group = order.get(key) ?? order.size;
    if (previous !== undefined && !isAfter(previous, previousGroup, finding, group)) {
      flush();
      order.clear();
      lines.push(heading + finding.head);
    }
    previous = finding;
    previousGroup = order.get(key) ?? order.size;
    order.set(key, previousGroup);
    const entry = groups.get(key);
    if (entry === undefined) groups.set(key, { places: [finding.place], rest: finding.rest });
    else entry.places.push(finding.place);
  }
  flush();
  return lines;
}

/** Findings that share a line: those with the same message, except that a possible error gets a line of its own. */
function groupOf({ place: at, rest }: Finding): string {
  return isMild(rest) ? rest : `${at} ${rest}`;
}

/** Whether a finding comes after another when all are sorted by place, and those of one place by the order of their groups. */
function isAfter(one: Finding, group: number, other: Finding, otherGroup: number): boolean {
  const order = other.line - one.line || other.column - one.column;
  return order > 0 || (order === 0 && otherGroup >= group);
}

type Entry = { readonly place: string; readonly rest: string };

/** Findings of consecutive entries, sorted by place. */
function readEntries(matches: readonly (RegExpExecArray | null)[]): readonly Entry[] {
  const entries = matches.flatMap((match) =>
    (match?.[1] ?? '').split(' ').map((at) => ({ place: at, rest: match?.[2] ?? '' })),
  );
  return entries
    .map((each) => ({ ...each, numbers: (each.place.match(/\d+/g) ?? []).map(Number) }))
    .sort((one, other) => compare(one.numbers, other.numbers))
    .map(({ place: at, rest }) => ({ place: at, rest }));
}

function compare(
  [line = 0, column = 0]: readonly number[],
  [otherLine = 0, otherColumn = 0]: readonly number[],
): number {
  return line - otherLine || column - otherColumn;
}

/** @throws {Error} when the text is not of this layout. */
function decode(text: string): string {
  const { lines, closed } = splitLines(text);
  if (lines[0] !== header) throw new Error(`expected ${header}, found ${lines[0] ?? 'nothing'}`);
  const out: string[] = [];
  let head = '';
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.startsWith(heading)) {
      head = line.slice(heading.length);
      continue;
    }
    const matches: RegExpExecArray[] = [];
    for (let match = matchEntry(lines[index]); match !== null; match = matchEntry(lines[++index])) matches.push(match);
    if (matches.length === 0) out.push(line);
    else {
      index--;
      append(
        out,
        readEntries(matches).map((each) => writeFinding({ head, ...each })),
      );
    }
  }
  return joinLines({ lines: out, closed });
}

function matchEntry(line: string | undefined): RegExpExecArray | null {
  return line?.startsWith(entryMark) === true ? entry.exec(line) : null;
}
