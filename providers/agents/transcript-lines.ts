import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { HeadroomError } from '../../src/model/errors.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';

/** A line of a file without its line end. `bytes` is valid only until the next line is read. */
export type ByteLine = {
  readonly bytes: Buffer;
  /** Whether a line end follows. A last line without one may still be being written. */
  readonly ended: boolean;
  /** Whether it was longer than the limit, so that `bytes` is empty. */
  readonly tooLong: boolean;
};

const lineFeed = 0x0a;
const chunkBytes = 256 * 1024;
const longestLine = 64 * 1024 * 1024;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a file line by line, up to the size that it has when it is opened. Keeps one chunk and the longest line in
 * memory. A missing file has no lines, and one that is truncated meanwhile ends there.
 * @param file absolute
 * @param limit longer lines, in bytes, are skipped and reported as too long
 * @param range the bytes to read, end exclusive
 * @throws {HeadroomError} if the file exists and cannot be read
 */
export async function* byteLines(
  file: string,
  limit: number = longestLine,
  range: readonly [first: number, end: number] = [0, Number.POSITIVE_INFINITY],
): AsyncGenerator<ByteLine> {
  try {
    yield* linesOf(file, limit, range);
  } catch (error) {
    if (isMissing(error)) return;
    throw error instanceof Error && 'code' in error && !(error instanceof HeadroomError)
      ? new HeadroomError('not-found', `cannot read the transcript ${file}: ${error.message}`, { cause: error })
      : error;
  }
}

async function* linesOf(
  file: string,
  limit: number,
  [first, end]: readonly [number, number],
): AsyncGenerator<ByteLine> {
  const handle = await open(file, 'r');
  try {
    let position = first;
    let left = Math.min((await handle.stat()).size, end) - first;
    const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, left)));
    const pending = lineStart(limit);
    while (left > 0) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, left), position);
      if (bytesRead === 0) break;
      left -= bytesRead;
      position += bytesRead;
      const read = chunk.subarray(0, bytesRead);
      let start = 0;
      for (let at = read.indexOf(lineFeed); at !== -1; at = read.indexOf(lineFeed, start)) {
        yield pending.finish(read.subarray(start, at), true);
        start = at + 1;
      }
      pending.add(read.subarray(start));
    }
    if (!pending.isEmpty()) yield pending.finish(Buffer.alloc(0), false);
  } finally {
    await handle.close();
  }
}

/** Keeps the start of a line whose end is in a later chunk. */
function lineStart(limit: number) {
  let held = Buffer.alloc(0);
  let length = 0;
  const add = (piece: Buffer) => {
    const end = length + piece.length;
    if (end <= limit) {
      if (end > held.length) {
        const larger = Buffer.allocUnsafe(Math.min(limit, Math.max(end, 2 * held.length)));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      piece.copy(held, length);
    }
    length = end;
  };
  return {
    add,
    isEmpty: () => length === 0,
    finish(piece: Buffer, ended: boolean): ByteLine {
      if (length === 0 && piece.length <= limit) return { bytes: piece, ended, tooLong: false };
      add(piece);
      const whole = length;
      length = 0;
      return whole > limit
        ? { bytes: held.subarray(0, 0), ended, tooLong: true }
        : { bytes: held.subarray(0, whole), ended, tooLong: false };
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** One line of a JSON Lines file: its object, or `broken` if it is not one (ill-formed UTF-8, not JSON, too long). */
export type JsonLine = JsonObject | 'broken';

/**
 * Reads the objects of a JSON Lines file. Blank lines are skipped, and so is a last line without a line end that is not
 * a complete object, because it is still being written.
 * @param file absolute
 * @param matters says by its bytes whether a line is to be parsed; the others are skipped
 * @throws {HeadroomError} if the file exists and cannot be read
 */
export async function* jsonLines(
  file: string,
  matters: (bytes: Buffer) => boolean = () => true,
): AsyncGenerator<JsonLine> {
  let first = true;
  for await (const { bytes, ended, tooLong } of byteLines(file)) {
    const line = first ? withoutMark(bytes) : bytes;
    first = false;
    if (tooLong) {
      if (ended) yield 'broken';
      continue;
    }
    if (isBlank(line) || !matters(line)) continue;
    const value = parse(line);
    if (value !== undefined) yield value;
    else if (ended) yield 'broken';
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x0d || byte === 0x20 || byte === 0x09);
}

function parse(bytes: Buffer): JsonObject | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
