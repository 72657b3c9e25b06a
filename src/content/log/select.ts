import { markAnnounced } from './announced.ts';
import type { RepeatedBlock } from './blocks.ts';
import type { HeadOf } from './heads.ts';
import { joinGaps } from './joined-gaps.ts';
import type { Level, Sample } from './levels.ts';
import { findNewReports } from './reports.ts';
import { failing, type Weight } from './severity.ts';
import type { Kinds, Survey } from './survey.ts';

/** A run of at least this many routine lines keeps its first and last. */
const shortestRun = 12;
/** The ends of runs stay if they are no more than this share of the lines. */
const mostRunEnds = 0.05;
/** A linter's line under the name of its file: `12:5 error what is wrong`. */
const finding = /^\s+\d+:\d+\s/;
/** An event with no more lines than this says something of its record. */
const mostOdd = 2;
/** How many lines of one event get their surroundings kept. */
const contextRank = 2;
const judgedApart: ReadonlySet<Weight> = new Set<Weight>(['error', 'total', 'failure', 'finding', 'notice']);

/** The lines that stay at every level. */
export type Wanted = {
  /** Runs of lines that repeat earlier ones verbatim. */
  readonly repeats: readonly RepeatedBlock[];
  /** Indices of lines that the call or the user asked for, of numbers out of range, and of rare ids. */
  readonly lines: readonly number[];
  /** Where the record of a line begins. */
  readonly headOf: HeadOf;
};

/** Chooses the lines that stay. */
export function selectLines(survey: Survey, level: Level, wanted: Wanted): boolean[] {
  const { lines } = survey;
  const kinds = level.joinNames ? survey.families : survey.wordings;
  const keep = new Array<boolean>(lines.length).fill(false);
  keepSample(survey, kinds, level, keep);
  keepRunEnds(survey, keep);
  keepClass(survey, kinds, 'error', level.errors, level, keep);
  keepClass(survey, kinds, 'total', level.totals, { before: 0, after: 0 }, keep);
  keepClass(survey, kinds, 'failure', level.failures, level, keep);
  keepClass(survey, kinds, 'finding', level.findings, { before: 0, after: 0 }, keep);
  keepClass(survey, kinds, 'notice', level.notices, { before: 0, after: 0 }, keep);
  const reports = level.repeatedReports === 'keep' ? undefined : findNewReports(survey);
  for (let index = 0; index < lines.length; index++) {
    const reported = survey.traces[index] || isReported(survey, index);
    if ((reported && reports?.[index] !== false) || survey.weights[index] === 'verdict') keep[index] = true;
  }
  for (const { start, end } of wanted.repeats) keep.fill(false, start, end);
  for (const index of wanted.lines) keep[index] = true;
  keep.fill(true, 0, Math.min(level.head, lines.length));
  keep.fill(true, Math.max(0, lines.length - level.tail));
  const stays = findStaying(survey, kinds, level, wanted, keep);
  for (const [index, stay] of stays.entries()) if (stay) keep[index] = true;
  fillSmallGaps(lines, keep, level.smallestGap);
  joinGaps(
    keep,
    (index) => !stays[index],
    (index) => kinds.of[index] as number,
  );
  return keep;
}

/**
 * Whether a line belongs to a report on a failure; a line on a passed test is in one only if the report has no
 * recognisable end.
 */
function isReported({ sections, weights }: Survey, index: number): boolean {
  return sections[index] === true && weights[index] !== 'routine';
}

/**
 * The kept lines that are failures or unusual, with their context: the head of their record, the name of their file,
 * and the list that a line with a final colon announces.
 */
function findStaying(survey: Survey, kinds: Kinds, level: Level, wanted: Wanted, keep: readonly boolean[]): boolean[] {
  const stays = new Array<boolean>(keep.length).fill(false);
  const asked = new Set(wanted.lines);
  for (let index = 0; index < keep.length; index++) {
    if (!keep[index]) continue;
    const weight = survey.weights[index] as Weight;
    const count = kinds.counts[kinds.of[index] as number] as number;
    const most = weight === 'notice' ? mostOdd : judgedApart.has(weight) ? 0 : Math.min(mostOdd, level.rare);
    const rare = count <= most;
    const odd = rare || asked.has(index) || failing.has(weight);
    stays[index] = odd || weight === 'total' || survey.traces[index] === true || isReported(survey, index);
    if (!odd) continue;
    const head = wanted.headOf(index);
    if (head !== undefined) stays[head] = true;
  }
  markFileNames(survey.lines, keep, stays);
  markAnnounced(survey, stays);
  return stays;
}

/** The file name above each finding that stays: without it the finding would seem to belong to another file. */
function markFileNames(lines: readonly string[], keep: readonly boolean[], stays: boolean[]): void {
  let name = -1;
  for (const [index, line] of lines.entries()) {
    if (/^\S/.test(line)) name = index;
    else if (keep[index] && name >= 0 && finding.test(line)) stays[name] = true;
  }
}

/** The first and last lines of each event, and all lines of a rare one; failures and warnings are judged apart. */
function keepSample(survey: Survey, kinds: Kinds, { plain, rare }: Level, keep: boolean[]): void {
  for (let index = 0; index < keep.length; index++) {
    if (judgedApart.has(survey.weights[index] as Weight)) continue;
    const count = kinds.counts[kinds.of[index] as number] as number;
    if (count <= rare || isSampled(kinds, index, plain)) keep[index] = true;
  }
}

function isSampled(kinds: Kinds, index: number, { first, last }: Sample): boolean {
  const count = kinds.counts[kinds.of[index] as number] as number;
  const rank = kinds.rank[index] as number;
  return rank < first || rank >= count - last;
}

/** The first and the last of consecutive passes, so that each gap among verdicts shows what it contains. */
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

/** All lines of a weight if they fit into their share of the text, otherwise fewer of the most frequent events. */
function keepClass(
  survey: Survey,
  kinds: Kinds,
  weight: Weight,
  sample: Level['failures'],
  context: Pick<Level, 'before' | 'after'>,
  keep: boolean[],
): void {
  const members: number[] = [];
  for (let index = 0; index < keep.length; index++) if (survey.weights[index] === weight) members.push(index);
  const most = findCap(survey, kinds, members, survey.size * sample.share);
  const last = Math.max(sample.last, Math.floor(most / 4));
  const allowed = { first: Math.max(sample.first, most - last), last };
  for (const index of members) {
    if (!isSampled(kinds, index, allowed)) continue;
    const near = (kinds.rank[index] as number) < contextRank;
    const from = near ? Math.max(0, index - context.before) : index;
    const to = near ? Math.min(keep.length, index + context.after + 1) : index + 1;
    keep.fill(true, from, to);
  }
}

/** The largest number of lines that each event may keep so that all of them take no more than `size` characters. */
function findCap(survey: Survey, kinds: Kinds, members: readonly number[], size: number): number {
  const byRank: number[] = [];
  for (const index of members) {
    const rank = kinds.rank[index] as number;
    while (byRank.length <= rank) byRank.push(0);
    byRank[rank] = (byRank[rank] as number) + (survey.lines[index] as string).length + 1;
  }
  let taken = 0;
  const over = byRank.findIndex((more) => {
    taken += more;
    return taken > size;
  });
  return over < 0 ? byRank.length : over;
}

function fillSmallGaps(lines: readonly string[], keep: boolean[], smallestGap: number): void {
  for (let index = 0; index < keep.length; index++) {
    if (keep[index]) continue;
    const start = index;
    let size = 0;
    while (index < keep.length && !keep[index]) size += (lines[index++] as string).length + 1;
    if (size < smallestGap) keep.fill(true, start, index);
  }
}
