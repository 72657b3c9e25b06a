/** Thrown where bytes are not JSON. */
export class JsonScanError extends Error {
  /** Byte offset at which the text stops being JSON. */
  readonly position: number;

  constructor(expected: string, bytes: Uint8Array, position: number) {
    const byte = bytes[position];
    const found = byte === undefined ? 'the end' : `byte 0x${byte.toString(16).padStart(2, '0')}`;
    super(`expected ${expected} at byte ${position}, found ${found}`);
    this.name = 'JsonScanError';
    this.position = position;
  }
}

/** Kinds of the containers that are open, outermost first; grows on demand and is reused between calls. */
export type Nesting = { kinds: Uint8Array; readonly words: Int32Array };

const quote = 0x22;
const backslash = 0x5c;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

/** 1 for bytes that end the plain run inside a string: quote, backslash, control characters. */
const endsRun = new Uint8Array(256);
endsRun.fill(1, 0, 0x20);
endsRun[quote] = 1;
endsRun[backslash] = 1;

/** 1 for the characters that may follow a backslash, 2 for `u`. */
const escapes = new Uint8Array(256);
for (const character of '"\\/bfnrt') escapes[character.charCodeAt(0)] = 1;
escapes[0x75] = 2;

const literals = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word, 'latin1')]));

/** Whether a byte is a hexadecimal digit. */
function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** The position of the first byte at or after `position` that is not white space. */
export function skipSpace(bytes: Uint8Array, position: number): number {
  let at = position;
  let byte = bytes[at];
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
  return at;
}

/** The position after the escape sequence whose backslash is at `position`. */
function skipEscape(bytes: Uint8Array, position: number): number {
  const kind = escapes[bytes[position + 1] ?? 0];
  if (kind === 1) return position + 2;
  if (kind !== 2) throw new JsonScanError('an escape sequence', bytes, position + 1);
  for (let at = position + 2; at < position + 6; at++) {
    if (!isHex(bytes[at])) throw new JsonScanError('four hexadecimal digits', bytes, at);
  }
  return position + 6;
}

/** The whole words of four bytes in `bytes`, as a view; none if its memory is not word-aligned. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 !== 0) return new Int32Array(0);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

/**
 * The position after the closing quote of the string whose opening quote is at `position`.
 * @param words the same bytes from `wordsOf`
 * @throws {JsonScanError} on a bad escape, a control character, or a missing end.
 */
export function skipString(bytes: Uint8Array, position: number, words: Int32Array): number {
  let at = position + 1;
  for (;;) {
    const shortRun = at + 12;
    while (at < shortRun && endsRun[bytes[at] as number] === 0) at++;
    if (at === shortRun) at = skipRun(bytes, at, words);
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte !== backslash) throw new JsonScanError('the rest of a string', bytes, at);
    at = escapes[bytes[at + 1] as number] === 1 ? at + 2 : skipEscape(bytes, at);
  }
}

/** The position of the first quote, backslash or control character at or after `position`, or the end. */
function skipRun(bytes: Uint8Array, position: number, words: Int32Array): number {
  const length = bytes.length;
  const aligned = Math.min((position + 3) & ~3, length);
  let at = position;
  while (at < aligned && endsRun[bytes[at] as number] === 0) at++;
  if (at === aligned) {
    let word = at >> 2;
    while (word < words.length && !hasRunEnd(words[word] as number)) word++;
    at = Math.max(at, word << 2);
  }
  while (at < length && endsRun[bytes[at] as number] === 0) at++;
  return at;
}

/**
 * Whether one of a word's four bytes is a quote, a backslash or a control character. `v - 0x01010101 & ~v` has a high
 * bit where a byte of `v` is zero and, through borrows, only above such a byte (Mycroft's test).
 */
function hasRunEnd(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const found =
    ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes) | ((word - 0x20202020) & ~word);
  return (found & 0x80808080) !== 0;
}

/** The position after the digits at `position`, of which there must be one. */
function skipDigits(bytes: Uint8Array, position: number): number {
  let at = position;
  let byte = bytes[at];
  while (byte !== undefined && byte >= 0x30 && byte <= 0x39) byte = bytes[++at];
  if (at === position) throw new JsonScanError('a digit', bytes, at);
  return at;
}

/** The position after the number at `position`. */
function skipNumber(bytes: Uint8Array, position: number): number {
  let at = bytes[position] === 0x2d ? position + 1 : position;
  at = bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1);
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
    at = skipDigits(bytes, at);
  }
  return at;
}

/** The position after the number, `true`, `false` or `null` at `position`. */
function skipScalar(bytes: Uint8Array, position: number): number {
  const first = bytes[position];
  if (first === 0x2d || (first !== undefined && first >= 0x30 && first <= 0x39)) return skipNumber(bytes, position);
  const word = first === undefined ? undefined : literals.get(first);
  if (word === undefined) throw new JsonScanError('a JSON value', bytes, position);
  for (let index = 1; index < word.length; index++) {
    if (bytes[position + index] !== word[index]) {
      throw new JsonScanError(`\`${word.toString('latin1')}\``, bytes, position + index);
    }
  }
  return position + word.length;
}

/** The position after the key and colon that start at or after `position`. */
function skipKey(bytes: Uint8Array, position: number, words: Int32Array): number {
  const start = skipSpace(bytes, position);
  if (bytes[start] !== quote) throw new JsonScanError('a key', bytes, start);
  const at = skipSpace(bytes, skipString(bytes, start, words));
  if (bytes[at] !== colon) throw new JsonScanError('a colon', bytes, at);
  return at + 1;
}

/** Records that a container of this kind was opened at this depth. */
function open(nesting: Nesting, depth: number, kind: number): void {
  if (depth >= nesting.kinds.length) {
    const grown = new Uint8Array(nesting.kinds.length * 2);
    grown.set(nesting.kinds);
    nesting.kinds = grown;
  }
  nesting.kinds[depth] = kind;
}

/**
 * Closes what ends after a complete value at `position`, and steps over the comma that leads to the next one. Returns
 * the new position and, in `left`, how many containers are still open.
 */
function leaveValue(bytes: Uint8Array, position: number, nesting: Nesting, left: { depth: number }): number {
  let at = position;
  while (left.depth > 0) {
    at = skipSpace(bytes, at);
    const kind = nesting.kinds[left.depth - 1] as number;
    const byte = bytes[at];
    if (byte === comma) return kind === openObject ? skipKey(bytes, at + 1, nesting.words) : at + 1;
    if (byte !== kind + 2) throw new JsonScanError('a comma or the end of the container', bytes, at);
    left.depth--;
    at++;
  }
  return at;
}

/**
 * The position after the value that starts at `position`, which must not be white space. Linear in its length, with a
 * stack of one byte per open container instead of recursion.
 * @throws {JsonScanError} if it is not JSON.
 */
export function skipAny(bytes: Uint8Array, position: number, nesting: Nesting): number {
  const left = { depth: 0 };
  let at = position;
  for (;;) {
    at = skipSpace(bytes, at);
    const byte = bytes[at];
    if (byte === quote) at = skipString(bytes, at, nesting.words);
    else if (byte === openObject || byte === openArray) {
      open(nesting, left.depth, byte);
      left.depth++;
      at = skipSpace(bytes, at + 1);
      // In ASCII a closing bracket is two after its opening one.
      if (bytes[at] !== byte + 2) {
        if (byte === openObject) at = skipKey(bytes, at, nesting.words);
        continue;
      }
      left.depth--;
      at++;
    } else at = skipScalar(bytes, at);
    if (left.depth === 0) return at;
    at = leaveValue(bytes, at, nesting, left);
    if (left.depth === 0) return at;
  }
}

/** The closing bracket of each container, by kind. */
export const closers = { object: closeObject, array: closeArray } as const;
