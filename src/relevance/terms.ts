/** Called for each term of a text: its position (end exclusive), and whether it is one of the smallest terms. */
export type VisitTerm = (start: number, end: number, part: boolean) => void;

const separator = 0;
const ideograph = 1;
const joiner = 2;
const underscore = 3;
const lower = 4;
const upper = 5;
const digit = 6;
const unknown = 255;

const classes = new Uint8Array(65_536).fill(unknown);
const folded = new Uint16Array(65_536);

/** A word or a path longer than this is encoded data: as a whole it does not help a query. */
const longestWhole = 160;

function classify(code: number): number {
  const character = String.fromCharCode(code);
  folded[code] = character.toLowerCase().charCodeAt(0);
  let found = separator;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(character)) found = ideograph;
  else if (/\p{Lu}/u.test(character)) found = upper;
  else if (/[\p{L}\p{M}]/u.test(character)) found = lower;
  else if (/\p{N}/u.test(character)) found = digit;
  else if (character === '_' || character === '$') found = underscore;
  else if ('./\\-:@'.includes(character)) found = joiner;
  classes[code] = found;
  return found;
}

function classAt(text: string, index: number): number {
  if (index >= text.length) return separator;
  const code = text.charCodeAt(index);
  const known = classes[code] as number;
  return known === unknown ? classify(code) : known;
}

/** The character code at `index`, in the form in which terms are compared (lower case). */
export function foldedAt(text: string, index: number): number {
  classAt(text, index);
  return folded[text.charCodeAt(index)] as number;
}

/** Whether a new part of a word starts at `index`: `maxTokens` has one at T, `HTTPServer` at S. */
function startsPart(text: string, index: number, before: number, here: number): boolean {
  if (here !== upper) return false;
  return before !== upper || classAt(text, index + 1) === lower;
}

function visitWord(text: string, start: number, end: number, visit: VisitTerm): void {
  let parts = 0;
  let partStart = -1;
  let last = start;
  let before = separator;
  for (let index = start; index < end; index++) {
    const here = classAt(text, index);
    if (partStart >= 0 && (here === underscore || startsPart(text, index, before, here))) {
      visit(partStart, index, true);
      parts++;
      last = index;
      partStart = -1;
    }
    if (partStart < 0 && here !== underscore) partStart = index;
    before = here;
  }
  if (partStart >= 0) {
    visit(partStart, end, true);
    parts++;
    last = end;
  }
  if (parts > 1 && last - start <= longestWhole) visit(start, last, false);
}

function visitRun(text: string, start: number, end: number, visit: VisitTerm): void {
  let words = 0;
  let last = start;
  for (let index = start; index < end; index++) {
    if (classAt(text, index) === joiner) continue;
    const wordStart = index;
    while (index < end && classAt(text, index) !== joiner) index++;
    visitWord(text, wordStart, index, visit);
    words++;
    last = index;
  }
  if (words > 1 && last - start <= longestWhole) visit(start, last, false);
}

/**
 * Visits the terms of a text from left to right without making strings: the parts of each word (split where lower case
 * meets upper, where capitals end, and at underscores), the word itself when it has several parts, and the whole run
 * where dots, slashes, hyphens, colons or at signs join words. In scripts that put no spaces between words each
 * character is a term. Linear in the length of the text.
 */
export function forEachTerm(text: string, visit: VisitTerm): void {
  for (let index = 0; index < text.length; index++) {
    const here = classAt(text, index);
    if (here === ideograph) visit(index, index + 1, true);
    if (here <= joiner) continue;
    const start = index;
    while (classAt(text, index) > ideograph) index++;
    visitRun(text, start, index, visit);
    index--;
  }
}

/** The terms of a text as strings, in lower case, in order, with repetitions. */
export function termsOf(text: string): readonly string[] {
  const terms: string[] = [];
  forEachTerm(text, (start, end) => {
    let term = '';
    for (let index = start; index < end; index++) term += String.fromCharCode(foldedAt(text, index));
    terms.push(term);
  });
  return terms;
}
