/** More consecutive lines than this are read as a passage, and stay. */
const mostLines = 6;

/**
 * Joins gaps if the lines between them add nothing: for each, another line of the same kind stays. The first of a kind
 * stays rather than a later one.
 * @param keep which lines stay; changed in place
 * @param mayGo whether a line may be left out because nobody asked for it
 * @param kindOf the kind of a line, of which one line must stay
 */
export function joinGaps(keep: boolean[], mayGo: (index: number) => boolean, kindOf: (index: number) => number): void {
  const kept = new Map<number, number>();
  for (const [index, stays] of keep.entries()) {
    if (stays) kept.set(kindOf(index), (kept.get(kindOf(index)) ?? 0) + 1);
  }
  let end = keep.length;
  while (end > 0) {
    if (!keep[end - 1]) {
      end--;
      continue;
    }
    let start = end;
    while (start > 0 && keep[start - 1]) start--;
    const between = start > 0 && end < keep.length && end - start <= mostLines;
    if (between && tellsNothing(start, end, mayGo, kindOf, kept)) {
      for (let index = start; index < end; index++) kept.set(kindOf(index), (kept.get(kindOf(index)) as number) - 1);
      keep.fill(false, start, end);
    }
    end = start;
  }
}

function tellsNothing(
  start: number,
  end: number,
  mayGo: (index: number) => boolean,
  kindOf: (index: number) => number,
  kept: ReadonlyMap<number, number>,
): boolean {
  const gone = new Map<number, number>();
  for (let index = start; index < end; index++) {
    if (!mayGo(index)) return false;
    const kind = kindOf(index);
    gone.set(kind, (gone.get(kind) ?? 0) + 1);
    if ((gone.get(kind) as number) >= (kept.get(kind) as number)) return false;
  }
  return true;
}
