import type { Handle } from '../../model/block.ts';
import { countsNotice, stringPointerNotice } from '../marker.ts';
import { findGroups } from './groups.ts';
import { findStringsOfLines } from './strings.ts';

/**
 * A run of a string's lines (0-based, end exclusive) that appears earlier in the conversation, and the words that say
 * where.
 */
export type StringRun = { readonly start: number; readonly end: number; readonly words: string };

/**
 * JSON with pointers in place of lines of its strings that appear earlier in the conversation; it is then visibly not
 * JSON.
 * @param fewestLines strings with fewer lines are skipped
 * @param find the runs of a string's lines, in order
 * @returns `undefined` if nothing was found
 */
export function pointInStrings(
  text: string,
  handle: Handle,
  fewestLines: number,
  find: (lines: readonly string[]) => readonly StringRun[],
): string | undefined {
  let out = '';
  let at = 0;
  let omitted = 0;
  let total = 0;
  for (const { bounds, lines } of findStringsOfLines(text, findGroups(text), fewestLines)) {
    const runs = find(lines);
    if (runs.length > 0) total += lines.length;
    for (const { start, end, words } of runs) {
      out += `${text.slice(at, bounds[start])}\n${stringPointerNotice([start + 1, end], words)}\n`;
      at = bounds[end] as number;
      omitted += end - start;
    }
  }
  if (omitted === 0) return undefined;
  const notice = countsNotice([{ omitted, total, unit: 'lines of strings' }], handle);
  const rest = out + text.slice(at);
  return rest.endsWith('\n') ? `${rest}${notice}\n` : `${rest}\n${notice}`;
}
