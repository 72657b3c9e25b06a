/** Reads the data of server-sent events from passing bytes. */
export type SseReader = {
  /** Receives the next bytes, cut anywhere. */
  push(chunk: Uint8Array): void;
  /** The stream has ended: emits an event without a closing blank line. */
  end(): void;
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const fieldName = Buffer.from('data');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const defaultMaxBytes = 4 * 1024 * 1024;

/** The value of a `data` field; `undefined` for any other line. */
function dataOf(line: Buffer): string | undefined {
  if (line.length < 4 || !line.subarray(0, 4).equals(fieldName)) return undefined;
  if (line.length === 4) return '';
  if (line[4] !== 0x3a) return undefined;
  return line.toString('utf8', line[5] === 0x20 ? 6 : 5);
}

/**
 * Splits server-sent events (WHATWG HTML, section 9.2.6: lines end with LF, CR LF or CR) and passes the data of each to
 * `onData`, lines joined by LF. An event of more than `maxBytes` is skipped, so that no more than that is ever in
 * memory.
 */
export function createSseReader(onData: (data: string) => void, maxBytes: number = defaultMaxBytes): SseReader {
  let pieces: Buffer[] = [];
  let lineBytes = 0;
  let eventBytes = 0;
  let data: string[] = [];
  let afterReturn = false;
  let first = true;

  function dispatch(): void {
    const lines = data;
    const tooLong = eventBytes > maxBytes;
    data = [];
    eventBytes = 0;
    if (lines.length > 0 && !tooLong) onData(lines.join('\n'));
  }

  function endLine(): void {
    const empty = lineBytes === 0;
    let line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    pieces = [];
    lineBytes = 0;
    if (first && line.subarray(0, 3).equals(byteOrderMark)) line = line.subarray(3);
    first = false;
    if (empty) dispatch();
    else if (eventBytes <= maxBytes) {
      const value = dataOf(line);
      if (value !== undefined) data.push(value);
    }
  }

  function addPiece(piece: Buffer, copy: boolean): void {
    if (piece.length === 0) return;
    lineBytes += piece.length;
    eventBytes += piece.length;
    if (eventBytes <= maxBytes) pieces.push(copy ? Buffer.from(piece) : piece);
    else {
      pieces = [];
      data = [];
    }
  }

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let start = 0;
      if (afterReturn && bytes.length > 0) {
        afterReturn = false;
        if (bytes[0] === lineFeed) start = 1;
      }
      for (let at = start; at < bytes.length; at++) {
        const byte = bytes[at];
        if (byte !== lineFeed && byte !== carriageReturn) continue;
        addPiece(bytes.subarray(start, at), false);
        endLine();
        if (byte === carriageReturn) {
          if (at + 1 === bytes.length) afterReturn = true;
          else if (bytes[at + 1] === lineFeed) at++;
        }
        start = at + 1;
      }
      addPiece(bytes.subarray(start), true);
    },
    end() {
      if (lineBytes > 0) endLine();
      dispatch();
    },
  };
}
