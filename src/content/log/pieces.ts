import { matchEnd } from '../../lib/match.ts';

const day = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const month = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const date = `\\d{4}[-/.]\\d\\d[-/.]\\d\\d|\\d\\d[-/.]\\d\\d[-/.]\\d{2,4}|(?:${month}) +\\d{1,2}|\\d{1,2}[ /](?:${month})(?:[ /]\\d{4})?`;
const clock = '\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?: ?(?:Z|UTC|GMT|[AP]M|[+-]\\d\\d:?\\d\\d))?';
/** A date with its time, separated by blanks in many spellings. */
const stamp = new RegExp(`(?:(?:${day}),? +)?(?:(?:${date})[,:]?[ T]*)?${clock}(?: \\d{4})?(?![\\w:])`, 'y');
/** A number with its unit after a blank. */
const quantity =
  /[+-]?\d[\d.,]* (?:[kKMGT]i?B|[kKMGT]?[bB]ytes|[nµmu]?s|secs?|seconds?|min|minutes?|hours?|%)(?![\w/])/y;
const attribute = /[A-Za-z_][\w.-]{0,60}=/y;
const openers = '([{<"\'`';
const closers = ')]}>"\'`,;:.!?';
const pairs: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
  ['>', '<'],
]);

/**
 * A line in the pieces that are compared separately: it is cut between words, at the brackets and quotes around a word,
 * after the name of an attribute and around bracketed text. A path, an address, an id, a time with its date, and a
 * number with its unit are one piece each. The pieces join to the line.
 */
export function piecesOf(line: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  const cut = (at: number) => {
    if (at > start) pieces.push(line.slice(start, at));
    start = at;
  };
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9 || openers.includes(line[at] as string)) {
      at++;
      continue;
    }
    cut(at);
    const joined = joinedEnd(line, at);
    const end = joined < 0 ? wordEnd(line, at) : joined;
    if (joined < 0) cutWord(line, at, withoutClosers(line, at, end), cut);
    else cut(joined);
    at = end;
  }
  cut(line.length);
  return pieces;
}

/** The end of words that belong together, or -1. */
function joinedEnd(line: string, at: number): number {
  const code = line.charCodeAt(at);
  // A date begins with a digit or the name of a day or month, a quantity with a digit or a sign.
  if ((code < 0x30 || code > 0x39) && !'JFMASONDTW+-'.includes(line[at] as string)) return -1;
  const end = matchEnd(stamp, line, at);
  return end < 0 ? matchEnd(quantity, line, at) : end;
}

function wordEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length && line.charCodeAt(end) !== 32 && line.charCodeAt(end) !== 9) end++;
  return end;
}

/** The end of a word without the punctuation after it; a bracket opened inside the word is closed by it. */
function withoutClosers(line: string, start: number, end: number): number {
  const word = line.slice(start, end);
  const tooMany = new Map<string, number>();
  let last = end;
  for (; last > start + 1 && closers.includes(line[last - 1] as string); last--) {
    const closer = line[last - 1] as string;
    const opener = pairs.get(closer);
    if (opener === undefined) continue;
    const extra = tooMany.get(closer) ?? word.split(closer).length - word.split(opener).length;
    if (extra <= 0) break;
    tooMany.set(closer, extra - 1);
  }
  return last;
}

/** Cuts a word after the name of an attribute, and around brackets unless it is a path. */
function cutWord(line: string, start: number, end: number, cut: (at: number) => void): void {
  const named = matchEnd(attribute, line, start);
  const from = named > 0 && named < end ? named : start;
  if (from > start) cut(from);
  const path = /[/\\]/.test(line.slice(from, end));
  for (let at = from; at < end && !path; at++) {
    if (!'()[]{}<>|"'.includes(line[at] as string)) continue;
    cut(at);
    cut(at + 1);
  }
  cut(end);
}
