import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { type HitLines, readHitLines } from './hit-lines.ts';

const words = 'hits grouped by file: number, space, line';
const notice = losslessNotice(words);
const mergedNotice = losslessNotice(`${words}; equal lines once, after their numbers`);
const hitStart = /^(\d+):/;
const single = /^(\d+) /;
const several = /^(\d+(?: \d+)+): /;
const breaks = /^(?:--$|\[headroom: )/;
const fewestCharacters = 12;
/** Replaces a file's hits if they equal its last run of hits. */
const asAbove = ': as above';
const fewestRepeated = 40;

type Hit = { readonly number: string; readonly line: string };

/**
 * Hits (`path:12:text`) under their path as `12 text`: a colon costs a token, a space does not. If the numbers of a
 * file rise, hits with the same text become one line, `12 31 40: text`. Not for results with context lines, whose `12-`
 * and `12:` a reader knows.
 */
export const spacedHitsCodec: Codec = {
  name: 'search-hits',
  encode: (text) => encodeSpacedHits(text, readHitLines(text.split('\n'))),
  decode,
};

/** The same for a text whose hits were already read. */
export function encodeSpacedHits(text: string, found: HitLines | undefined): string | undefined {
  if (found === undefined) return undefined;
  const merged = write(found, true);
  if (merged === undefined) return undefined;
  // A line that looks like a merged one prevents merging, but nothing else.
  return (
    checked(text, merged.encoded) ?? (merged.merges === 0 ? undefined : checked(text, write(found, false)?.encoded))
  );
}

function checked(text: string, encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded.length >= text.length + mergedNotice.length) return undefined;
  return decode(encoded) === text ? encoded : undefined;
}

/** The text grouped, and how many lines were merged into others; `undefined` if a line is context. */
function write({ lines, paths }: HitLines, merging: boolean): { encoded: string; merges: number } | undefined {
  const first = paths.findIndex((path) => path !== undefined);
  const out: string[] = [];
  const runs = new Map<string, string>();
  let path: string | undefined;
  let searchedAgain = false;
  let merges = 0;
  for (let index = first; index < lines.length; ) {
    const own = paths[index];
    const line = lines[index] as string;
    if (own === undefined) {
      out.push(line);
      if (!breaks.test(line)) path = undefined;
      searchedAgain = false;
      index++;
      continue;
    }
    const hits: Hit[] = [];
    for (; paths[index] === own; index++) {
      const rest = (lines[index] as string).slice(own.length + 1);
      const number = hitStart.exec(rest)?.[1];
      // A line of context has another mark, which this layout cannot write.
      if (number === undefined || lines[index]?.[own.length] !== ':') return undefined;
      // If the numbers fall, the file was searched again.
      if (hits.length > 0 && Number(number) < Number(hits.at(-1)?.number)) break;
      hits.push({ number, line: rest.slice(number.length + 1) });
    }
    const written = merging ? mergeHits(hits) : hits.map(writeHit);
    merges += hits.length - written.length;
    const run = written.join('\n');
    if (run.length >= fewestRepeated && runs.get(own) === run) out.push(`${own}${asAbove}`);
    else if (own === path && !searchedAgain) out.push(run);
    else out.push(`${own}:`, run);
    runs.set(own, run);
    path = own;
    searchedAgain = paths[index] === own;
  }
  const told = merges > 0 ? mergedNotice : notice;
  return { encoded: [...lines.slice(0, first), told, ...out].join('\n'), merges };
}

function writeHit({ number, line }: Hit): string {
  return `${number} ${line}`;
}

function mergeHits(hits: readonly Hit[]): readonly string[] {
  const numbers = new Map<string, string[]>();
  for (const { number, line } of hits) {
    const alike = line.length < fewestCharacters ? undefined : numbers.get(line);
    if (alike === undefined) numbers.set(line, [number]);
    else alike.push(number);
  }
  const out: string[] = [];
  for (const { number, line } of hits) {
    const alike = numbers.get(line) as string[];
    if (line.length < fewestCharacters || alike.length === 1) out.push(writeHit({ number, line }));
    else if (alike[0] === number) out.push(`${alike.join(' ')}: ${line}`);
  }
  return out;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === notice || line === mergedNotice);
  if (start < 0) return text;
  const merging = lines[start] === mergedNotice;
  const out = lines.slice(0, start);
  const isHit = (line: string | undefined) => line !== undefined && single.test(line);
  const runs = new Map<string, readonly string[]>();
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; ) {
    const line = lines[index] as string;
    const above = line.endsWith(asAbove) && !isHit(line) ? runs.get(line.slice(0, -asAbove.length)) : undefined;
    if (above !== undefined) {
      path = line.slice(0, -asAbove.length);
      for (const each of above) out.push(each);
      index++;
    } else if (line.endsWith(':') && !isHit(line) && isHit(lines[index + 1])) {
      path = line.slice(0, -1);
      index++;
    } else if (path === undefined || !isHit(line)) {
      out.push(line);
      if (!breaks.test(line)) path = undefined;
      index++;
    } else {
      const hits: Hit[] = [];
      let mergedHere = false;
      for (; isHit(lines[index]); index++) {
        const read = readHit(lines[index] as string, merging);
        if (read.length > 1) mergedHere = true;
        for (const hit of read) hits.push(hit);
      }
      if (mergedHere) hits.sort((left, right) => Number(left.number) - Number(right.number));
      const file = path;
      const run = hits.map((hit) => `${file}:${hit.number}:${hit.line}`);
      for (const each of run) out.push(each);
      runs.set(file, run);
    }
  }
  return out.join('\n');
}

function readHit(line: string, merging: boolean): readonly Hit[] {
  const numbers = merging ? several.exec(line)?.[1] : undefined;
  if (numbers !== undefined)
    return numbers.split(' ').map((number) => ({ number, line: line.slice(numbers.length + 2) }));
  const number = single.exec(line)?.[1] as string;
  return [{ number, line: line.slice(number.length + 1) }];
}
