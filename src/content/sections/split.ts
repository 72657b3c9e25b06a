import type { ToolCall } from '../../model/block.ts';
import { splitLines } from '../lines.ts';
import { findBorders } from './borders.ts';
import { findDiffLines } from './diff-lines.ts';
import { findJsonLines } from './json-lines.ts';
import { findRuns, type RunOptions } from './runs.ts';
import type { Shape, Stretch } from './stretch.ts';
import { findWrappings, type Wrapping } from './wrapping.ts';

/** A part of a text that is treated on its own: lines from 0, `end` behind the last. */
export type Section = {
  readonly start: number;
  readonly end: number;
  /** `wrapping` stays as it is: a client put it there. */
  readonly shape: Shape | 'wrapping';
};

/** Stretches smaller than both are counted to what stands around them. */
const fewestLines = 8;
const fewestCharacters = 600;
/** A text that falls into more sections than this is no mixture, but something that no shape fits. */
const mostSections = 60;

/**
 * Splits a text into what several programs, or a client, printed one after the other. One section where it is all of
 * a kind, without wrapping. Sections are in order and cover all lines.
 * @param told what is known of the call; `hits`: lines that name a place may be hits of a search, which they are not in
 * what a build prints
 */
export function splitSections(
  text: string,
  call: ToolCall | undefined,
  told: { readonly hits: boolean; readonly searched: boolean },
): readonly Section[] {
  const { lines } = splitLines(text);
  const whole: readonly Section[] = [{ start: 0, end: lines.length, shape: 'loose' }];
  if (lines.length === 0) return whole;
  const wrappings = findWrappings(text, lines).map((each) => withBlankLine(lines, each));
  const fixed = [...findJsonLines(text, lines), ...findDiffLines(lines)]
    .filter(({ start }) => !isFenced(lines, start))
    .sort((a, b) => a.start - b.start);
  const options: RunOptions = { ...told, isBorder: findBorders(call?.command) };
  const sections: Section[] = [];
  let at = 0;
  for (const { start, end } of [...wrappings, { start: lines.length, end: lines.length }]) {
    if (at < start) sections.push(...splitBody(lines, at, start, fixed, options));
    if (start < end) sections.push({ start, end, shape: 'wrapping' });
    at = end;
  }
  return sections.length > mostSections ? whole : sections;
}

function splitBody(
  lines: readonly string[],
  start: number,
  end: number,
  fixed: readonly Stretch[],
  options: RunOptions,
): readonly Section[] {
  const parts: Stretch[] = [];
  let at = start;
  for (const each of fixed) {
    const from = Math.max(each.start, at);
    const to = Math.min(each.end, end);
    if (from >= to || !isLarge(lines, from, to)) continue;
    parts.push(...findRuns(lines, at, from, options), { start: from, end: to, shape: each.shape });
    at = to;
  }
  parts.push(...findRuns(lines, at, end, options));
  return merged(lines, parts);
}

/** Stretches next to one another that are of one shape, or too small to stand alone, become one. */
function merged(lines: readonly string[], parts: readonly Stretch[]): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const part of parts) {
    const large = isLarge(lines, part.start, part.end);
    const own: Stretch = part.shape === 'loose' || large ? part : { ...part, shape: 'loose' };
    const last = found.at(-1);
    if (last === undefined) found.push(own);
    else if (last.shape === own.shape && (own.shape !== 'loose' || !large))
      found[found.length - 1] = { ...last, end: own.end };
    // A few words between two stretches of one shape do not part them.
    else if (bridges(lines, found, own)) found.splice(-2, 2, { ...(found.at(-2) as Stretch), end: own.end });
    else found.push(own);
  }
  return found;
}

function bridges(lines: readonly string[], found: readonly Stretch[], { shape }: Stretch): boolean {
  const between = found.at(-1);
  const before = found.at(-2);
  return (
    (shape === 'hits' || shape === 'paths' || shape === 'listing') &&
    before?.shape === shape &&
    between?.shape === 'loose' &&
    !isLarge(lines, between.start, between.end)
  );
}

/** Whether a line stands in a code block of Markdown. */
function isFenced(lines: readonly string[], index: number): boolean {
  return index > 0 && /^\s*(?:```|~~~)/.test(lines[index - 1] as string);
}

/** A blank line above what a client put there belongs to it. */
function withBlankLine(lines: readonly string[], wrapping: Wrapping): Wrapping {
  const above = wrapping.start > 0 && lines[wrapping.start - 1] === '';
  return above ? { ...wrapping, start: wrapping.start - 1 } : wrapping;
}

function isLarge(lines: readonly string[], start: number, end: number): boolean {
  if (end - start >= fewestLines) return true;
  let characters = 0;
  for (let index = start; index < end; index++) characters += (lines[index] as string).length + 1;
  return characters >= fewestCharacters;
}
