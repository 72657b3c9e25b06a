import type { Range } from '../marker.ts';
import type { HitLines } from './hit-lines.ts';

/**
 * Why a hit is left out: it equals one that stays of its file except for numbers, or except for numbers and quoted
 * texts, or it is too long to be read. Its line number is then in the notice. Hits for which there is no reason are
 * counted.
 */
export type Reason = 'alike' | 'alike but for quotes' | 'too long';

const mostFilesCounted = 200;

/** Whether a line is a hit, and not one of those around it. */
export function isHit({ lines, paths }: HitLines, index: number): boolean {
  const path = paths[index];
  return path !== undefined && lines[index]?.[path.length] === ':';
}

/**
 * The description of the hits in a gap: `src/a.ts:117 137 140 alike` for those with a reason, `12 hits of src/b.c, 3 of
 * src/c.c` for others. Every file is mentioned.
 */
export function gapWords(
  found: HitLines,
  reasons: ReadonlyMap<number, Reason>,
  [first, last]: Range,
): string | undefined {
  const places = new Map<string, { readonly path: string; readonly reason: Reason; readonly numbers: string[] }>();
  const counts = new Map<string, number>();
  for (let index = first - 1; index < last; index++) {
    if (!isHit(found, index)) continue;
    const path = found.paths[index] as string;
    const reason = reasons.get(index);
    if (reason === undefined) {
      counts.set(path, (counts.get(path) ?? 0) + 1);
      continue;
    }
    const line = found.lines[index] as string;
    const number = line.slice(path.length + 1, line.indexOf(':', path.length + 1));
    const place = places.get(`${reason}\0${path}`);
    if (place === undefined) places.set(`${reason}\0${path}`, { path, reason, numbers: [number] });
    else place.numbers.push(number);
  }
  const told = [...places.values()].map(({ path, reason, numbers }) => `${path}:${numbers.join(' ')} ${reason}`);
  const words = [...told, ...countsInWords(counts)];
  return words.length === 0 ? undefined : words.join(', ');
}

function countsInWords(counts: ReadonlyMap<string, number>): readonly string[] {
  const words = [...counts]
    .slice(0, mostFilesCounted)
    .map(([path, count], order) => `${count}${order > 0 ? '' : count === 1 ? ' hit' : ' hits'} of ${path}`);
  return counts.size > mostFilesCounted ? [...words, `and of ${counts.size - mostFilesCounted} more files`] : words;
}
