import { splitLines } from '../lines.ts';

/** A text's lines as they are compared: without the number that a viewer puts in front. */
export type NumberedLines = {
  readonly raw: readonly string[];
  /** Each line behind its number; the line itself where it has none. */
  readonly bodies: readonly string[];
  /** The number in front of each line, -1 where there is none. */
  readonly numbers: readonly number[];
  /** A 32-bit hash of each body. */
  readonly hashes: Int32Array;
};

/** `12→`, `12<TAB>`, `12:`: what viewers and searches put in front of a line of a file. */
const numberPrefix = /^\s{0,8}(\d{1,7})(?:→|\t|:)/;
/** `src/a.ts:12:` and `src/a.ts-12-`: what a search puts in front of a hit or a line around it. */
const hitPrefix = /^[^\s:]{1,200}?(?::(\d{1,7}):|-(\d{1,7})-)/;

/**
 * Reads a text's lines.
 * @param hits whether a path in front of a number is passed over too
 */
export function readNumbered(text: string, hits = false): NumberedLines {
  const { lines } = splitLines(text);
  const bodies: string[] = [];
  const numbers: number[] = [];
  const hashes = new Int32Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const found = numberPrefix.exec(line) ?? (hits ? hitPrefix.exec(line) : null);
    const body = found === null ? line : line.slice(found[0].length);
    bodies.push(body);
    numbers.push(found === null ? -1 : Number(found[1] ?? found[2]));
    hashes[index] = hashText(body);
  }
  return { raw: lines, bodies, numbers, hashes };
}

/** The lines that a patch adds, as the file has them; all others are compared with nothing. */
export function addedLines({ raw }: NumberedLines): NumberedLines {
  const bodies = raw.map((line) => (line.startsWith('+') && !line.startsWith('+++') ? line.slice(1) : `\0${line}`));
  return { raw, bodies, numbers: raw.map(() => -1), hashes: Int32Array.from(bodies, hashText) };
}

/** FNV-1a over UTF-16 code units (Fowler, Noll and Vo): fast and good enough to find candidates, which are then compared. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** A hash of the bodies of `size` lines from one on. */
export function windowHash(lines: NumberedLines, start: number, size: number): number {
  let hash = 17;
  for (let index = start; index < start + size; index++) {
    hash = (Math.imul(hash, 0x9e3779b1) ^ (lines.hashes[index] as number)) | 0;
  }
  return hash;
}
