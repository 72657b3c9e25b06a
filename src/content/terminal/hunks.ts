/** Lines of a comparison of files, from the first to before `end` (0-based). */
export type Hunk = {
  readonly first: number;
  end: number;
  /** Columns of marks: one per file that is compared with the new one. */
  readonly columns: number;
};

const fileHeader = /^(?:diff --(?:git|cc|combined) |diff (?:-|\S+ \S+$)|Index: \S)/;
const hunkHeader = /^(@@+) -\d+(?:,(\d+))? (?:-\d+(?:,\d+)? )*\+\d+(?:,(\d+))? @@/;
const otherHeader =
  /^(?:index [0-9a-f]|--- |\+\+\+ |={20}|(?:old|new) mode |(?:deleted|new) file|(?:dis)?similarity index|(?:rename|copy) (?:from|to)|Binary files|GIT binary|\\ No newline)/;

/**
 * Where comparisons of files are in a text, headers and the lines between them; neighbours are one. A hunk ends where
 * the counts of its header are used up, or, where its lines have no marks to count by, as many lines as both counts
 * together later.
 * @param lines without control sequences and carriage returns at their ends
 * @param whole the text is known to be a comparison: if no header shows where one begins, all of it is
 */
export function findHunks(lines: readonly string[], whole: boolean): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let index = 0;
  while (index < lines.length) {
    if (!startsAny(lines, index)) {
      index++;
      continue;
    }
    const counts = hunkHeader.exec(lines[index] as string);
    const end = counts === null ? headerEnd(lines, index) : hunkEnd(lines, index, counts);
    const columns = counts === null ? 1 : (counts[1] as string).length - 1;
    hunks.push({ first: index, end, columns });
    index = end;
  }
  if (whole && (hunks[0]?.first ?? lines.length) > 0) {
    hunks.unshift({ first: 0, end: hunks[0]?.first ?? lines.length, columns: 1 });
  }
  return hunks;
}

function isUnified(lines: readonly string[], index: number): boolean {
  return (lines[index] as string).startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true;
}

function startsAny(lines: readonly string[], index: number): boolean {
  const line = lines[index] as string;
  // The first character identifies most lines.
  if (!'@d-I'.includes(line[0] ?? ' ')) return false;
  return hunkHeader.test(line) || fileHeader.test(line) || isUnified(lines, index);
}

/** After the header of a file, up to the next hunk or file; without a hunk it is a comparison in another layout. */
function headerEnd(lines: readonly string[], start: number): number {
  let index = start + 1;
  while (index < lines.length && otherHeader.test(lines[index] as string)) index++;
  if (index < lines.length && startsAny(lines, index)) return index;
  // Files that were only renamed, or have changed in mode alone, have no lines.
  if (index > start + 1 && !/^(?:index |\+\+\+ )/.test(lines[index - 1] as string)) return index;
  while (index < lines.length && !startsAny(lines, index)) index++;
  return index;
}

function hunkEnd(lines: readonly string[], start: number, [, signs, old, added]: RegExpExecArray): number {
  const columns = (signs as string).length - 1;
  const most = start + 1 + Number(old ?? 1) + Number(added ?? 1);
  if (columns > 1) return freeEnd(lines, start, most);
  let [removed, came] = [Number(old ?? 1), Number(added ?? 1)];
  let index = start + 1;
  while (index < lines.length && (removed > 0 || came > 0 || (lines[index] as string).startsWith('\\ '))) {
    const mark = (lines[index] as string)[0] ?? ' ';
    if (!' +-\\'.includes(mark)) return freeEnd(lines, start, most);
    if (mark !== '+' && mark !== '\\') removed--;
    if (mark !== '-' && mark !== '\\') came--;
    if (removed < 0 || came < 0) return freeEnd(lines, start, most);
    index++;
  }
  return index;
}

function freeEnd(lines: readonly string[], start: number, most: number): number {
  let index = start + 1;
  while (index < lines.length && index < most && !startsAny(lines, index)) index++;
  return index;
}
