import { isSeparator } from './template.ts';

/** A line as `readRaw` sees it. */
export type RawTemplates = {
  /** The number of a line's template, from 0 in the order of first appearance. */
  readonly numberOf: (line: string) => number;
  /** Whether a template masks words, in paths or beside digits, that a line could be judged by. */
  readonly hidesWords: (template: number) => boolean;
};

/**
 * Numbers lines by what is left when numbers and paths are masked, by a hash alone: no text is built, so that a log of
 * many lines and few templates is read at the speed of its characters. Finer than `lineTemplate`, never coarser.
 */
export function createRawTemplates(): RawTemplates {
  const numbers = new Map<number, number>();
  const hiding: boolean[] = [];
  return {
    numberOf(line) {
      const hash = hashTemplate(line);
      const known = numbers.get(hash);
      if (known !== undefined) return known;
      numbers.set(hash, hiding.length);
      hiding.push(hash % 2 === 1);
      return hiding.length - 1;
    },
    hidesWords: (template) => hiding[template] === true,
  };
}

const shortestWord = 3;
const numberMark = 0x23;
const pathMark = 0x2f;
const fileMark = 0x7c;
// Status and exit codes decide about a line: a server's failure, and whether a code is 0.
const failedMark = 0x35;
const zeroMark = 0x30;

const telling =
  /err|fail|fatal|panic|warn|pass|skip|xfail|exce|trace|abort|crash|crit|severe|emerg|alert|kill|dump|assert|deni|refus|reject|invalid|unexp|timeout|timed|miss|unknown|conflict|corrupt|mismatch|slow|drop|retr|unsafe|insec|ignor|deprec|obsol|npm|exit|build|done|ok/i;

const digit = 1;
const slash = 2;
const dot = 4;
const letter = 8;
const separator = 16;
const other = 32;
/** The class of each character below 128. */
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  if (isSeparator(code)) return separator;
  if (code >= 0x30 && code <= 0x39) return digit;
  if (code === 0x2f || code === 0x5c) return slash;
  if (code === 0x2e) return dot;
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a ? letter : other;
});

/** 52 bits of hash over the template and a last bit that says whether it hides words. */
function hashTemplate(line: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  let hides = 0;
  let start = 0;
  let found = 0;
  let word = 0;
  for (let index = 0; index <= line.length; index++) {
    const code = index < line.length ? line.charCodeAt(index) : 0x20;
    const kind = code < 128 ? (classes[code] as number) : other;
    if (kind !== separator) {
      found |= kind;
      word = Math.imul(word ^ code, 0x01000193);
      continue;
    }
    if ((found & (digit | slash)) !== 0) {
      word = markOf(line, start, index, found);
      if (hides === 0 && (found & letter) !== 0 && hidesWord(line, start, index)) hides = 1;
    }
    low = Math.imul(low ^ word, 0x85ebca6b) ^ code;
    high = Math.imul(high ^ (word >>> 7) ^ code, 0xc2b2ae35) ^ (high >>> 15);
    low ^= low >>> 13;
    start = index + 1;
    found = word = 0;
  }
  return ((high >>> 0) % 0x80000) * 0x200000000 + (low >>> 0) * 2 + hides;
}

/** The hash value of a masked word. */
function markOf(line: string, start: number, end: number, found: number): number {
  if ((found & slash) !== 0) return (found & (dot | letter)) === (dot | letter) ? fileMark : pathMark;
  if (found !== digit) return numberMark;
  const first = line.charCodeAt(start);
  if (end - start === 3 && first === failedMark) return failedMark;
  return end - start === 1 && first === zeroMark ? zeroMark : numberMark;
}

/** Whether a masked word contains letters by which a line is judged. */
function hidesWord(line: string, start: number, end: number): boolean {
  let letters = 0;
  for (let index = start; index < end; index++) {
    const code = line.charCodeAt(index) | 0x20;
    letters = code >= 0x61 && code <= 0x7a ? letters + 1 : 0;
    if (letters >= shortestWord) return telling.test(line.slice(start, end));
  }
  return false;
}
