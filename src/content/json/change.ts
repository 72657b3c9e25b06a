import type { Elements } from './elements.ts';

const minNumbers = 24;
const mostPaths = 4;
/** The Kolmogorov distribution's one per cent point: a shift that chance gives one series in a hundred. */
const threshold = 1.63;
const digits = /^-?\d/;
const ordered =
  /(?:^|[._])(?:id|ids|timestamp|time|date|created|updated|offset|index|seq|sequence|position|line|number)$/i;

/**
 * Indices of elements where the level of a number changes for good: the turning point of the cumulative deviation from
 * the mean (E. S. Page, "Continuous inspection schemes", 1954), with the element before it.
 */
export function findChanges({ columns, nodes }: Elements): ReadonlySet<number> {
  const found = new Set<number>();
  let looked = 0;
  for (const { path, repeats, raw } of columns) {
    if (repeats || raw.length !== nodes.length || raw.length < minNumbers || ordered.test(path)) continue;
    const values = raw.map((each) => (digits.test(each) ? Number(each) : Number.NaN));
    if (!values.every(Number.isFinite)) continue;
    if (looked++ >= mostPaths) break;
    const at = turningPoint(values);
    if (at === undefined) continue;
    found.add(at);
    found.add(at + 1);
  }
  return found;
}

/** The last index before a lasting shift of a series; `undefined` if it has none or only rises or only falls. */
function turningPoint(values: readonly number[]): number | undefined {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!(deviation > 0) || !Number.isFinite(deviation)) return undefined;
  let rises = 0;
  let falls = 0;
  let sum = 0;
  let most = 0;
  let at = 0;
  for (const [index, value] of values.entries()) {
    const step = index === 0 ? 0 : value - (values[index - 1] as number);
    if (step > 0) rises++;
    else if (step < 0) falls++;
    sum += value - mean;
    if (Math.abs(sum) > most) {
      most = Math.abs(sum);
      at = index;
    }
  }
  if (rises === 0 || falls === 0 || at >= values.length - 1) return undefined;
  return most / (deviation * Math.sqrt(values.length)) > threshold ? at : undefined;
}
