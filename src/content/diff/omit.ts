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
};

/** For a reader who judges the change: everything that somebody wrote stays, files that are gone aside. */
export const balanced: OmitLevel = { context: 3, deletedLines: 6 };
/** What was added, and what it stands in the place of. */
export const hard: OmitLevel = { context: 1, deletedLines: 2, removedRun: 3 };

/** A gap of less costs about what its notice does. */
const fewestLines = 4;
const fewestCharacters = 160;

/**
 * Which lines of a patch stay: heads of files and hunks always, so that a hunk's counts hold with its gaps; added lines
 * of files that people write always; a new file whole.
 */
export function keptOfDiff(lines: readonly string[], files: readonly DiffFile[], level: OmitLevel): KeptLines {
  const keep = lines.map(() => true);
  const reasons = new Map<number, string>();
  const failures = new Set<string>();
  const omit = (start: number, end: number, reason: string) => {
    let characters = 0;
    for (let index = start; index < end; index++) characters += (lines[index] as string).length + 1;
    if (end - start < fewestLines || characters < fewestCharacters) return;
    // The first of each wording of a failure stays, and with it the gap is two.
    for (let index = start; index < end; index++) {
      const line = lines[index] as string;
      const wording = speaksOfFailure(line) ? wordingOf(line) : undefined;
      keep[index] = wording !== undefined && !failures.has(wording);
      if (wording !== undefined) failures.add(wording);
      if (index === start) reasons.set(index + 1, reason);
    }
  };
  for (const file of files) {
    const machine = madeByMachine(file.path);
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

function omitInHunk(
  lines: readonly string[],
  { header, end }: Hunk,
  level: OmitLevel,
  omit: (start: number, end: number, reason: string) => void,
): void {
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
        'unchanged',
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
