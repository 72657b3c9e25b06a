import { hashLetter, hint, hintOf } from './hints.ts';
import { isDigit, numberAt } from './measures.ts';

/** What one pass over a text finds; arrays have one entry per line. */
export type Scan = {
  readonly text: string;
  readonly count: number;
  /** Where each line begins; one entry more than lines, as if a line end closed the last one. */
  readonly starts: Int32Array;
  /** Bits of `hint`. */
  readonly hints: Uint8Array;
  /** Hash of the words without digits, paths, file names and quoted text. */
  readonly kinds: Int32Array;
  /** The same of the first dozen words. */
  readonly wordings: Int32Array;
  /** Where the line's numbers begin in `numbers`; one entry more than lines. */
  readonly numberStarts: Int32Array;
  /** Plain numbers in order, with or without a unit after them. */
  readonly numbers: readonly number[];
};

/** A line of a scanned text, without its line end. */
export function lineAt(scan: Pick<Scan, 'text' | 'starts'>, index: number): string {
  return scan.text.slice(scan.starts[index], (scan.starts[index + 1] as number) - 1);
}

/** How much of a line is read, in characters. */
export const looked = 1000;
/** Words of a message that are compared. */
const wordingWords = 12;

const letter = 1;
const digit = 2;
const separator = 3;
const quote = 4;
const slash = 5;

const classes = new Uint8Array(128);
for (let code = 0; code <= 32; code++) classes[code] = separator;
for (const sign of '=,:;()[]{}<>|') classes[sign.charCodeAt(0)] = separator;
for (const sign of '"\'`') classes[sign.charCodeAt(0)] = quote;
for (const sign of '/\\') classes[sign.charCodeAt(0)] = slash;
for (let code = 48; code <= 57; code++) classes[code] = digit;
for (let code = 65; code <= 90; code++) classes[code] = classes[code + 32] = letter;

/** Signs that test runners put before the name of a failing test. */
const failedSigns = new Set(Array.from('✗✘✕×❯●', (sign) => sign.charCodeAt(0)));

/** Reads a text once: hints, wordings and numbers of each line; a line end at the end begins no line. Linear. */
export function scanText(text: string): Scan {
  const starts = lineStarts(text);
  const count = starts.length - 1;
  const scan = {
    text,
    count,
    starts,
    hints: new Uint8Array(count),
    kinds: new Int32Array(count),
    wordings: new Int32Array(count),
    numberStarts: new Int32Array(count + 1),
    numbers: [] as number[],
  };
  const reader = createReader(text, scan.numbers);
  for (let index = 0; index < count; index++) {
    scan.numberStarts[index] = scan.numbers.length;
    reader.read(starts[index] as number, (starts[index + 1] as number) - 1);
    scan.hints[index] = reader.hints;
    scan.kinds[index] = reader.kind;
    scan.wordings[index] = reader.wording;
  }
  scan.numberStarts[count] = scan.numbers.length;
  return scan;
}

/** Where each line of a text begins; one entry more than lines. */
export function lineStarts(text: string): Int32Array {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) count++;
  if (text === '') count = 0;
  const starts = new Int32Array(count + 1);
  let from = 0;
  for (let index = 1; index < count; index++) {
    from = text.indexOf('\n', from) + 1;
    starts[index] = from;
  }
  if (count > 0) starts[count] = text.endsWith('\n') ? text.length : text.length + 1;
  return starts;
}

/** The token that was read last; one object for all, because every word of a text passes through it. */
type Token = {
  hash: number;
  letters: number;
  /** What its words hint at. */
  bits: number;
  digits: boolean;
  path: boolean;
  /** Offset of the last dot, or -1. */
  dot: number;
};

type Reader = { hints: number; kind: number; wording: number; read(start: number, stop: number): void };

function createReader(text: string, numbers: number[]): Reader {
  const token: Token = { hash: 0, letters: 0, bits: 0, digits: false, path: false, dot: -1 };
  const reader: Reader = { hints: 0, kind: 0, wording: 0, read };
  let words = 0;
  let lineStart = 0;
  let wasNumber = false;

  function read(from: number, stop: number): void {
    reader.hints = text.startsWith('E  ', from) ? hint.failure : text.startsWith('___', from) ? hint.test : 0;
    reader.kind = reader.wording = words = 0;
    const end = Math.min(stop, from + looked);
    // A record in JSON says everything in quotes.
    let quotedTo = text.charCodeAt(from) === 123 ? end : -1;
    let index = from;
    while (index < end && text.charCodeAt(index) <= 32) index++;
    lineStart = index;
    wasNumber = false;
    if (text.startsWith('... ', index)) reader.hints |= hint.frame;
    while (index < end) {
      const code = text.charCodeAt(index);
      const kind = classOf(code);
      if (kind === separator) {
        if (code === 60 && text.startsWith('<<<', index)) reader.hints |= hint.test;
        index++;
      } else if (kind === quote) {
        if (index > quotedTo && opensQuote(text, index, from)) quotedTo = quoteEnd(text, index, end);
        index++;
      } else {
        const start = index;
        index = readToken(text, start, end, token);
        finish(text, start, index, start < quotedTo && quotedTo < end);
      }
    }
  }

  function finish(line: string, start: number, end: number, quoted: boolean): void {
    if (token.digits && !token.path && token.letters <= 3) {
      const value = numberAt(line, start, end);
      if (value !== undefined) numbers.push(value);
      if (value !== undefined && value >= 500 && value < 600 && end - start === 3) reader.hints |= hint.server;
    }
    const afterNumber = wasNumber;
    wasNumber = token.digits && token.letters === 0;
    const file = token.dot > start && isFileEnd(text, token.dot, end);
    const first = start === lineStart;
    if (first && file && isTraced(text, token.dot, end)) reader.hints |= hint.frame;
    if (token.path || file) return;
    let { bits } = token;
    if (bits & hint.total && !first && !afterNumber && !tellsTotal(text, start, end)) bits &= ~hint.total;
    if (!first && !text.startsWith(' "', end)) bits &= ~hint.frame;
    reader.hints |= bits;
    if (token.digits || quoted || token.letters < 2) return;
    reader.kind = (Math.imul(reader.kind, 16777619) ^ token.hash) | 0;
    if (words++ < wordingWords) reader.wording = reader.kind;
  }

  return reader;
}

const classOf = (code: number) => (code < 128 ? (classes[code] as number) : code === 160 ? separator : letter);

/** Reads up to the next separator into `token`; returns its end. */
function readToken(text: string, start: number, end: number, token: Token): number {
  let hash = 0;
  let letters = 0;
  let bits = 0;
  token.digits = token.path = false;
  token.dot = -1;
  let index = start;
  while (index < end) {
    const word = index;
    let run = 0;
    let code = text.charCodeAt(index);
    let kind = classOf(code);
    while (kind === letter) {
      run = hashLetter(run, code | 32);
      if (code > 127 && failedSigns.has(code)) bits |= hint.test;
      if (++index >= end) break;
      code = text.charCodeAt(index);
      kind = classOf(code);
    }
    if (index > word) {
      letters += index - word;
      bits |= hintOf(text, word, index, run);
      hash = (Math.imul(hash, 33) ^ run) | 0;
      if (index >= end) break;
    }
    if (kind === separator || kind === quote) break;
    if (kind === digit) token.digits = true;
    else if (kind === slash) token.path = true;
    else if (code === 46) token.dot = index;
    index++;
  }
  token.hash = hash;
  token.letters = letters;
  token.bits = bits;
  return index;
}

/** Where a quote is closed on the same line, or -1. */
function quoteEnd(text: string, open: number, end: number): number {
  const sign = text.charCodeAt(open);
  for (let index = open + 1; index < end; index++) if (text.charCodeAt(index) === sign) return index;
  return -1;
}

/** A quote before a word, and not inside one or after the sign of a field. */
function opensQuote(line: string, index: number, from: number): boolean {
  const before = index === from ? 32 : line.charCodeAt(index - 1);
  return before === 32 || before === 9 || before === 40 || before === 91;
}

/** Whether a token ends as the name of a file does: a dot and one to four letters. */
function isFileEnd(line: string, dot: number, end: number): boolean {
  const size = end - dot - 1;
  if (size < 1 || size > 4) return false;
  for (let index = dot + 1; index < end; index++) {
    const code = line.charCodeAt(index) | 32;
    if (code < 97 || code > 122) return false;
  }
  return true;
}

/** A number or an upper-case verdict after a word of totals: `Found 3 errors`, `Tests run: 5`, `BUILD FAILED`. */
function tellsTotal(text: string, start: number, end: number): boolean {
  let next = end;
  while (next < end + 3 && classOf(text.charCodeAt(next)) === separator) next++;
  return isDigit(text.charCodeAt(next)) || text.startsWith('BUILD ', start);
}

/** A Go or Python file followed by a line number. */
function isTraced(text: string, dot: number, end: number): boolean {
  const sign = text.charCodeAt(end);
  return (
    (sign === 58 || sign === 40) &&
    end - dot === 3 &&
    (text.startsWith('go', dot + 1) || text.startsWith('py', dot + 1))
  );
}
