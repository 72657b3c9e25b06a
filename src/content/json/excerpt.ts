import { omittedRanges } from '../lines.ts';
import { stringGapNotice } from '../marker.ts';
import type { Strength } from './choose.ts';
import { chooseLines } from './string-lines.ts';
import type { LongString } from './strings.ts';
import { compactText, type JsonNode } from './tree.ts';

/** Lines of a string that are left out: where they stand in the source, and the notice in their place. */
type Cut = { readonly start: number; readonly end: number; readonly lines: number; readonly notice: string };

/** The cuts of one string. */
type StringCuts = { readonly start: number; readonly total: number; readonly cuts: readonly Cut[] };

/** Writes parts of a source without the lines of strings that are left out, and counts what it left out. */
export type Excerpt = {
  /** A part of the source that starts and ends outside of strings. */
  write(start: number, end: number): string;
  /** A value without its spacing. */
  writeCompact(node: JsonNode): string;
  /** Lines of the strings that were cut in what was written so far: those left out, and all. */
  counts(): { readonly omitted: number; readonly total: number };
};

/** Chooses the lines that go from each of a text's long strings. */
export function excerptOf(text: string, strings: readonly LongString[], call: string, strength: Strength): Excerpt {
  const cutStrings = strings.map((string) => cutsOf(string, call, strength)).filter(({ cuts }) => cuts.length > 0);
  const tally = { omitted: 0, total: 0 };
  const write = (start: number, end: number): string => {
    let out = '';
    let at = start;
    for (let index = firstFrom(cutStrings, start); index < cutStrings.length; index++) {
      const { start: own, total, cuts } = cutStrings[index] as StringCuts;
      if (own >= end) break;
      tally.total += total;
      for (const cut of cuts) {
        out += `${text.slice(at, cut.start)}\n${cut.notice}\n`;
        at = cut.end;
        tally.omitted += cut.lines;
      }
    }
    return out + text.slice(at, end);
  };
  return {
    write,
    writeCompact: (node) => compactText(node, (scalar) => write(scalar.start, scalar.end)),
    counts: () => ({ ...tally }),
  };
}

function cutsOf({ node, bounds, lines }: LongString, call: string, strength: Strength): StringCuts {
  const ranges = omittedRanges(chooseLines(lines, call, strength));
  const cuts = ranges.map((range) => ({
    start: bounds[range[0] - 1] as number,
    end: bounds[range[1]] as number,
    lines: range[1] - range[0] + 1,
    notice: stringGapNotice(range),
  }));
  return { start: node.start, total: lines.length, cuts };
}

/** The index of the first string that starts at or behind a position. */
function firstFrom(strings: readonly StringCuts[], position: number): number {
  let low = 0;
  let high = strings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((strings[middle] as StringCuts).start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
