/** A text's lines as they are compared: without the number that a viewer puts before it. Lines are 0-based. */
export type NumberedLines = {
  /** How many lines there are. */
  readonly count: number;
  raw(line: number): string;
  /** A line after its number; the line itself if it has none. */
  body(line: number): string;
  /** The number of a line, -1 if it has none. */
  number(line: number): number;
  /** A 32-bit hash of each body. */
  readonly hashes: Int32Array;
};

/** `12→`, `12<TAB>`, `12:`: prefixes that viewers and searches put before a line of a file. */
const numberPrefix = /^\s{0,8}(\d{1,7})(?:→|\t|:)/;
/** `src/a.ts:12:` and `src/a.ts-12-`: the prefix that a search puts before a hit or a line around it. */
const hitPrefix = /^[^\s:]{1,200}?(?::(\d{1,7}):|-(\d{1,7})-)/;
/** A prefix is at most this long, in characters. */
const longestPrefix = 220;

/**
 * Reads a text's lines. Only offsets are kept besides the text, since conversations are long.
 * @param hits whether a path before a number is skipped too
 */
export function readNumbered(text: string, hits = false): NumberedLines {
  const starts = lineStarts(text);
  const count = starts.length - 1;
  const bodies = new Int32Array(count);
  const numbers = new Int32Array(count);
  const hashes = new Int32Array(count);
  for (let line = 0; line < count; line++) {
    const start = starts[line] as number;
    const end = (starts[line + 1] as number) - 1;
    const head = text.slice(start, Math.min(end, start + longestPrefix));
    const found = numberPrefix.exec(head) ?? (hits ? hitPrefix.exec(head) : null);
    bodies[line] = start + (found === null ? 0 : found[0].length);
    numbers[line] = found === null ? -1 : Number(found[1] ?? found[2]);
    hashes[line] = hashText(text, bodies[line] as number, end);
  }
  return {
    count,
    raw: (line) => text.slice(starts[line], (starts[line + 1] as number) - 1),
    body: (line) => text.slice(bodies[line], (starts[line + 1] as number) - 1),
    number: (line) => numbers[line] as number,
    hashes,
  };
}

/** Where each line starts, and where the next one would start; an LF at the end closes the last line. */
function lineStarts(text: string): Int32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (text !== '' && !text.endsWith('\n')) starts.push(text.length + 1);
  return Int32Array.from(starts);
}

/** The lines that a patch adds, as the file has them; all others are compared with nothing. */
export function addedLines({ count, raw }: NumberedLines): NumberedLines {
  const body = (line: number) => {
    const text = raw(line);
    return text.startsWith('+') && !text.startsWith('+++') ? text.slice(1) : `\0${text}`;
  };
  const hashes = Int32Array.from({ length: count }, (_, line) => hashText(body(line)));
  return { count, raw, body, number: () => -1, hashes };
}

/** FNV-1a over UTF-16 code units (Fowler, Noll and Vo): fast and good enough to find candidates, which are then compared. */
function hashText(text: string, start = 0, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) {
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
