import { hashLetter, hint, hintOf } from './hints.ts';

/** What one pass over a text finds; arrays have an entry a line. */
export type Scan = {
  readonly lines: readonly string[];
  /** Bits of `hint`. */
  readonly hints: Uint8Array;
  /** Hash of the words without digits, paths, file names and quoted text. */
  readonly kinds: Int32Array;
  /** The same of the first dozen words. */
  readonly wordings: Int32Array;
  /** Where the line's numbers begin in `numbers`; one entry more than lines. */
  readonly numberStarts: Int32Array;
  /** Plain numbers in the order in which they stand, with or without a unit behind them. */
  readonly numbers: readonly number[];
};

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

/** Reads lines once: hints, wordings and numbers. Linear. */
export function scanLines(lines: readonly string[]): Scan {
  const count = lines.length;
  const scan = {
    lines,
    hints: new Uint8Array(count),
    kinds: new Int32Array(count),
    wordings: new Int32Array(count),
    numberStarts: new Int32Array(count + 1),
    numbers: [] as number[],
  };
  const reader = createReader(scan.numbers);
  for (let index = 0; index < count; index++) {
    scan.numberStarts[index] = scan.numbers.length;
    reader.read(lines[index] as string);
    scan.hints[index] = reader.hints;
    scan.kinds[index] = reader.kind;
    scan.wordings[index] = reader.wording;
  }
  scan.numberStarts[count] = scan.numbers.length;
  return scan;
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

type Reader = { hints: number; kind: number; wording: number; read(line: string): void };

function createReader(numbers: number[]): Reader {
  const token: Token = { hash: 0, letters: 0, bits: 0, digits: false, path: false, dot: -1 };
  const reader: Reader = { hints: 0, kind: 0, wording: 0, read };
  let words = 0;

  function read(line: string): void {
    reader.hints = line.startsWith('E  ') ? hint.failure : line.startsWith('___') ? hint.test : 0;
    reader.kind = reader.wording = words = 0;
    const end = Math.min(line.length, looked);
    // A record in JSON says everything in quotes.
    let quotedTo = line.charCodeAt(0) === 123 ? end : -1;
    let index = 0;
    while (index < end) {
      const code = line.charCodeAt(index);
      const kind = classOf(code);
      if (kind === separator) {
        if (code === 60 && line.startsWith('<<<', index)) reader.hints |= hint.test;
        index++;
      } else if (kind === quote) {
        if (index > quotedTo && opensQuote(line, index)) quotedTo = line.indexOf(line[index] as string, index + 1);
        index++;
      } else {
        const start = index;
        index = readToken(line, start, end, token);
        finish(line, start, index, start < quotedTo && quotedTo < end);
      }
    }
  }

  function finish(line: string, start: number, end: number, quoted: boolean): void {
    if (token.digits && !token.path && token.letters <= 3) {
      const value = numberAt(line, start, end);
      if (value !== undefined) numbers.push(value);
      if (value !== undefined && value >= 500 && value < 600 && end - start === 3) reader.hints |= hint.server;
    }
    const file = token.dot > start && isFileEnd(line, token.dot, end);
    if (file && (line.charCodeAt(end) === 58 || line.charCodeAt(end) === 40)) reader.hints |= hint.frame;
    if (token.path || file) return;
    reader.hints |= token.bits;
    if (token.digits || quoted || token.letters < 2) return;
    reader.kind = (Math.imul(reader.kind, 16777619) ^ token.hash) | 0;
    if (words++ < wordingWords) reader.wording = reader.kind;
  }

  return reader;
}

const classOf = (code: number) => (code < 128 ? classes[code] : code === 160 ? separator : letter);

/** Reads up to the next separator into `token`; gives where it ends. */
function readToken(line: string, start: number, end: number, token: Token): number {
  let [hash, run, runStart, letters, bits] = [0, 0, -1, 0, 0];
  token.digits = token.path = false;
  token.dot = -1;
  let index = start;
  for (; index < end; index++) {
    const code = line.charCodeAt(index);
    const kind = classOf(code);
    if (kind === separator || kind === quote) break;
    hash = (Math.imul(hash, 33) ^ code) | 0;
    if (kind === letter) {
      if (runStart < 0) runStart = index;
      run = hashLetter(run, code | 32);
      letters++;
      if (code > 127 && failedSigns.has(code)) bits |= hint.test;
      continue;
    }
    if (runStart >= 0) bits |= hintOf(line, runStart, index, run);
    runStart = -1;
    run = 0;
    if (kind === digit) token.digits = true;
    else if (kind === slash) token.path = true;
    else if (code === 46) token.dot = index;
  }
  if (runStart >= 0) bits |= hintOf(line, runStart, index, run);
  token.hash = hash;
  token.letters = letters;
  token.bits = bits;
  return index;
}

/**
 * A plain number with or without a unit. `98,765` is one number: what follows the comma is read with it and is no column of
 * its own.
 */
function numberAt(line: string, start: number, end: number): number | undefined {
  const first = line.charCodeAt(start);
  if (first < 48 || first > 57 || isGroupTail(line, start, end)) return undefined;
  return end - start <= 3 && isGroup(line, end) ? grouped(line, start, end) : plain(line, start, end);
}

/** A quote that stands before a word, and not inside one or behind the sign of a field. */
function opensQuote(line: string, index: number): boolean {
  const before = index === 0 ? 32 : line.charCodeAt(index - 1);
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

const isDigit = (code: number) => code >= 48 && code <= 57;

/** Digits, a fraction and a unit of letters; `undefined` for dates, addresses and ids. */
function plain(line: string, start: number, end: number): number | undefined {
  let index = start;
  while (index < end && isDigit(line.charCodeAt(index))) index++;
  if (line.charCodeAt(index) === 46 && index < end) {
    index++;
    while (index < end && isDigit(line.charCodeAt(index))) index++;
  }
  const number = index;
  for (; index < end; index++) {
    const code = line.charCodeAt(index);
    if (isDigit(code) || code === 45 || code === 46 || code === 95) return undefined;
  }
  return number - start > 15 ? undefined : Number(line.slice(start, number));
}

function grouped(line: string, start: number, end: number): number {
  let last = end;
  while (isGroup(line, last)) last += 4;
  return Number(line.slice(start, last).replaceAll(',', ''));
}

/** Whether a comma and exactly three digits stand at an offset. */
function isGroup(line: string, at: number): boolean {
  return (
    line.charCodeAt(at) === 44 &&
    isDigit(line.charCodeAt(at + 1)) &&
    isDigit(line.charCodeAt(at + 2)) &&
    isDigit(line.charCodeAt(at + 3)) &&
    !isDigit(line.charCodeAt(at + 4))
  );
}

function isGroupTail(line: string, start: number, end: number): boolean {
  return end - start >= 3 && isGroup(line, start - 1) && isDigit(line.charCodeAt(start - 2));
}
