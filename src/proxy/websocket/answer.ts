import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Largest head of an answer. */
const maxHeadBytes = 256 * 1024;

/** The head of an upstream's answer, with what came after it in the same chunk. */
export type AnswerHead = { readonly status: number; readonly head: Buffer; readonly rest: Buffer };

/**
 * Reads a stream up to the empty line that ends the head of an answer. The stream is paused then.
 * @throws {Error} when it ends or fails before, or sends something that is not an HTTP answer
 */
export function readAnswerHead(stream: Duplex): Promise<AnswerHead> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (action: () => void) => {
      stream.off('data', onData).off('error', fail).off('close', onEnd).off('end', onEnd);
      stream.pause();
      action();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const onEnd = () => fail(new Error('expected an answer, found the connection closed'));
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) {
        if (bytes.length > maxHeadBytes) fail(new Error('expected the head of an answer, found no end of it'));
        return;
      }
      const head = bytes.subarray(0, end + 4);
      const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.toString('latin1'))?.[1];
      if (status === undefined) fail(new Error('expected an HTTP/1.1 answer, found something else'));
      else settle(() => resolve({ status: Number(status), head, rest: bytes.subarray(end + 4) }));
    };
    stream.on('data', onData).on('error', fail).on('close', onEnd).on('end', onEnd);
    stream.resume();
  });
}

/**
 * A head as the client gets it when the connection is closed after the answer: only the lines about the connection
 * differ.
 */
export function closingHead(head: Buffer): Buffer {
  const lines = head.toString('latin1').slice(0, -4).split('\r\n');
  const kept = lines.filter((line, index) => index === 0 || !/^(connection|keep-alive|upgrade)[ \t]*:/i.test(line));
  return Buffer.from(`${[...kept, 'Connection: close'].join('\r\n')}\r\n\r\n`, 'latin1');
}

/** A complete answer from headroom to an upgrade request, with a JSON body; the connection ends with it. */
export function errorAnswer(status: 400 | 403 | 502, body: string): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Says, chunk by chunk, whether an answer's body has come to its end (RFC 9112 section 6.3). */
export function createBodyMeter(head: AnswerHead): (chunk: Buffer) => boolean {
  const text = head.head.toString('latin1');
  if (head.status < 200 || head.status === 204 || head.status === 304) return () => true;
  if (/^transfer-encoding[ \t]*:.*\bchunked[ \t]*$/im.test(text)) return createChunkMeter();
  const length = /^content-length[ \t]*:[ \t]*(\d+)[ \t]*$/im.exec(text)?.[1];
  if (length === undefined) return () => false;
  let left = Number(length);
  return (chunk) => {
    left -= chunk.length;
    return left <= 0;
  };
}

/** Follows the chunked transfer coding (RFC 9112 section 7.1) to its last chunk and trailer. */
function createChunkMeter(): (chunk: Buffer) => boolean {
  let line = '';
  let skip = 0;
  let inTrailer = false;
  let done = false;
  const endLine = () => {
    if (inTrailer) done = line === '';
    else {
      const size = Number.parseInt(line, 16);
      // The line break after a chunk's data is skipped with it.
      if (size > 0) skip = size + 2;
      else inTrailer = true;
    }
    line = '';
  };
  return (chunk) => {
    for (let at = 0; at < chunk.length && !done; at++) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step - 1;
        continue;
      }
      const character = String.fromCharCode(chunk[at] as number);
      if (character === '\n') endLine();
      else if (character !== '\r') line += character;
    }
    return done;
  };
}
