import { isSeparator } from './template.ts';

/** A line as the reader below sees it. */
export type RawTemplates = {
  /** The number of a line's template, from 0 in the order of first appearance. */
  readonly numberOf: (line: string) => number;
  /** Whether a template masks words of four letters or more, in paths or beside digits, that a line could be judged by. */
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

const shortestWord = 4;
const numberMark = 0x23;
const pathMark = 0x2f;

/** 52 bits of hash over the template and a last bit that says whether it hides words. */
function hashTemplate(line: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  const add = (code: number) => {
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 15);
  };
  let hides = 0;
  let start = 0;
  let mark = 0;
  let letters = 0;
  let longest = 0;
  for (let index = 0; index <= line.length; index++) {
    const code = index < line.length ? line.charCodeAt(index) : 0x20;
    // What follows a path after a colon belongs to it, as in `lineTemplate`; here it makes the template finer at worst.
    if (isSeparator(code)) {
      if (mark !== 0) {
        add(mark);
        if (longest >= shortestWord) hides = 1;
      } else {
        for (let at = start; at < index; at++) add(line.charCodeAt(at));
      }
      add(code | 0x10000);
      start = index + 1;
      mark = letters = longest = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      if (mark === 0) mark = numberMark;
      letters = 0;
    } else if (code === 0x2f || code === 0x5c) {
      mark = pathMark;
      letters = 0;
    } else if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) {
      if (++letters > longest) longest = letters;
    } else letters = 0;
  }
  return ((high >>> 0) % 0x80000) * 0x200000000 + (low >>> 0) * 2 + hides;
}
