/** One file of a patch; line numbers are 0-based, `end` is exclusive. */
export type DiffFile = {
  /** The path after the change, or before it if the file is deleted. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly state: 'changed' | 'new' | 'deleted';
  readonly hunks: readonly Hunk[];
  /** Lines of a binary patch's data, if there are any. */
  readonly binary?: readonly [start: number, end: number];
};

/** One hunk; its lines follow the header at `header`. */
export type Hunk = { readonly header: number; readonly end: number };

const fileStart = /^diff (?:--git|--cc|--combined|-\S+) |^Index: \S/;
const hunkHeader = /^@@+ (?:-\d+(?:,\d+)? )+\+\d+(?:,\d+)? @@+/;
const unified = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const pathLine = /^(?:---|\+\+\+) (?:[abciow12]\/)?([^\t\n]+)/;
const binaryData = /^(?:literal|delta) \d+$/;

/** The files of a patch, whatever comes before and between them. Linear in the number of lines. */
export function readDiff(lines: readonly string[]): readonly DiffFile[] {
  const files: DiffFile[] = [];
  for (let index = 0; index < lines.length; ) {
    if (!isFileStart(lines, index)) {
      index++;
      continue;
    }
    const file = readFile(lines, index);
    files.push(file);
    index = file.end;
  }
  return files;
}

function isFileStart(lines: readonly string[], index: number): boolean {
  const line = lines[index] as string;
  return fileStart.test(line) || isOldName(lines, index);
}

/** `--- a/x` before `+++ b/x` and a hunk: the head of a file that has no `diff` line. */
function isOldName(lines: readonly string[], index: number): boolean {
  return (
    (lines[index] as string).startsWith('--- ') &&
    lines[index + 1]?.startsWith('+++ ') === true &&
    hunkHeader.test(lines[index + 2] ?? '')
  );
}

function readFile(lines: readonly string[], start: number): DiffFile {
  let state: DiffFile['state'] = 'changed';
  let path = (lines[start] as string).replace(/^diff \S+ (?:.* b\/)?|^Index: |^--- /, '');
  const hunks: Hunk[] = [];
  let binary: [number, number] | undefined;
  let index = start;
  let inHead = true;
  for (; index < lines.length; ) {
    const line = lines[index] as string;
    if (index > start && inHead ? fileStart.test(line) : index > start && isFileStart(lines, index)) break;
    if (hunkHeader.test(line)) {
      const end = endOfHunk(lines, index);
      hunks.push({ header: index, end });
      index = end;
      inHead = false;
      continue;
    }
    if (inHead) {
      if (line.startsWith('new file mode') || line.startsWith('--- /dev/null')) state = 'new';
      if (line.startsWith('deleted file mode') || line.startsWith('+++ /dev/null')) state = 'deleted';
      const named = pathLine.exec(line)?.[1];
      if (named !== undefined && named !== '/dev/null' && !named.startsWith('dev/null')) path = named;
    }
    if (binaryData.test(line)) {
      const end = endOfBinary(lines, index + 1);
      binary = [binary?.[0] ?? index + 1, end];
      index = end;
      continue;
    }
    // After the hunks only a note about the last line belongs to the file; the rest is other text.
    if (!inHead && !line.startsWith('\\')) break;
    index++;
  }
  return { path, start, end: Math.max(index, start + 1), state, hunks, ...(binary && { binary }) };
}

/** Where a hunk ends: by the counts of its header, or, for one of several parents, by what its lines begin with. */
function endOfHunk(lines: readonly string[], header: number): number {
  const match = unified.exec(lines[header] as string);
  let index = header + 1;
  if (match === null) {
    while (index < lines.length && /^[ +\\-]/.test(lines[index] as string)) index++;
    return index;
  }
  let before = Number(match[2] ?? 1);
  let after = Number(match[4] ?? 1);
  for (; index < lines.length && (before > 0 || after > 0); index++) {
    const mark = (lines[index] as string)[0];
    if (mark === '+') after--;
    else if (mark === '-') before--;
    else if (mark === ' ' || mark === undefined || mark === '\t') {
      before--;
      after--;
    } else if (mark !== '\\') break;
  }
  if (lines[index]?.startsWith('\\')) index++;
  return index;
}

function endOfBinary(lines: readonly string[], start: number): number {
  let index = start;
  while (index < lines.length && /^[A-Za-z][!-~]{5,}$/.test(lines[index] as string)) index++;
  return index;
}
