import { matchEnd } from '../../lib/match.ts';
/** A stretch of text that reads as JSON, whole or as far as it goes. */
export type JsonStretch = {
  readonly start: number;
  /** The offset after the last character that reads as JSON. */
  readonly end: number;
  /** The value is closed; otherwise it breaks off at the end of the text or before something that is not JSON. */
  readonly complete: boolean;
  /** It begins as an array of arrays or records, or several values follow one another. */
  readonly records: boolean;
};

const fewestCharacters = 160;
const opening = /(?:"(?:[^"\\\n]|\\.){0,200}"[ \t]*:[ \t]*)?(?=[[{]\s*["[{\]}\-0-9tfn])/y;
const insideLine = /[[\]}],?\s?(?=\{")/g;
const siblingFollows = /\s*(?:,\s*)?(?=[[{])/y;

const quote = 34;
const backslash = 92;

/**
 * Finds JSON that begins at a line's start or, failing that, after other JSON in a line. Builds no values; a value that
 * breaks off counts as far as it can be read. One pass.
 */
export function findJson(text: string): readonly JsonStretch[] {
  const found = scan(text, startOfLine);
  return found.length > 0 || text.length < fewestCharacters ? found : scan(text, startInLine);
}

function scan(text: string, next: (text: string, from: number) => number): readonly JsonStretch[] {
  const found: JsonStretch[] = [];
  let from = 0;
  for (;;) {
    const start = next(text, from);
    if (start < 0) return found;
    const read = readSiblings(text, start);
    if (read.end - start >= fewestCharacters) found.push({ start, ...read });
    from = Math.max(read.end, start + 1);
  }
}

/** The start of the next array or object that comes first in its line, or is the value of the key that does. */
function startOfLine(text: string, from: number): number {
  let at = from === 0 ? 0 : text.indexOf('\n', from - 1) + 1;
  if (from > 0 && at === 0) return -1;
  while (at < text.length) {
    let code = text.charCodeAt(at);
    while (code === 32 || code === 9) code = text.charCodeAt(++at);
    if (code === 123 || code === 91 || code === quote) {
      const end = matchEnd(opening, text, at);
      if (end >= 0) return end;
    }
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return -1;
  }
  return -1;
}

/** The start of the next object after the end of another value. */
function startInLine(text: string, from: number): number {
  return matchEnd(insideLine, text, from);
}

/** Reads a value and those that follow it, as elements or on lines of their own. */
function readSiblings(text: string, start: number): Omit<JsonStretch, 'start'> {
  let count = 0;
  let at = start;
  for (;;) {
    const read = readContainer(text, at);
    if (read < 0) {
      const records = count > 0 || beginsAsRecords(text, start);
      return { end: -read, complete: false, records };
    }
    count++;
    at = read;
    const next = matchEnd(siblingFollows, text, at);
    if (next <= at) {
      const records = count > 1 || beginsAsRecords(text, start);
      return { end: at, complete: true, records };
    }
    at = next;
  }
}

function beginsAsRecords(text: string, start: number): boolean {
  return /^\[\s*[[{]/.test(text.slice(start, start + 200));
}

/**
 * Reads one array or object by its punctuation and words.
 * @returns where it ends; minus the offset if it breaks off
 */
function readContainer(text: string, start: number): number {
  // One entry per level: whether it is an object.
  const open: boolean[] = [];
  let at = start;
  let wantsValue = true;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9) {
      at++;
    } else if (code === quote) {
      const end = endOfString(text, at);
      if (end < 0) return end;
      if (!wantsValue) return -at;
      at = end;
      wantsValue = false;
    } else if (code === 123 || code === 91) {
      if (!wantsValue) return -at;
      open.push(code === 123);
      at++;
    } else if (code === 125 || code === 93) {
      if (open.pop() !== (code === 125)) return -at;
      at++;
      wantsValue = false;
      if (open.length === 0) return at;
    } else if (code === 44 || code === 58) {
      if (wantsValue || (code === 58 && !open[open.length - 1])) return -at;
      wantsValue = true;
      at++;
    } else {
      const end = wantsValue ? endOfWord(text, at) : at;
      if (end === at) return -at;
      at = end;
      wantsValue = false;
    }
  }
  return -at;
}

/** The offset after the closing quote; minus the offset if the text or the line ends before it. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at++;
    else if (code === 10) return -at;
  }
  return -text.length;
}

/** The offset after a number, `true`, `false` or `null`; the start if none of them is there. */
function endOfWord(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const part =
      (code >= 48 && code <= 57) ||
      (code >= 97 && code <= 122) ||
      code === 45 ||
      code === 46 ||
      code === 43 ||
      code === 69;
    if (!part) break;
  }
  const first = text.charCodeAt(start);
  const isNumber = first === 45 || (first >= 48 && first <= 57);
  return isNumber || /^(?:true|false|null)$/.test(text.slice(start, Math.min(at, start + 8))) ? at : start;
}
