import type { Handle } from '../../model/block.ts';
import { type Range, sentenceGapNotice } from '../marker.ts';
import type { Unit } from './units.ts';

/** A line of which some sentences stay. Lines are counted from 1. */
type CutLine = { readonly first: number; readonly last: number; readonly text: string };

/** What a notice names: the original, and lines of it to fetch at first. */
type Named = { readonly handle: Handle; readonly example: Range | undefined };

/**
 * The lines that are cut, with notices in place of sentences. If a handle is given, the last notice names it and shows
 * how to fetch its own line: if no whole line is left out, no other notice would.
 * @param linesAbove lines of the original before these
 */
export function cutLines(
  lines: readonly string[],
  units: readonly Unit[],
  keep: readonly boolean[],
  handle: Handle | undefined,
  linesAbove: number,
): readonly CutLine[] {
  const groups: number[][] = [];
  for (const [index, { from, start }] of units.entries()) {
    if (from === undefined) continue;
    const group = groups.at(-1);
    if (group !== undefined && units[group[0] as number]?.start === start) group.push(index);
    else groups.push([index]);
  }
  const cut = groups.filter((group) => group.some((index) => keep[index]) && group.some((index) => !keep[index]));
  return cut.map((group, index) => {
    const { start } = units[group[0] as number] as Unit;
    const line = start + 1 + linesAbove;
    const example = lines.length === 1 ? undefined : ([line, line] as const);
    const named = handle !== undefined && index === cut.length - 1 ? { handle, example } : undefined;
    const text = cutLine(lines[start] as string, group, units, keep, named);
    return { first: start + 1, last: start + 1, text };
  });
}

function cutLine(
  line: string,
  group: readonly number[],
  units: readonly Unit[],
  keep: readonly boolean[],
  named: Named | undefined,
): string {
  const parts: string[] = [];
  const lastGone = group.findLast((index) => !keep[index]);
  for (let at = 0; at < group.length; at++) {
    const index = group[at] as number;
    if (keep[index]) {
      parts.push((units[index] as Unit).text);
      continue;
    }
    let last = at;
    while (last + 1 < group.length && !keep[group[last + 1] as number]) last++;
    const gone = (units[group[last] as number] as Unit).text;
    const { handle, example } = (group[last] === lastGone ? named : undefined) ?? {};
    parts.push(sentenceGapNotice(last - at + 1, group.length, handle, example));
    // The white space after the removed part separates the notice from the rest.
    parts.push(gone.slice(gone.trimEnd().length));
    at = last;
  }
  return line.endsWith('\r') && !parts.at(-1)?.endsWith('\r') ? `${parts.join('')}\r` : parts.join('');
}
