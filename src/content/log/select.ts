import type { RepeatedBlock } from './blocks.ts';
import type { Weight } from './severity.ts';
import type { Survey } from './survey.ts';

/** How hard a log is shortened. Counts are lines, shares are of the text's characters. */
export type Level = {
  /** Lines kept at the start and the end of the text. */
  readonly head: number;
  readonly tail: number;
  /** Occurrences of a template kept from its first and its last ones. */
  readonly first: number;
  readonly last: number;
  /** A template with no more lines than this is rare and stays whole. */
  readonly rare: number;
  /** Lines kept above and below a failure that has not been seen before. */
  readonly before: number;
  readonly after: number;
  /** All failures stay while they take no more than this share; above it only the distinct ones. */
  readonly failureShare: number;
  /** The same for warnings and lines that name a place in a file. */
  readonly noticeShare: number;
};

/** The levels of the log compressor, hardest first. */
export const levels: readonly Level[] = [
  { head: 5, tail: 12, first: 1, last: 1, rare: 3, before: 1, after: 2, failureShare: 0.35, noticeShare: 0.35 },
  { head: 10, tail: 20, first: 2, last: 2, rare: 5, before: 2, after: 4, failureShare: 0.5, noticeShare: 0.5 },
  { head: 20, tail: 40, first: 4, last: 3, rare: 8, before: 3, after: 8, failureShare: 0.7, noticeShare: 0.6 },
];

/** A gap of fewer characters than this costs more as a notice than as text. */
const smallestGap = 120;
/** Routine lines in a row from which the first and the last of them stay. */
const shortestRun = 12;
/** The ends of runs stay while they are no more than this share of the lines. */
const mostRunEnds = 0.05;
/** A linter's line below the name of its file: `12:5  error  what is wrong`. */
const finding = /^\s+\d+:\d+\s/;
/** How many lines of one template get their surroundings kept. */
const contextRank = 2;
/** How many first and last lines of one template stay when a class of lines is over its share, gentlest first. */
const thinnings: readonly (readonly [first: number, last: number])[] = [
  [8, 4],
  [3, 1],
  [1, 1],
];

/**
 * Chooses the lines that stay.
 * @param asked indices of lines that the call asks for
 */
export function selectLines(
  survey: Survey,
  level: Level,
  repeats: readonly RepeatedBlock[],
  asked: readonly number[] = [],
): boolean[] {
  const { lines } = survey;
  const keep = new Array<boolean>(lines.length).fill(false);
  keepSample(survey, level, keep);
  keepRunEnds(survey, keep);
  keepClass(survey, 'failure', level.failureShare, level, keep);
  keepClass(survey, 'notice', level.noticeShare, { before: 0, after: 0 }, keep);
  for (let index = 0; index < lines.length; index++) {
    const stays = survey.traces[index] || survey.sections[index] || survey.weights[index] === 'verdict';
    if (stays) keep[index] = true;
  }
  for (const { start, end } of repeats) keep.fill(false, start, end);
  for (const index of asked) keep[index] = true;
  keep.fill(true, 0, Math.min(level.head, lines.length));
  keep.fill(true, Math.max(0, lines.length - level.tail));
  keepFileNames(lines, keep);
  fillSmallGaps(lines, keep);
  return keep;
}

/** The name of the file above each finding that stays: without it the finding would seem to be from another file. */
function keepFileNames(lines: readonly string[], keep: boolean[]): void {
  let name = -1;
  for (const [index, line] of lines.entries()) {
    if (/^\S/.test(line)) name = index;
    else if (keep[index] && name >= 0 && finding.test(line)) keep[name] = true;
  }
}

/** The first and last lines of each template, and all lines of a rare one. */
function keepSample(survey: Survey, level: Level, keep: boolean[]): void {
  for (let index = 0; index < keep.length; index++) {
    const count = survey.counts[survey.templates[index] as number] as number;
    const rank = survey.rank[index] as number;
    if (count <= level.rare || rank < level.first || rank >= count - level.last) keep[index] = true;
  }
}

/** The first and the last of what passed in a row, so that each gap among verdicts shows what it holds. */
function keepRunEnds(survey: Survey, keep: boolean[]): void {
  const ends: number[] = [];
  for (let index = 0; index < keep.length; index++) {
    if (survey.weights[index] !== 'routine') continue;
    const start = index;
    while (survey.weights[index + 1] === 'routine') index++;
    if (index - start + 1 >= shortestRun) ends.push(start, index);
  }
  if (ends.length <= keep.length * mostRunEnds) for (const index of ends) keep[index] = true;
}

/** All lines of a weight while they fit into their share of the text, otherwise the first and last of each kind. */
function keepClass(
  survey: Survey,
  weight: Weight,
  share: number,
  context: Pick<Level, 'before' | 'after'>,
  keep: boolean[],
): void {
  const members: number[] = [];
  for (let index = 0; index < keep.length; index++) if (survey.weights[index] === weight) members.push(index);
  for (const index of thin(survey, members, survey.size * share)) {
    const near = (survey.rank[index] as number) < contextRank;
    const from = near ? Math.max(0, index - context.before) : index;
    const to = near ? Math.min(keep.length, index + context.after + 1) : index + 1;
    keep.fill(true, from, to);
  }
}

/** The lines themselves where they fit into `size` characters, otherwise fewer of those that say the same. */
function thin(survey: Survey, members: readonly number[], size: number): readonly number[] {
  const fits = (chosen: readonly number[]) =>
    chosen.reduce((sum, index) => sum + (survey.lines[index] as string).length + 1, 0) <= size;
  if (fits(members)) return members;
  const seen = new Set<string>();
  const distinct = members.filter((index) => {
    const line = (survey.lines[index] as string).trim();
    if (seen.has(line)) return false;
    seen.add(line);
    return true;
  });
  let chosen = distinct;
  for (const [first, last] of thinnings) {
    if (fits(chosen)) break;
    chosen = distinct.filter((index) => {
      const count = survey.counts[survey.templates[index] as number] as number;
      const rank = survey.rank[index] as number;
      return rank < first || rank >= count - last;
    });
  }
  return chosen;
}

function fillSmallGaps(lines: readonly string[], keep: boolean[]): void {
  for (let index = 0; index < keep.length; index++) {
    if (keep[index]) continue;
    const start = index;
    let size = 0;
    while (index < keep.length && !keep[index]) size += (lines[index++] as string).length + 1;
    if (size < smallestGap) keep.fill(true, start, index);
  }
}
