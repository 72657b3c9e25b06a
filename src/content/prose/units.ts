import type { TokenCounter } from '../../model/content.ts';
import { splitSentences } from './sentences.ts';

/** What a unit is in its document. */
export type UnitKind = 'heading' | 'label' | 'sentence' | 'item' | 'row' | 'code' | 'frame';

/** The smallest piece that is kept or left out: a run of whole lines, or sentences of one long line. */
export type Unit = {
  readonly kind: UnitKind;
  /** 0-based lines, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** For a piece of a cut line: its position in the line, in characters. */
  readonly from?: number;
  /** Which section it belongs to, and how many of its units precede it in its paragraph. */
  readonly section: number;
  readonly place: number;
  /** For a piece of a block of code: the lines of its fences, from 0. */
  readonly fences?: readonly [first: number, last: number];
};

/** A longer line is cut at the ends of its sentences. */
const longestLine = 120;
/** No token has more characters than this on average in a text that people read. */
const fewestChars = 120;
/** The most wrapped lines in a unit, and from how many on the unit ends with a line that ends a sentence. */
const mostLines = 6;
const fewLines = 3;
/** A line that names the lines after it is at most this long, in characters. */
const longestLabel = 160;
const longestTerm = 76;
/** A longer block of code is judged piece by piece, at its empty lines. */
const longestCode = 12;

const fence = /^\s{0,12}(```+|~~~+)/;
const label = /^\S.{0,100}\b[\w./-]+\.\w{1,5}:\d+\b.{0,40}:\s*$|^\S.{0,100}\b[\w./-]+\.\w{1,5}:\d+:?\s*$/;
const atx = /^(?:#{1,6}|={1,5}) \S/;
const underline = /^(?:={3,}|-{3,}|~{3,}|\^{3,}|\+{3,})\s*$/;
const capitals = /^[A-Z][A-Z0-9 ,()/&-]{2,60}$/;
const item = /^\s*(?:[-*+•‣–]|\d{1,3}[.)])\s+\S/;
const option = /^\s*(?:-{1,2}[A-Za-z?][\w-]*|\/[A-Za-z?]\b|`--?[A-Za-z])/;
const term = /^\S.{0,100}:\s*$/;
const definition = /^\s*\S.{0,100}::\s*$/;
const row = /^\s*\|.*\|\s*$|^\s*\S.*\t\S/;
const sentenceEnd = /[.!?。！？؟:]["')\]`*_]*\s*$/;
const innerEnd = /[.!?]["')\]`]*\s+[\p{Lu}`"'(]/u;

type Reader = { readonly lines: readonly string[]; readonly counter: TokenCounter; readonly units: Unit[] };

/** Splits a document into units. Every line that is not empty belongs to one; units are in order. */
export function readUnits(lines: readonly string[], counter: TokenCounter): readonly Unit[] {
  const reader: Reader = { lines, counter, units: [] };
  let section = 0;
  let place = 0;
  let at = 0;
  const add = (kind: UnitKind, end: number, fences?: Unit['fences']) => {
    const text = lines.slice(at, end).join('\n');
    reader.units.push({ kind, start: at, end, text, section, place: place++, fences });
    at = end;
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    if (line.trim() === '') {
      at++;
      place = 0;
    } else if (fence.test(line)) {
      const fences = [at, endOfFence(lines, at) - 1] as const;
      for (const cut of codeCuts(lines, at, fences[1] + 1)) add('code', cut, fences);
    } else if (isHeading(lines, at)) {
      section++;
      place = 0;
      add('heading', underline.test(lines[at + 1] ?? '') ? at + 2 : at + 1);
    } else if (row.test(line)) {
      add(place === 0 || /^[\s|:-]+$/.test(line) ? 'frame' : 'row', at + 1);
    } else if (underline.test(line)) {
      add('frame', at + 1);
    } else if (isLabel(lines, at)) {
      add('label', at + 1);
      place = 0;
    } else if (item.test(line) || option.test(line) || (line.length <= longestLabel && term.test(line))) {
      add('item', endOfRun(lines, at, 3));
    } else if (isLong(line, counter)) {
      addSentences(reader, at, section);
      at++;
      place++;
    } else add(/^(?: {4}|\t)/.test(line) && place === 0 ? 'item' : 'sentence', endOfRun(lines, at, mostLines));
  }
  return reader.units;
}

function isHeading(lines: readonly string[], at: number): boolean {
  const line = lines[at] as string;
  if (atx.test(line)) return true;
  const alone = at === 0 || (lines[at - 1] as string).trim() === '';
  if (!alone || line.length > 120) return false;
  if (underline.test(lines[at + 1] ?? '') && !underline.test(line) && !row.test(line)) return true;
  return capitals.test(line) || (at === 0 && (lines[1] ?? '').trim() === '' && line.length <= 80);
}

/** Whether a line names the lines after it: a place in a file, or a term whose lines are indented deeper. */
function isLabel(lines: readonly string[], at: number): boolean {
  const line = lines[at] as string;
  if (line.length > longestLabel) return false;
  if (label.test(line) || definition.test(line)) return true;
  const next = lines[at + 1] ?? '';
  const alone = at === 0 || (lines[at - 1] as string).trim() === '';
  return alone && line.length <= longestTerm && next.trim() !== '' && indentOf(next) >= indentOf(line) + 3;
}

/** How far a line is indented, a tab counting up to the next multiple of eight. */
function indentOf(line: string): number {
  let width = 0;
  for (const char of line) {
    if (char === '\t') width += 8 - (width % 8);
    else if (char === ' ') width++;
    else break;
  }
  return width;
}

/** The end of the lines that continue the one at `at`: up to `most`, or where a sentence ends with its line. */
function endOfRun(lines: readonly string[], at: number, most: number): number {
  let end = at + 1;
  while (end < lines.length && end - at < most && !sentenceEnd.test((lines[end - 1] as string).slice(-8))) {
    const next = lines[end] as string;
    if (next.trim() === '' || item.test(next) || fence.test(next) || atx.test(next) || row.test(next)) break;
    if (option.test(next) || underline.test(next) || next.length > longestLine * 2) break;
    if (end - at >= fewLines && innerEnd.test((lines[end - 1] as string).slice(0, longestLine * 2))) break;
    end++;
  }
  return end;
}

function endOfFence(lines: readonly string[], at: number): number {
  const sign = (fence.exec(lines[at] as string)?.[1] ?? '```').slice(0, 3);
  for (let end = at + 1; end < lines.length; end++) {
    const line = (lines[end] as string).trim();
    if (line.startsWith(sign) && line.replaceAll(sign[0] as string, '') === '') return end + 1;
  }
  return lines.length;
}

/** Ends of the pieces of a block of code: a short one is whole. */
function codeCuts(lines: readonly string[], start: number, end: number): readonly number[] {
  if (end - start <= longestCode) return [end];
  const cuts: number[] = [];
  let last = start;
  for (let at = start + 1; at < end - 1; at++) {
    if ((lines[at] as string).trim() !== '' || at + 1 - last < mostLines || end - at < mostLines) continue;
    cuts.push(at + 1);
    last = at + 1;
  }
  return [...cuts, end];
}

function isLong(line: string, counter: TokenCounter): boolean {
  return line.length > fewestChars && (line.length > longestLine * 12 || counter.count(line) > longestLine);
}

function addSentences({ lines, units }: Reader, at: number, section: number): void {
  const line = lines[at] as string;
  let place = 0;
  for (const { from, text } of splitSentences(line))
    units.push({ kind: 'sentence', start: at, end: at + 1, text, from, section, place: place++ });
}
