import type { KeptLines } from '../../model/content.ts';
import { speaksOfFailure, wordingOf } from '../failure-wording.ts';
import { madeByMachine } from '../made-by-machine.ts';
import type { Range } from '../marker.ts';
import type { DiffFile, Hunk } from './parse.ts';

/** How much of a patch is left out. */
export type OmitLevel = {
  /** Unchanged lines that stay before and behind a change. */
  readonly context: number;
  /** Lines that stay of the body of a file that is gone, at its start. */
  readonly deletedLines: number;
  /** Removed lines in a row that stay, at either end; `undefined` for all. */
  readonly removedRun?: number;
  /** Fewer lines and characters stay: their notice would cost about as much. */
  readonly fewest: { readonly lines: number; readonly characters: number };
};

/** For a reader who judges the change: everything that somebody wrote stays, files that are gone aside. */
export const balanced: OmitLevel = {
  context: 3,
  deletedLines: 6,
  fewest: { lines: 4, characters: 160 },
};
/** What was added, and what it stands in the place of. */
export const hard: OmitLevel = {
  context: 0,
  deletedLines: 2,
  removedRun: 2,
  fewest: { lines: 2, characters: 100 },
};

const builtFolder = /(?:^|\/)(?:dist|__snapshots__)\//;
const longestWritten = 1000;

/**
 * Which lines of a patch stay: heads of files and hunks always, so that a hunk's counts hold with its gaps; added lines
 * of files that people write always; a new file whole.
 */
export function keptOfDiff(lines: readonly string[], files: readonly DiffFile[], level: OmitLevel): KeptLines {
  const keep = lines.map(() => true);
  const reasons = new Map<number, string>();
  const failures = new Set<string>();
  const leaveOut = (start: number, end: number, reason: string | undefined) => {
    let characters = 0;
    for (let index = start; index < end; index++) characters += (lines[index] as string).length + 1;
    if (end - start < level.fewest.lines || characters < level.fewest.characters) return false;
    keep.fill(false, start, end);
    if (reason !== undefined) reasons.set(start + 1, reason);
    return true;
  };
  const omit: Omit = (start, end, reason) => {
    let from = start;
    let told = false;
    for (let index = start; index < end; index++) {
      const line = lines[index] as string;
      const wording = speaksOfFailure(line) ? wordingOf(line) : undefined;
      if (wording === undefined || failures.has(wording)) continue;
      // The first of each wording of a failure stays, and what is around it are two gaps.
      failures.add(wording);
      told = leaveOut(from, index, told ? undefined : reason) || told;
      from = index + 1;
    }
    leaveOut(from, end, told ? undefined : reason);
  };
  for (const file of files) {
    const machine = madeByMachine(file.path) ?? (isBuilt(lines, file) ? 'built file' : undefined);
    if (file.binary !== undefined) omit(...file.binary, 'binary data');
    for (const hunk of file.hunks) {
      if (machine !== undefined) omit(hunk.header + 1, hunk.end, `${machine}, ${changes(lines, hunk)}`);
      else if (file.state === 'deleted')
        omit(hunk.header + 1 + level.deletedLines, hunk.end, 'rest of the deleted file');
      else if (file.state !== 'new') omitInHunk(lines, hunk, level, omit);
    }
  }
  return { keep, summary: (range: Range) => reasons.get(range[0]) };
}

/** Whether a file is what a build wrote: by its folder, or by lines longer than anybody writes. */
function isBuilt(lines: readonly string[], { path, start, end }: DiffFile): boolean {
  if (builtFolder.test(path)) return true;
  if (!/\.(?:[cm]?js|css|html|svg)$/.test(path)) return false;
  for (let index = start; index < end; index++) if ((lines[index] as string).length > longestWritten) return true;
  return false;
}

/** Leaves lines out, with a few words for the first gap. */
type Omit = (start: number, end: number, reason: string | undefined) => void;

function changes(lines: readonly string[], { header, end }: Hunk): string {
  let added = 0;
  let removed = 0;
  for (let index = header + 1; index < end; index++) {
    const mark = (lines[index] as string)[0];
    if (mark === '+') added++;
    if (mark === '-') removed++;
  }
  return `${added} added and ${removed} removed`;
}

function omitInHunk(lines: readonly string[], { header, end }: Hunk, level: OmitLevel, omit: Omit): void {
  // A hunk of several parents has a mark for each; its lines stay.
  if (!(lines[header] as string).startsWith('@@ ')) return;
  for (let index = header + 1; index < end; ) {
    const mark = markOf(lines[index] as string);
    let behind = index;
    while (behind < end && markOf(lines[behind] as string) === mark) behind++;
    if (mark === ' ')
      omit(
        index === header + 1 ? index : index + level.context,
        behind === end ? behind : behind - level.context,
        undefined,
      );
    else if (mark === '-' && level.removedRun !== undefined)
      omit(index + level.removedRun, behind - level.removedRun, 'removed');
    index = behind;
  }
}

function markOf(line: string): string {
  const mark = line[0];
  return mark === '+' || mark === '-' ? mark : ' ';
}
