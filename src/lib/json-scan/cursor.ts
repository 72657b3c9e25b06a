import { closers, JsonScanError, type Nesting, skipAny, skipSpace, skipString, wordsOf } from './skip.ts';
import { decodeLoosely } from './strings.ts';

/** Byte offsets: `start` inclusive, `end` exclusive. */
type Span = readonly [start: number, end: number];

/** The kind of value at the cursor; `end` after the last byte. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal' | 'end';

const kinds = new Map<number, JsonKind>([
  [0x7b, 'object'],
  [0x5b, 'array'],
  [0x22, 'string'],
  [0x74, 'literal'],
  [0x66, 'literal'],
  [0x6e, 'literal'],
  [0x2d, 'number'],
  ...Array.from('0123456789', (digit): [number, JsonKind] => [digit.charCodeAt(0), 'number']),
]);

/**
 * Walks over JSON text as bytes, without building values. The caller enters the containers it cares about and skips the
 * rest; everything that was walked over is checked against RFC 8259. Every method throws `JsonScanError` if the bytes
 * are not JSON. The bytes are assumed to be UTF-8; the caller checks that.
 */
export class JsonCursor {
  readonly bytes: Uint8Array;
  /** Offset of the next byte to read. */
  position: number;
  readonly #nesting: Nesting;
  /** The container was entered just now, so that no comma comes before its first member. */
  #fresh = false;

  constructor(bytes: Uint8Array, position = 0) {
    this.#nesting = { kinds: new Uint8Array(64), words: wordsOf(bytes) };
    this.bytes = bytes;
    this.position = position;
  }

  /** The kind of the value that comes next; consumes white space only. */
  peek(): JsonKind {
    this.position = skipSpace(this.bytes, this.position);
    const byte = this.bytes[this.position];
    if (byte === undefined) return 'end';
    const kind = kinds.get(byte);
    if (kind === undefined) throw new JsonScanError('a JSON value', this.bytes, this.position);
    return kind;
  }

  /** Steps into the object that comes next. */
  enterObject(): void {
    this.#enter('object', 0x7b);
  }

  /** Steps into the array that comes next. */
  enterArray(): void {
    this.#enter('array', 0x5b);
  }

  /** Continues after an element that ends at `position`, as if it had been walked over. */
  resumeAfter(position: number): void {
    this.position = position;
    this.#fresh = false;
  }

  /** The next key of the object, the cursor is then before its value; `undefined` when the object was left. */
  nextKey(): string | undefined {
    if (!this.#next(closers.object)) return undefined;
    const start = skipSpace(this.bytes, this.position);
    if (this.bytes[start] !== 0x22) throw new JsonScanError('a key', this.bytes, start);
    const end = skipString(this.bytes, start, this.#nesting.words);
    const colon = skipSpace(this.bytes, end);
    if (this.bytes[colon] !== 0x3a) throw new JsonScanError('a colon', this.bytes, colon);
    this.position = colon + 1;
    return decodeLoosely(this.bytes, [start + 1, end - 1]);
  }

  /** Whether another element follows, the cursor is then before it; `false` when the array was left. */
  nextElement(): boolean {
    if (!this.#next(closers.array)) return false;
    this.position = skipSpace(this.bytes, this.position);
    return true;
  }

  /** Steps over the string that comes next; the span is between its quotes. */
  string(): Span {
    const start = skipSpace(this.bytes, this.position);
    if (this.bytes[start] !== 0x22) throw new JsonScanError('a string', this.bytes, start);
    this.position = skipString(this.bytes, start, this.#nesting.words);
    return [start + 1, this.position - 1];
  }

  /** Steps over the value that comes next, of any kind and depth; the span includes a string's quotes. */
  skipValue(): Span {
    const start = skipSpace(this.bytes, this.position);
    this.position = skipAny(this.bytes, start, this.#nesting);
    return [start, this.position];
  }

  /** Makes sure that nothing but white space is left. */
  end(): void {
    this.position = skipSpace(this.bytes, this.position);
    if (this.position < this.bytes.length) throw new JsonScanError('nothing more', this.bytes, this.position);
  }

  #enter(kind: 'object' | 'array', opener: number): void {
    const start = skipSpace(this.bytes, this.position);
    if (this.bytes[start] !== opener) throw new JsonScanError(`an ${kind}`, this.bytes, start);
    this.position = start + 1;
    this.#fresh = true;
  }

  /** Consumes the closer, or the comma before another member. */
  #next(closer: number): boolean {
    const at = skipSpace(this.bytes, this.position);
    const byte = this.bytes[at];
    const fresh = this.#fresh;
    this.#fresh = false;
    if (byte === closer) {
      this.position = at + 1;
      return false;
    }
    if (fresh) {
      this.position = at;
      return true;
    }
    if (byte !== 0x2c) throw new JsonScanError('a comma or the end of the container', this.bytes, at);
    this.position = at + 1;
    return true;
  }
}
