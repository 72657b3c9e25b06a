/** A label counts when this many lines of the sample begin with it. */
const fewestLines = 3;
/** More different labels than this, as a share of the labelled lines, are not sources that print in turn. */
const mostLabels = 0.25;
/** A few sources are always allowed. */
const allowedLabels = 6;

// The prefixes of tools that run several programs at once, and step counters.
const shapes: readonly RegExp[] = [
  // [build] text, (worker pid=12) text
  /^\s*\[[A-Za-z@][\w @./:#-]{0,60}\](?= +[^\s(])/,
  /^\((?:\w[\w .-]* )?(?:pid|rank|worker)[ =]\d+[^)]{0,40}\)/,
  // web-1  | text
  /^[A-Za-z][\w.@/-]{0,40} +\|(?= [^|]*$)/,
  // web:build: text, @scope/web:build: text
  /^(?:@[\w-]+\/)?[A-Za-z][\w-]*:[a-z][\w:-]*:(?= )/,
  // packages/web build: text
  /^[\w@-]+(?:\/[\w@-]+)+ [a-z][\w:-]*(?:: |\$ )/,
  // step 3/10, [3/10], (3/10), 3/10, 30%
  /^\W{0,3}(?:step )?\d+ ?(?:\/|of) ?\d+[\])]?[: ]/i,
  /^\W{0,3}\d{1,3}(?:\.\d+)?%(?=\W)/,
];
const digits = /\d+/g;

/**
 * Which lines of a sample begin with a label that others begin with too: the name of a program, a step, a counter. None
 * if these are fewer than `smallestShare` of all lines.
 */
export function findLabelled(lines: readonly string[], smallestShare: number): readonly boolean[] {
  const labels = lines.map(labelOf);
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  const usual = [...counts.values()].filter((count) => count >= fewestLines);
  const labelled = usual.reduce((sum, count) => sum + count, 0);
  if (labelled < lines.length * smallestShare || counts.size > Math.max(allowedLabels, labelled * mostLabels))
    return lines.map(() => false);
  return labels.map((label) => label !== undefined && (counts.get(label) as number) >= fewestLines);
}

function labelOf(line: string): string | undefined {
  for (const shape of shapes) {
    const label = shape.exec(line)?.[0];
    if (label !== undefined) return label.trim().replace(digits, '#');
  }
  return undefined;
}
