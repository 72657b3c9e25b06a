/** A text of fewer lines is no series in which a line could stand out. */
const fewestLines = 100;
/** Kinds of lines, as a share of all lines, up to which a text is repetitive. */
const mostKinds = 0.1;
/** More single lines than this, as a share of all lines, are no exceptions. */
const mostRare = 0.02;
/** Longer lines are not compared. */
const longestLine = 1000;

/** Lines of a repetitive text whose words stand in no other line, trimmed; empty for texts that do not repeat themselves. */
export function findRareLines(lines: readonly string[]): readonly string[] {
  if (lines.length < fewestLines) return [];
  const kinds = new Map<string, { count: number; readonly line: string }>();
  for (const line of lines) {
    if (line.length > longestLine) return [];
    const words = kindOf(line);
    const kind = kinds.get(words);
    if (kind === undefined) kinds.set(words, { count: 1, line });
    else kind.count++;
    if (kinds.size > lines.length * mostKinds) return [];
  }
  const rare = [...kinds.values()].filter(({ count, line }) => count === 1 && /[A-Za-z]{3}/.test(line));
  return rare.length > lines.length * mostRare ? [] : rare.map(({ line }) => line.trim());
}

/** The words of a line that have neither digits nor path separators. */
function kindOf(line: string): string {
  return (line.match(/[^\s=,:;()[\]{}<>|"']+/g) ?? []).filter((word) => !/[\d/\\]/.test(word)).join(' ');
}
