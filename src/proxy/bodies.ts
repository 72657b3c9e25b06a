import * as zlib from 'node:zlib';
import { decodeZstd } from './zstd.ts';

/** No honest request has more encodings than this. */
const maxEncodings = 4;

type Decode = (bytes: Buffer, maxBytes: number) => Promise<Buffer>;

type ZlibDecode = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void;

const decoders: ReadonlyMap<string, Decode> = new Map([
  ['gzip', viaZlib(zlib.gunzip)],
  ['x-gzip', viaZlib(zlib.gunzip)],
  ['deflate', decodeDeflate],
  ['br', viaZlib(zlib.brotliDecompress)],
  ['zstd', decodeZstd],
]);

/**
 * Undoes the content encodings of a request body (RFC 9110 section 8.4): gzip, deflate, br and zstd, several in a list.
 * @param contentEncoding the header's value; `undefined` when there is none
 * @param maxBytes the most that a decoded body may hold; no more memory than that is taken for it
 * @returns the plain body, the same buffer when nothing was encoded, or `undefined` when an encoding is unknown, the
 * bytes are broken or the content is larger than `maxBytes`; it does not throw
 */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const encodings = (contentEncoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > maxEncodings) return undefined;
  let body = bytes;
  for (const encoding of encodings.reverse()) {
    const decode = decoders.get(encoding);
    if (decode === undefined) return undefined;
    try {
      body = await decode(body, maxBytes);
    } catch {
      return undefined;
    }
  }
  return body;
}

function viaZlib(decode: ZlibDecode): Decode {
  return (bytes, maxBytes) =>
    new Promise((resolve, reject) => {
      decode(bytes, { maxOutputLength: maxBytes }, (error, result) =>
        error === null ? resolve(result) : reject(error),
      );
    });
}

/**
 * `deflate` is the zlib format (RFC 9110 section 8.4.1.2); some clients send the bare stream, which starts differently.
 */
function decodeDeflate(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const header = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  const wrapped = (header >> 8) % 16 === 8 && header % 31 === 0;
  return viaZlib(wrapped ? zlib.inflate : zlib.inflateRaw)(bytes, maxBytes);
}
