import { setImmediate as nextTurn } from 'node:timers/promises';
import * as zlib from 'node:zlib';
import { Decompress, decompress } from 'fzstd';

/** Largest history window that is accepted: what RFC 8878 section 3.1.1.1.2 asks every decoder to support. */
const maxWindow = 8 * 1024 * 1024;

/** Input is decoded in steps of this many bytes, with a turn of the event loop between them. */
const stepBytes = 64 * 1024;

/** The largest content of one block (RFC 8878 section 3.1.1.2.3). */
const maxBlock = 128 * 1024;

/** The place of one frame in the input, and the size that its header states. */
type Frame = { readonly start: number; readonly end: number; readonly window: number; readonly content?: number };

type NativeDecode = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; info: true },
  done: (error: Error | null, result?: { buffer: Buffer; engine: { bytesWritten: number } }) => void,
) => void;

/**
 * Decodes Zstandard: any number of frames, skippable ones included.
 * @returns the content, at most `maxBytes` long
 * @throws {Error} when the input is not Zstandard, is truncated, or contains more than `maxBytes`
 */
export async function decodeZstd(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const frames = listFrames(bytes);
  if (frames.some(({ window }) => window > maxWindow && window > maxBytes)) throw new Error('window too large');
  const known = frames.reduce((sum, frame) => sum + (frame.content ?? 0), 0);
  if (known > maxBytes) throw new Error('content too large');
  return (await decodeNatively(bytes, maxBytes)) ?? decodePortably(bytes, frames, maxBytes);
}

/** The content by Node's own decoder; `undefined` if this Node has none, or if it did not get through all frames. */
async function decodeNatively(bytes: Buffer, maxBytes: number): Promise<Buffer | undefined> {
  const decode = (zlib as { zstdDecompress?: NativeDecode }).zstdDecompress;
  if (decode === undefined) return undefined;
  return new Promise((resolve, reject) => {
    decode(bytes, { maxOutputLength: maxBytes, info: true }, (error, result) => {
      if ((error as { code?: string } | null)?.code === 'ERR_BUFFER_TOO_LARGE') reject(error);
      else resolve(result?.engine.bytesWritten === bytes.length ? result.buffer : undefined);
    });
  });
}

async function decodePortably(bytes: Buffer, frames: readonly Frame[], maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const frame of frames) {
    const content = bytes.subarray(frame.start, frame.end);
    const part =
      frame.content === undefined ? await streamFrame(content, frame, maxBytes - total) : wholeFrame(content, frame);
    total += part.length;
    parts.push(part);
  }
  return Buffer.concat(parts, total);
}

/** A frame that states its size is decoded straight into a buffer of that size. */
function wholeFrame(bytes: Buffer, frame: Frame): Uint8Array {
  const content = decompress(bytes, new Uint8Array(frame.content ?? 0));
  if (content.length !== frame.content) throw new Error('content is not as long as the frame says');
  return content;
}

async function streamFrame(bytes: Buffer, frame: Frame, maxBytes: number): Promise<Uint8Array> {
  if (frame.window > maxWindow) throw new Error('window too large');
  const parts: Uint8Array[] = [];
  let total = 0;
  const decoder = new Decompress((part) => {
    total += part.length;
    if (total > maxBytes) throw new Error('content too large');
    parts.push(part);
  });
  for (let start = 0; start < bytes.length; start += stepBytes) {
    if (start > 0) await nextTurn();
    const step = bytes.subarray(start, start + stepBytes);
    decoder.push(step, start + step.length === bytes.length);
  }
  return Buffer.concat(parts, total);
}

/** Walks headers and block headers (RFC 8878 section 3.1.1) without decoding, so that sizes are known before memory is taken. */
function listFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const magic = bytes.readUInt32LE(at);
    if (magic >>> 4 === 0x184d2a5) at += 8 + bytes.readUInt32LE(at + 4);
    else if (magic === 0xfd2fb528) {
      const frame = readFrame(bytes, at);
      frames.push(frame);
      at = frame.end;
    } else throw new Error('no frame');
  }
  if (at !== bytes.length || frames.length === 0) throw new Error('cut short');
  return frames;
}

function readFrame(bytes: Buffer, start: number): Frame {
  const descriptor = bytes.readUInt8(start + 4);
  const single = (descriptor & 0x20) !== 0;
  let at = start + 5;
  let window = 0;
  if (!single) {
    const code = bytes.readUInt8(at++);
    const base = 2 ** (10 + (code >> 3));
    window = base + (base / 8) * (code & 7);
  }
  at += [0, 1, 2, 4][descriptor & 3] as number;
  const sizeCode = descriptor >> 6;
  let content: number | undefined;
  if (sizeCode === 0 && single) content = bytes.readUInt8(at++);
  else if (sizeCode === 1) content = bytes.readUInt16LE(at) + 256;
  else if (sizeCode === 2) content = bytes.readUInt32LE(at);
  else if (sizeCode === 3) content = Number(bytes.readBigUInt64LE(at));
  if (sizeCode > 0) at += 2 ** sizeCode;
  let last = false;
  while (!last) {
    const header = bytes.readUIntLE(at, 3);
    const size = header >> 3;
    const type = (header >> 1) & 3;
    if (type === 3 || size > maxBlock) throw new Error('reserved block');
    last = (header & 1) === 1;
    at += 3 + (type === 1 ? 1 : size);
  }
  if ((descriptor & 4) !== 0) at += 4;
  if (at > bytes.length) throw new Error('cut short');
  return { start, end: at, window: single ? (content as number) : window, content };
}
