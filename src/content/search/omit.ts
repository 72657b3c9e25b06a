import type { KeptLines } from '../../model/content.ts';
import { createBm25 } from '../../relevance/bm25.ts';
import { speaksOfFailure, wordingOf } from '../failure-wording.ts';
import { madeByMachine } from '../made-by-machine.ts';
import type { Range } from '../marker.ts';
import type { HitLines } from './hit-lines.ts';

/** How many hits are left out. */
export type OmitLevel = {
  /** Hits that stay of a file that no person wrote. */
  readonly machineHits: number;
  /** Hits of a file that stay of those that differ in numbers alone, or in numbers and quoted texts. */
  readonly alike: number;
  readonly quotes: 'masked' | 'kept';
  /** Hits that stay in all, by how well they answer; every one when left out. */
  readonly mostHits?: number;
  /** Whether each wording of a failure stays once. */
  readonly failures: boolean;
};

/** Long tails that nobody reads. */
export const balanced: OmitLevel = { machineHits: 3, alike: 6, quotes: 'kept', failures: true };
/** The same for a result that is too long to be read. */
export const balancedLong: OmitLevel = { machineHits: 3, alike: 3, quotes: 'masked', failures: true };
/** o200k tokens from which a result is too long to be read line by line. */
export const longResult = 8000;
/** The hits that answer best, and a count for each file. */
export const hard: OmitLevel = { machineHits: 1, alike: 1, quotes: 'masked', mostHits: 40, failures: false };
/** The same with every failure that the hits name. */
export const hardWithFailures: OmitLevel = { ...hard, failures: true };

/** A gap of less costs about what its notice does. */
const fewestLines = 4;
const mostFilesNamed = 200;
const definition =
  /^\s*(?:(?:export|pub|public|private|protected|static|async|abstract|final|default|inline|virtual)\s+)*(?:function|def|class|struct|enum|interface|trait|impl|fn|func|type|module|namespace|#define)\b/;

/** A number that stands out among hits, however alike their words are. */
const largeNumber = /\d{9}/;

type Hit = { readonly index: number; readonly path: string; readonly text: string };

/** Which lines of a search stay: hits by rank and variety, what stands around them, and all lines that are no hits. */
export function keptOfSearch(found: HitLines, query: string, level: OmitLevel): KeptLines {
  const { lines, paths } = found;
  const hits: Hit[] = [];
  for (const [index, path] of paths.entries()) {
    const line = lines[index] as string;
    if (path !== undefined && line[path.length] === ':')
      hits.push({ index, path, text: line.slice(line.indexOf(':', path.length + 1) + 1) });
  }
  const chosen = choose(hits, query, level);
  const keep = paths.map((path) => path === undefined);
  for (const { index, path } of chosen) {
    // A hit takes the lines around it along, up to the next one of its file.
    keep[index] = true;
    for (let at = index - 1; isContext(found, at, path); at--) keep[at] = true;
    for (let at = index + 1; isContext(found, at, path); at++) keep[at] = true;
  }
  closeSmallGaps(keep, lines);
  return { keep, summary: (range) => countsOf(found, range) };
}

function isContext({ lines, paths }: HitLines, index: number, path: string): boolean {
  return paths[index] === path && lines[index]?.[path.length] !== ':';
}

function choose(hits: readonly Hit[], query: string, level: OmitLevel): readonly Hit[] {
  const alike = new Map<string, number>();
  const inFile = new Map<string, number>();
  const failures = new Set<string>();
  const must: Hit[] = [];
  const varied = hits.filter((hit) => {
    const wording = wordingOf(hit.text);
    const key = `${hit.path}\n${level.quotes === 'masked' ? wording : wordingOf(hit.text, 'kept')}`;
    const times = (alike.get(key) ?? 0) + 1;
    const before = inFile.get(hit.path) ?? 0;
    alike.set(key, times);
    inFile.set(hit.path, before + 1);
    if ((level.failures && speaksOfFailure(hit.text) && !failures.has(wording)) || largeNumber.test(hit.text)) {
      failures.add(wording);
      must.push(hit);
      return false;
    }
    if (times > level.alike) return false;
    return before < level.machineHits || madeByMachine(hit.path) === undefined;
  });
  const room = (level.mostHits ?? Number.POSITIVE_INFINITY) - must.length;
  return [...must, ...(varied.length <= room ? varied : best(varied, query, Math.max(0, room)))];
}

/** The hits that answer best: terms of the query, definitions, the first of each file, texts that no other has. */
function best(hits: readonly Hit[], query: string, most: number): readonly Hit[] {
  const relevance = createBm25(hits.map(({ text }) => text)).score(query);
  const highest = relevance.reduce((top, score) => Math.max(top, score), 0) || 1;
  const files = new Set<string>();
  const wordings = new Set<string>();
  const scored = hits.map((hit, order) => {
    const wording = wordingOf(hit.text);
    const score =
      (relevance[order] as number) / highest +
      (files.has(hit.path) ? 0 : 0.5) +
      (definition.test(hit.text) ? 0.4 : 0) +
      (wordings.has(wording) ? 0 : 0.3) +
      (speaksOfFailure(hit.text) ? 0.2 : 0);
    files.add(hit.path);
    wordings.add(wording);
    return { hit, score };
  });
  // The sort keeps the order of equals.
  return scored
    .sort((left, right) => right.score - left.score)
    .slice(0, most)
    .map(({ hit }) => hit);
}

function closeSmallGaps(keep: boolean[], lines: readonly string[]): void {
  for (let index = 0; index < keep.length; ) {
    let end = index;
    while (end < keep.length && (!keep[end] || (lines[end] === '--' && keep[end + 1] === false))) end++;
    if (end - index < fewestLines) keep.fill(true, index, end);
    else keep.fill(false, index, end);
    index = Math.max(end, index + 1);
  }
}

/** `12 hits of src/a.c, 3 of src/b.c`: no file goes without a word. */
function countsOf({ lines, paths }: HitLines, [first, last]: Range): string | undefined {
  const counts = new Map<string, number>();
  for (let index = first - 1; index < last; index++) {
    const path = paths[index];
    if (path === undefined || lines[index]?.[path.length] !== ':') continue;
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const told = [...counts]
    .slice(0, mostFilesNamed)
    .map(([path, count], order) => `${count}${order === 0 ? ' hits' : ''} of ${path}`);
  if (counts.size > mostFilesNamed) told.push(`and of ${counts.size - mostFilesNamed} more files`);
  return told.length === 0 ? undefined : told.join(', ');
}
