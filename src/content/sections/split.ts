import { append } from '../../lib/lists.ts';
import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';
import { splitLines } from '../lines.ts';
import { findBorders } from './borders.ts';
import { findDiffLines } from './diff-lines.ts';
import { findJsonLines } from './json-lines.ts';
import { findRuns, type RunOptions } from './runs.ts';
import type { Shape, Stretch } from './stretch.ts';
import { findWrappings, type Wrapping } from './wrapping.ts';

/** A part of a text that is treated on its own: 0-based lines, `end` exclusive. */
export type Section = {
  readonly start: number;
  readonly end: number;
  /** `wrapping` stays as it is: a client put it there. */
  readonly shape: Shape | 'wrapping';
};

/** What is known before a text is split. */
export type Told = {
  /** What the whole looks like. */
  readonly kind: ContentKind;
  /** A search was run. */
  readonly searched: boolean;
  /** One program printed all of it. */
  readonly single: boolean;
};

/** Stretches smaller than both join their neighbours. */
type Least = { readonly lines: number; readonly characters: number };
const least: Least = { lines: 8, characters: 600 };
/** The same for text that a log of one program quotes. */
const leastInLog: Least = { lines: 40, characters: 4000 };
/** A single program does not print other things into these. */
const wholeKinds: ReadonlySet<ContentKind> = new Set(['html', 'code', 'prose']);
/**
 * A text that falls into more sections than this, or into smaller ones on average, is not a mixture: no shape fits it.
 */
const mostSections = 60;
const linesPerSection = 100;
/** Loose lines that make up less than this share of a text get the shape of the rest. */
const looseShare = 0.2;

/**
 * Splits a text into what several programs, or a client, printed one after the other. One section if it is all of one
 * kind, without wrapping. Sections are in order and cover all lines.
 */
export function splitSections(text: string, call: ToolCall | undefined, told: Told): readonly Section[] {
  const { lines } = splitLines(text);
  const whole: readonly Section[] = [{ start: 0, end: lines.length, shape: 'loose' }];
  if (lines.length === 0) return whole;
  const wrappings = findWrappings(text, lines).map((each) => withBlankLine(lines, each));
  const most = Math.max(mostSections, lines.length / linesPerSection);
  if (wrappings.length > most) return whole;
  const isWhole = told.single && wholeKinds.has(told.kind);
  const body: Body = {
    lines,
    fixed: isWhole ? [] : findFixed(text, lines),
    least: told.single && told.kind === 'log' ? leastInLog : least,
    options: { hits: told.kind !== 'log', searched: told.searched, isBorder: findBorders(call?.command) },
  };
  const sections: Section[] = [];
  let at = 0;
  for (const { start, end } of [...wrappings, { start: lines.length, end: lines.length }]) {
    if (at < start)
      append(sections, isWhole ? [{ start: at, end: start, shape: 'loose' as const }] : splitBody(body, at, start));
    if (start < end) sections.push({ start, end, shape: 'wrapping' });
    at = end;
  }
  return sections.length > most ? whole : sections;
}

/** The parameters of the search for stretches. */
type Body = {
  readonly lines: readonly string[];
  readonly fixed: readonly Stretch[];
  readonly least: Least;
  readonly options: RunOptions;
};

/** JSON and patches, which show where they begin and end. */
function findFixed(text: string, lines: readonly string[]): readonly Stretch[] {
  return [...findJsonLines(text, lines), ...findDiffLines(lines)]
    .filter(({ start }) => !isFenced(lines, start))
    .sort((a, b) => a.start - b.start);
}

function splitBody(body: Body, start: number, end: number): readonly Section[] {
  const { lines, fixed, options } = body;
  const parts: Stretch[] = [];
  let at = start;
  for (const each of fixed) {
    const from = Math.max(each.start, at);
    const to = Math.min(each.end, end);
    if (from >= to || !isLarge(body, from, to)) continue;
    append(parts, findRuns(lines, at, from, options));
    parts.push({ start: from, end: to, shape: each.shape });
    at = to;
  }
  append(parts, findRuns(lines, at, end, options));
  return settled(body, merged(body, parts));
}

/** A text of one shape with few loose lines is one section; in a command's output these are its own words. */
function settled({ lines }: Body, parts: readonly Stretch[]): readonly Stretch[] {
  const first = parts[0];
  const last = parts.at(-1);
  const shapes = new Set(parts.flatMap(({ shape }) => (shape === 'loose' ? [] : [shape])));
  if (first === undefined || last === undefined || shapes.size !== 1) return parts;
  let all = 0;
  let loose = 0;
  for (const { start, end, shape } of parts) {
    const characters = charactersOf(lines, start, end);
    all += characters;
    if (shape === 'loose') loose += characters;
  }
  const [shape] = shapes as Set<Shape>;
  return loose < all * looseShare && shape !== undefined ? [{ start: first.start, end: last.end, shape }] : parts;
}

/** Stretches next to one another that are of one shape, or too small, become one. */
function merged(body: Body, parts: readonly Stretch[]): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const part of parts) {
    const large = part.shape === 'blob' || isLarge(body, part.start, part.end);
    const own: Stretch = part.shape === 'loose' || large ? part : { ...part, shape: 'loose' };
    const last = found.at(-1);
    if (last === undefined) found.push(own);
    else if (last.shape === own.shape && (own.shape !== 'loose' || !large || !own.border))
      found[found.length - 1] = { ...last, end: own.end };
    // A few words between two stretches of one shape do not separate them.
    else if (bridges(body, found, own)) found.splice(-2, 2, { ...(found.at(-2) as Stretch), end: own.end });
    else found.push(own);
  }
  return found;
}

function bridges(body: Body, found: readonly Stretch[], { shape }: Stretch): boolean {
  const between = found.at(-1);
  const before = found.at(-2);
  return (
    (shape === 'hits' || shape === 'paths' || shape === 'listing' || shape === 'diff') &&
    before?.shape === shape &&
    between?.shape === 'loose' &&
    !isLarge(body, between.start, between.end)
  );
}

/** Whether a line is in a Markdown code block. */
function isFenced(lines: readonly string[], index: number): boolean {
  return index > 0 && /^\s*(?:```|~~~)/.test(lines[index - 1] as string);
}

/** A blank line before a client's text belongs to it. */
function withBlankLine(lines: readonly string[], wrapping: Wrapping): Wrapping {
  const above = wrapping.start > 0 && lines[wrapping.start - 1] === '';
  return above ? { ...wrapping, start: wrapping.start - 1 } : wrapping;
}

function isLarge({ lines, least: { lines: fewest, characters } }: Body, start: number, end: number): boolean {
  return end - start >= fewest || charactersOf(lines, start, end) >= characters;
}

function charactersOf(lines: readonly string[], start: number, end: number): number {
  let characters = 0;
  for (let index = start; index < end; index++) characters += (lines[index] as string).length + 1;
  return characters;
}
