import type { Stretch } from './stretch.ts';

const header =
  /^(?:diff --|index [0-9a-f]{4,}|(?:old|new|deleted file|new file) mode |mode \d|similarity index |dissimilarity index |(?:rename|copy) (?:from|to) |--- |\+\+\+ |Binary files |Only in |GIT binary patch|(?:literal|delta) \d+|Index: |={40,}$|\\ No newline)/;
const hunk = /^@@@* -\d+(?:,(\d+))? (?:-\d+(?:,\d+)? )*\+\d+(?:,(\d+))? @@/;
const mail = /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001/;
const commit = /^commit [0-9a-f]{7,40}\b/;
const commitPart =
  /^(?:Author|AuthorDate|Commit|CommitDate|Date|Merge|Reflog|Reflog message|gpg): ?|^ {4}|^$|^ .{1,300}\|\s+(?:\d+|Bin)|^ \d+ files? changed/;

/**
 * The patches in a text: file headers and hunks, read by the line counts that the hunks announce, with the commits
 * before them.
 */
export function findDiffLines(lines: readonly string[]): readonly Stretch[] {
  const found: Stretch[] = [];
  let index = 0;
  while (index < lines.length) {
    const start = index;
    const end = opensPatch(lines, index) ? endOfPatch(lines, index) : index;
    if (end === start) {
      index++;
      continue;
    }
    const last = found.at(-1);
    const from = Math.max(startOfCommit(lines, start, last?.end ?? 0), 0);
    if (last !== undefined && from <= last.end) found[found.length - 1] = { ...last, end };
    else found.push({ start: from, end, shape: 'diff' });
    index = end;
  }
  return found;
}

function opensPatch(lines: readonly string[], index: number): boolean {
  const line = lines[index] as string;
  const first = line.charCodeAt(0);
  // A patch opens with `diff`, `---`, `Index:` or `@@`.
  if (first !== 100 && first !== 45 && first !== 73 && first !== 64) return false;
  if (line.startsWith('diff --')) return /^diff --(?:git|cc|combined) \S/.test(line);
  if (line.startsWith('--- ')) return (lines[index + 1] ?? '').startsWith('+++ ') && hunk.test(lines[index + 2] ?? '');
  if (line.startsWith('Index: ')) return /^={40,}$/.test(lines[index + 1] ?? '');
  return line.startsWith('@@') && hunk.test(line) && /^[-+ ]/.test(lines[index + 1] ?? '');
}

/** The end (exclusive) of headers and hunks that follow one another; blank lines between patches belong to them. */
function endOfPatch(lines: readonly string[], start: number): number {
  let index = start;
  let end = start;
  while (index < lines.length) {
    const line = lines[index] as string;
    if (line.startsWith('@@') && hunk.test(line)) index = end = endOfHunk(lines, index);
    else if (header.test(line)) end = ++index;
    else if (line === '' && opensPatch(lines, index + 1 < lines.length ? index + 1 : index)) index++;
    else break;
  }
  return end;
}

function endOfHunk(lines: readonly string[], start: number): number {
  const counts = hunk.exec(lines[start] as string) as RegExpExecArray;
  const combined = (lines[start] as string).startsWith('@@@');
  let removed = Number(counts[1] ?? 1);
  let added = Number(counts[2] ?? 1);
  let index = start + 1;
  for (; index < lines.length && (combined || removed > 0 || added > 0); index++) {
    const line = lines[index] as string;
    if (combined ? !/^[-+ ]{2}/.test(line) : !/^[-+ \\]|^$/.test(line)) break;
    if (line.startsWith('+')) added--;
    else if (line.startsWith('-')) removed--;
    else if (!line.startsWith('\\')) {
      added--;
      removed--;
    }
  }
  return (lines[index] ?? '').startsWith('\\ ') ? index + 1 : index;
}

/** Where the commit begins whose patch starts at `start`, or `start` if none is before it. */
function startOfCommit(lines: readonly string[], start: number, floor: number): number {
  for (let index = start - 1; index >= floor; index--) {
    const line = lines[index] as string;
    if (commit.test(line)) return index;
    if (!commitPart.test(line)) return startOfMail(lines, start, floor);
  }
  return startOfMail(lines, start, floor);
}

/** A patch that was sent by mail begins with the mail: any text may stand between. */
function startOfMail(lines: readonly string[], start: number, floor: number): number {
  for (let index = floor; index < start; index++) if (mail.test(lines[index] as string)) return index;
  return start;
}
