import type { KeptLines } from '../../model/content.ts';
import { createBm25 } from '../../relevance/bm25.ts';
import { speaksOfFailure } from '../failure-wording.ts';
import { madeByMachine } from '../made-by-machine.ts';
import { gapWords, isHit, type Reason } from './gap-words.ts';
import type { HitLines } from './hit-lines.ts';

/** How many hits are left out. */
export type OmitLevel = {
  /** Hits that stay of a generated file. */
  readonly machineHits: number;
  /** Of a file's hits that differ only in numbers, or in numbers and quoted texts, this many stay. */
  readonly alike: number;
  readonly quotes: 'masked' | 'kept';
  /** Hits that stay in all, by how well they answer; all by default. */
  readonly mostHits?: number;
  /** Whether each wording of a failure stays once. */
  readonly failures: boolean;
  /** Whether the line number of each hit can be read, except in generated files. */
  readonly places: boolean;
};

/** Long tails that nobody reads. */
export const balanced: OmitLevel = { machineHits: 3, alike: 6, quotes: 'kept', failures: true, places: true };
/** The same for a result that is too long to be read. */
export const balancedLong: OmitLevel = { machineHits: 3, alike: 4, quotes: 'masked', failures: true, places: true };
/** o200k tokens from which a result is too long to be read line by line. */
export const longResult = 8000;
/** The hits that answer best, and a count for each file. */
export const hard: OmitLevel = {
  machineHits: 1,
  alike: 1,
  quotes: 'masked',
  mostHits: 40,
  failures: false,
  places: false,
};
/** The same with every failure that the hits name. */
export const hardWithFailures: OmitLevel = { ...hard, failures: true };

/** Gaps of fewer lines and fewer characters break up the text for little. */
const fewestLines = 3;
const fewestCharacters = 400;
const manyFiles = 20;
/** Longer lines are data or generated: a few of them are enough. */
const longLine = 1500;
const mostLongLines = 5;
const definition =
  /^\s*(?:(?:export|pub|public|private|protected|static|async|abstract|final|default|inline|virtual)\s+)*(?:function|def|class|struct|enum|interface|trait|impl|fn|func|type|module|namespace|#define)\b/;

/** An outlying number among hits, however alike their words are. */
const largeNumber = /\d{9}/;

type Hit = { readonly index: number; readonly path: string; readonly text: string };

/** The hits of a search with the features of each, for any number of levels. */
export type Hits = {
  readonly found: HitLines;
  readonly hits: readonly Hit[];
  /** The text of each hit without its numbers, quoted texts masked or kept. */
  wordings(quotes: OmitLevel['quotes']): readonly string[];
  /** How well each hit answers the query, 0 to 1. */
  relevance(): readonly number[];
};

/** Reads the hits that `keptOfSearch` chooses from. */
export function readHits(found: HitLines, query: string): Hits {
  const { lines, paths } = found;
  const hits: Hit[] = [];
  for (const [index, path] of paths.entries()) {
    const line = lines[index] as string;
    if (path !== undefined && isHit(found, index))
      hits.push({ index, path, text: line.slice(line.indexOf(':', path.length + 1) + 1) });
  }
  const wordings = new Map<OmitLevel['quotes'], readonly string[]>();
  let relevance: readonly number[] | undefined;
  return {
    found,
    hits,
    wordings(quotes) {
      const known = wordings.get(quotes) ?? hits.map(({ text }) => withoutNumbers(text, quotes));
      wordings.set(quotes, known);
      return known;
    },
    relevance() {
      relevance ??= scaled(createBm25(hits.map(({ text }) => text)).score(query));
      return relevance;
    },
  };
}

function withoutNumbers(text: string, quotes: OmitLevel['quotes']): string {
  const unquoted = quotes === 'kept' ? text : text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "'");
  return unquoted.replace(/\d+/g, '0');
}

function scaled(scores: readonly number[]): readonly number[] {
  const highest = scores.reduce((top, score) => Math.max(top, score), 0);
  return highest === 0 ? scores : scores.map((score) => score / highest);
}

/** Which lines of a search stay: hits by rank and variety, their context, and all lines that are not hits. */
export function keptOfSearch(all: Hits, level: OmitLevel): KeptLines {
  const { found } = all;
  const keep = found.paths.map((path) => path === undefined);
  const { chosen, reasons } = choose(all, level);
  for (const { index, path } of chosen) {
    // A hit takes the lines around it along, up to the next one of its file.
    keep[index] = true;
    for (let at = index - 1; isContext(found, at, path) && !keep[at]; at--) keep[at] = true;
    for (let at = index + 1; isContext(found, at, path) && !keep[at]; at++) keep[at] = true;
  }
  const told = level.places ? reasons : new Map<number, Reason>();
  closeSmallGaps(keep, found.lines);
  return { keep, summary: (range) => gapWords(found, told, range) };
}

function isContext(found: HitLines, index: number, path: string): boolean {
  return found.paths[index] === path && !isHit(found, index);
}

/** The state of a file when its next hit is judged. */
type FileSoFar = {
  hits: number;
  readonly machine: boolean;
  /** How often each wording came. */
  readonly alike: Map<string, number>;
  /** The texts of hits that stay, without their numbers. */
  readonly shown: Set<string>;
};

/** The hits that stay, and the reasons for those that are left out. */
function choose(
  all: Hits,
  level: OmitLevel,
): { readonly chosen: readonly Hit[]; readonly reasons: ReadonlyMap<number, Reason> } {
  const { hits } = all;
  const wordings = all.wordings(level.quotes);
  const exact = all.wordings('kept');
  const files = new Map<string, FileSoFar>();
  const failures = new Set<string>();
  const reasons = new Map<number, Reason>();
  let longLines = 0;
  const must: Hit[] = [];
  const varied: number[] = [];
  for (const [order, hit] of hits.entries()) {
    const file = files.get(hit.path) ?? newFile(hit.path);
    files.set(hit.path, file);
    const wording = wordings[order] as string;
    const times = (file.alike.get(wording) ?? 0) + 1;
    file.alike.set(wording, times);
    const isLong = hit.text.length > longLine;
    const isVaried = times <= level.alike && (!file.machine || (file.hits < level.machineHits && !isLong));
    const wanted = isVaried && !(isLong && ++longLines > mostLongLines);
    file.hits++;
    if (wanted && level.mostHits === undefined) varied.push(order);
    else if (mustStay(hit.text, wording, failures, level)) must.push(hit);
    else if (wanted) varied.push(order);
    else if (!file.machine) reasons.set(hit.index, reasonOf(isLong, file.shown.has(exact[order] as string)));
    if (!reasons.has(hit.index)) file.shown.add(exact[order] as string);
  }
  const room = level.mostHits === undefined ? varied.length : Math.max(0, level.mostHits - must.length);
  const ranked = varied.length <= room ? varied : best(varied, all, room);
  return { chosen: [...must, ...ranked.map((order) => hits[order] as Hit)], reasons };
}

function newFile(path: string): FileSoFar {
  return { hits: 0, machine: madeByMachine(path) !== undefined, alike: new Map(), shown: new Set() };
}

function reasonOf(isLong: boolean, isShown: boolean): Reason {
  if (isLong) return 'too long';
  return isShown ? 'alike' : 'alike but for quotes';
}

function mustStay(text: string, wording: string, failures: Set<string>, level: OmitLevel): boolean {
  if (largeNumber.test(text)) return true;
  if (!level.failures || failures.has(wording) || !speaksOfFailure(text)) return false;
  failures.add(wording);
  return true;
}

/** The hits that answer best: terms of the query, definitions, the first of each file, texts that no other has. */
function best(among: readonly number[], { hits, wordings, relevance }: Hits, most: number): readonly number[] {
  const scores = relevance();
  const masked = wordings('masked');
  const files = new Set<string>();
  // Of many files the counts say enough, and a notice between any two hits would cost more than it saves.
  const firstOfFile = new Set(among.map((order) => (hits[order] as Hit).path)).size > manyFiles ? 0 : 0.5;
  const seen = new Set<string>();
  const scored = among.map((order) => {
    const { path, text } = hits[order] as Hit;
    const wording = masked[order] as string;
    const score =
      (scores[order] as number) +
      (files.has(path) ? 0 : firstOfFile) +
      (definition.test(text) ? 0.4 : 0) +
      (seen.has(wording) ? 0 : 0.3) +
      (speaksOfFailure(text) ? 0.2 : 0);
    files.add(path);
    seen.add(wording);
    return { order, score };
  });
  // The sort keeps the order of equals.
  return scored
    .sort((left, right) => right.score - left.score)
    .slice(0, most)
    .map(({ order }) => order);
}

/** Keeps short gaps: a notice would break up the text for little gain. */
function closeSmallGaps(keep: boolean[], lines: readonly string[]): void {
  for (let index = 0; index < keep.length; ) {
    let end = index;
    while (end < keep.length && (!keep[end] || (lines[end] === '--' && keep[end + 1] === false))) end++;
    if (end - index < fewestLines && charactersOf(lines, index, end) < fewestCharacters) keep.fill(true, index, end);
    else keep.fill(false, index, end);
    index = Math.max(end, index + 1);
  }
}

function charactersOf(lines: readonly string[], start: number, end: number): number {
  let characters = 0;
  for (let index = start; index < end; index++) characters += (lines[index] as string).length;
  return characters;
}
