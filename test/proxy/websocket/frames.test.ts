import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMask, maskedTextFrame, readFrameHeader, readMaskedMessage } from '../../../src/proxy/websocket/frames.ts';
import { createMessageReader } from '../../../src/proxy/websocket/inbound.ts';
import { createSplitter } from '../../../src/proxy/websocket/outbound.ts';

const mask = Buffer.from([1, 2, 3, 250]);

/** One frame, written by hand. */
function frame(options: {
  opcode: number;
  payload: Buffer;
  final?: boolean;
  mask?: Buffer;
  reserved?: number;
}): Buffer {
  const { length } = options.payload;
  const first = ((options.final ?? true) ? 0x80 : 0) | ((options.reserved ?? 0) << 4) | options.opcode;
  const bit = options.mask === undefined ? 0 : 0x80;
  const head =
    length < 126
      ? Buffer.from([first, bit | length])
      : length < 65_536
        ? Buffer.from([first, bit | 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([first, bit | 127, 0, 0, 0, 0]), uint32(length)]);
  return options.mask === undefined
    ? Buffer.concat([head, options.payload])
    : Buffer.concat([head, options.mask, applyMask(options.payload, options.mask)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Cuts bytes at places that follow from a list of numbers. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = (sizes[index % sizes.length] as number) + 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const payloads = fc
  .oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 120, maxLength: 300 }))
  .map((bytes) => Buffer.from(bytes));
const masks = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes));
const messages = fc.record({
  text: fc.boolean(),
  parts: fc.array(payloads, { minLength: 1, maxLength: 4 }),
  mask: masks,
});
const cuts = fc.array(fc.nat(50), { minLength: 1, maxLength: 8 });

function encode(message: { text: boolean; parts: readonly Buffer[]; mask: Buffer | undefined }): Buffer {
  return Buffer.concat(
    message.parts.map((payload, index) =>
      frame({
        opcode: index > 0 ? 0 : message.text ? 1 : 2,
        payload,
        final: index === message.parts.length - 1,
        mask: message.mask,
      }),
    ),
  );
}

describe('frames', () => {
  it('writes a masked text frame of every length class that reads back', () => {
    for (const length of [0, 1, 125, 126, 65_535, 65_536, 70_000]) {
      const payload = Buffer.alloc(length, 'abc');
      const bytes = maskedTextFrame(payload, mask);
      const header = readFrameHeader(bytes);
      expect(header).toMatchObject({ final: true, opcode: 1, reserved: 0, length });
      const message = readMaskedMessage(bytes);
      expect(message.payload.equals(payload)).toBe(true);
      expect(message.mask).toEqual(mask);
      expect(bytes.equals(frame({ opcode: 1, payload, mask }))).toBe(true);
    }
  });
});

describe('createSplitter', () => {
  it('gives every byte back in order and every text message whole, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 6 }), cuts, (list, sizes) => {
        const bytes = Buffer.concat(list.map(encode));
        const split = createSplitter(10_000);
        const pieces = cut(bytes, sizes).flatMap((chunk) => split(chunk));
        expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(bytes)).toBe(true);
        const texts = pieces.filter((piece) => piece.text).map((piece) => readMaskedMessage(piece.bytes).payload);
        const expected = list.filter((message) => message.text).map((message) => Buffer.concat(message.parts));
        expect(texts).toEqual(expected);
      }),
    );
  });

  it('lets a ping inside a fragmented message go ahead of it', () => {
    const first = frame({ opcode: 1, payload: Buffer.from('one '), final: false, mask });
    const ping = frame({ opcode: 9, payload: Buffer.from('?'), mask });
    const second = frame({ opcode: 0, payload: Buffer.from('two'), mask });
    const split = createSplitter(1000);
    const early = [...split(Buffer.concat([first, ping]))];
    expect(early.every((piece) => !piece.text)).toBe(true);
    expect(Buffer.concat(early.map((piece) => piece.bytes)).equals(ping)).toBe(true);
    expect(split(second)).toEqual([{ bytes: Buffer.concat([first, second]), text: true }]);
  });

  it('sends an unfinished message before a close frame, and everything after it as it is', () => {
    const first = frame({ opcode: 1, payload: Buffer.from('half'), final: false, mask });
    const close = frame({ opcode: 8, payload: Buffer.from([3, 232]), mask });
    const junk = Buffer.from('after');
    const pieces = createSplitter(1000)(Buffer.concat([first, close, junk]));
    expect(pieces.some((piece) => piece.text)).toBe(false);
    expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(Buffer.concat([first, close, junk]))).toBe(true);
  });

  it('does not hold a message over the limit, in one frame or in several', () => {
    const large = frame({ opcode: 1, payload: Buffer.alloc(200, 'x'), mask });
    const parts = [0, 1, 2].map((index) =>
      frame({ opcode: index > 0 ? 0 : 1, payload: Buffer.alloc(60, 'y'), final: index === 2, mask }),
    );
    const small = frame({ opcode: 1, payload: Buffer.from('z'), mask });
    const split = createSplitter(150);
    expect(Buffer.concat(split(large.subarray(0, 50)).map((piece) => piece.bytes)).length).toBe(50);
    const bytes = Buffer.concat([large.subarray(50), ...parts, small]);
    const pieces = split(bytes);
    expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(bytes)).toBe(true);
    expect(pieces.filter((piece) => piece.text).map((piece) => piece.bytes)).toEqual([small]);
  });

  it('passes everything as it is from the first irregular frame on', () => {
    const good = frame({ opcode: 1, payload: Buffer.from('fine'), mask });
    const irregular = [
      frame({ opcode: 1, payload: Buffer.from('unmasked') }),
      frame({ opcode: 1, payload: Buffer.from('reserved'), mask, reserved: 4 }),
      frame({ opcode: 0, payload: Buffer.from('continues nothing'), mask }),
      frame({ opcode: 5, payload: Buffer.from('unknown'), mask }),
      frame({ opcode: 9, payload: Buffer.from('cut ping'), mask, final: false }),
    ];
    for (const bad of irregular) {
      const bytes = Buffer.concat([good, bad, good]);
      const pieces = createSplitter(1000)(bytes);
      expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(bytes)).toBe(true);
      expect(pieces.filter((piece) => piece.text)).toHaveLength(1);
    }
  });
});

describe('createMessageReader', () => {
  it('reads every text message of a server, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 6 }), cuts, (list, sizes) => {
        const ping = frame({ opcode: 9, payload: Buffer.from('p') });
        const bytes = Buffer.concat(list.flatMap((message) => [encode({ ...message, mask: undefined }), ping]));
        const seen: Buffer[] = [];
        const read = createMessageReader((message) => seen.push(message), 10_000);
        for (const chunk of cut(bytes, sizes)) read(chunk);
        expect(seen).toEqual(list.filter((message) => message.text).map((message) => Buffer.concat(message.parts)));
      }),
    );
  });

  it('leaves out what is too large and goes on with the next', () => {
    const seen: string[] = [];
    const read = createMessageReader((message) => seen.push(message.toString()), 100);
    read(frame({ opcode: 1, payload: Buffer.alloc(101, 'a') }));
    read(frame({ opcode: 1, payload: Buffer.alloc(60, 'b'), final: false }));
    read(frame({ opcode: 0, payload: Buffer.alloc(60, 'c') }));
    read(frame({ opcode: 1, payload: Buffer.from('next') }));
    expect(seen).toEqual(['next']);
  });
});
