import type { Codec } from '../../model/content.ts';
import { joinLines, splitLines } from '../lines.ts';
import { losslessNotice } from '../marker.ts';
import { findRepeatedBlocks, type RepeatedBlock } from './blocks.ts';

const header = losslessNotice('lines that repeat are named by their numbers in the original');
const notice = /^\[headroom: (?:the line above (\d+) more times|lines (\d+)-(\d+) again)\]$/;
/** A repeat of fewer characters than this costs more as a notice than as text. */
const smallestRepeat = 100;

/**
 * Folds lines that repeat earlier ones verbatim: runs of one line, and blocks of at least four. Numbers are 1-based and
 * count the lines of the original.
 */
export const repeatsCodec: Codec = {
  name: 'repeats',
  encode: (text) => encodeRepeats(text, findRepeatedBlocks(splitLines(text).lines)),
  decode,
};

/** Encodes given the repeated blocks of the text's lines. */
export function encodeRepeats(text: string, repeats: readonly RepeatedBlock[]): string | undefined {
  const { lines, closed } = splitLines(text);
  if (lines.some((line) => line.startsWith('[headroom:'))) return undefined;
  const blocks = new Map(repeats.map((block) => [block.start, block]));
  const out = [header];
  let folded = false;
  let index = 0;
  while (index < lines.length) {
    const block = blocks.get(index);
    const run = endOfRun(lines, index);
    if (run - index - 1 > 0 && isWorth(lines, index + 1, run)) {
      out.push(lines[index] as string, `[headroom: the line above ${run - index - 1} more times]`);
      index = run;
    } else if (block !== undefined && isWorth(lines, block.start, block.end)) {
      out.push(`[headroom: lines ${index - block.distance + 1}-${block.end - block.distance} again]`);
      index = block.end;
    } else {
      out.push(lines[index++] as string);
      continue;
    }
    folded = true;
  }
  return folded ? joinLines({ lines: out, closed }) : undefined;
}

/** @throws {Error} when the text is not of this layout. */
function decode(text: string): string {
  const { lines, closed } = splitLines(text);
  if (lines[0] !== header) throw new Error(`expected ${header}, found ${lines[0] ?? 'nothing'}`);
  const out: string[] = [];
  for (const line of lines.slice(1)) {
    const match = line.startsWith('[headroom:') ? notice.exec(line) : null;
    if (match === null) {
      out.push(line);
    } else if (match[1] !== undefined) {
      const above = out.at(-1) ?? '';
      for (let count = Number(match[1]); count > 0; count--) out.push(above);
    } else {
      for (let number = Number(match[2]); number <= Number(match[3]); number++) out.push(out[number - 1] ?? '');
    }
  }
  return joinLines({ lines: out, closed });
}

function endOfRun(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length && lines[end] === lines[start]) end++;
  return end;
}

function isWorth(lines: readonly string[], start: number, end: number): boolean {
  let size = 0;
  for (let index = start; index < end && size <= smallestRepeat; index++) size += (lines[index] as string).length + 1;
  return size > smallestRepeat;
}
