import { isSeparator } from './template.ts';

/** A line as the reader below sees it. */
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
// What servers and commands answer with decides about a line: failures of a server, and whether a code is 0.
const failedMark = 0x35;
const zeroMark = 0x30;

const telling =
  /err|fail|fatal|panic|warn|pass|skip|xfail|exce|trace|abort|crash|crit|severe|emerg|alert|kill|dump|assert|deni|refus|reject|invalid|unexp|timeout|timed|miss|unknown|conflict|corrupt|mismatch|slow|drop|retr|unsafe|insec|ignor|deprec|obsol|npm|exit|build|done|ok/i;

/** 52 bits of hash over the template and a last bit that says whether it hides words. */
function hashTemplate(line: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  let hides = 0;
  let start = 0;
  for (let index = 0; index <= line.length; index++) {
    const code = index < line.length ? line.charCodeAt(index) : 0x20;
    if (!isSeparator(code)) continue;
    const mark = index > start ? markOf(line, start, index) : 0;
    if (mark === 0) {
      for (let at = start; at < index; at++) {
        low = Math.imul(low ^ line.charCodeAt(at), 0x01000193);
        high = Math.imul(high ^ line.charCodeAt(at), 0x85ebca6b) ^ (high >>> 15);
      }
    } else {
      low = Math.imul(low ^ mark, 0x01000193);
      high = Math.imul(high ^ mark, 0x85ebca6b) ^ (high >>> 15);
      if (hides === 0 && hidesWord(line, start, index)) hides = 1;
    }
    low = Math.imul(low ^ (code | 0x10000), 0x01000193);
    high = Math.imul(high ^ (code | 0x10000), 0x85ebca6b) ^ (high >>> 15);
    start = index + 1;
  }
  return ((high >>> 0) % 0x80000) * 0x200000000 + (low >>> 0) * 2 + hides;
}

/** How a word is masked, 0 for not at all. */
function markOf(line: string, start: number, end: number): number {
  let mark = 0;
  let digits = 0;
  let dotted = false;
  for (let index = start; index < end; index++) {
    const code = line.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2f || code === 0x5c) mark = pathMark;
    else if (code === 0x2e && index + 1 < end && (line.charCodeAt(index + 1) | 0x20) >= 0x61) dotted = true;
  }
  if (mark === pathMark) return dotted ? fileMark : pathMark;
  if (digits === 0) return 0;
  if (digits === end - start) {
    const first = line.charCodeAt(start);
    if (digits === 3 && first === failedMark) return failedMark;
    if (digits === 1 && first === zeroMark) return zeroMark;
  }
  return numberMark;
}

/** Whether a masked word holds letters that a line is judged by. */
function hidesWord(line: string, start: number, end: number): boolean {
  let letters = 0;
  for (let index = start; index < end; index++) {
    const code = line.charCodeAt(index) | 0x20;
    letters = code >= 0x61 && code <= 0x7a ? letters + 1 : 0;
    if (letters >= shortestWord) return telling.test(line.slice(start, end));
  }
  return false;
}
