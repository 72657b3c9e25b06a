/** Opcodes of RFC 6455 section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The head of one frame. */
export type FrameHeader = {
  readonly final: boolean;
  /** The three reserved bits; 0 unless an extension is in use. */
  readonly reserved: number;
  readonly opcode: number;
  /** The masking key; `undefined` on a frame that is not masked. */
  readonly mask: Buffer | undefined;
  /** Bytes of payload that follow. */
  readonly length: number;
  /** Bytes of the head itself. */
  readonly headLength: number;
};

/** The events of a walk over frames. */
export type FrameVisitor = {
  /** A head was read. `false` ends the walk: this head and everything after it goes to `rest`. */
  head(header: FrameHeader, bytes: Buffer): boolean;
  /** A part of the payload, still masked. */
  payload(bytes: Buffer): void;
  /** The frame's last byte has been seen. */
  end(header: FrameHeader): void;
  rest(bytes: Buffer): void;
};

/** Whether an opcode is that of a control frame. */
export function isControl(opcode: number): boolean {
  return opcode >= opcodes.close;
}

/** Reads a frame's head, or `undefined` while bytes are missing (RFC 6455 section 5.2). */
export function readFrameHeader(bytes: Buffer): FrameHeader | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const masked = (second & 0x80) !== 0;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const headLength = 2 + lengthBytes + (masked ? 4 : 0);
  if (bytes.length < headLength) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return {
    final: (first & 0x80) !== 0,
    reserved: (first >> 4) & 7,
    opcode: first & 0x0f,
    mask: masked ? Buffer.from(bytes.subarray(headLength - 4, headLength)) : undefined,
    length,
    headLength,
  };
}

/** Walks over a stream of frames, however it is cut into chunks, and holds back nothing but an unfinished head. */
export function createFrameWalker(visitor: FrameVisitor): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let current: FrameHeader | undefined;
  let left = 0;
  let stopped = false;
  return (chunk) => {
    let bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    pending = Buffer.alloc(0);
    while (!stopped) {
      if (current === undefined) {
        const header = readFrameHeader(bytes);
        if (header === undefined) {
          pending = bytes;
          return;
        }
        if (!visitor.head(header, bytes.subarray(0, header.headLength))) {
          stopped = true;
          break;
        }
        bytes = bytes.subarray(header.headLength);
        current = header;
        left = header.length;
      }
      const part = bytes.subarray(0, left);
      if (part.length > 0) visitor.payload(part);
      left -= part.length;
      bytes = bytes.subarray(part.length);
      if (left > 0) return;
      visitor.end(current);
      current = undefined;
    }
    if (bytes.length > 0) visitor.rest(bytes);
  };
}

/** Applies a masking key, which also takes it off again (RFC 6455 section 5.3). Returns a copy. */
export function applyMask(payload: Buffer, mask: Buffer): Buffer {
  const out = Buffer.allocUnsafe(payload.length);
  for (let index = 0; index < payload.length; index++) {
    out[index] = (payload[index] as number) ^ (mask[index & 3] as number);
  }
  return out;
}

/** One masked, final text frame. The key is given, so that the frame's bytes follow from its inputs alone. */
export function maskedTextFrame(payload: Buffer, mask: Buffer): Buffer {
  const lengthBytes = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + lengthBytes);
  head.writeUInt8(0x80 | opcodes.text, 0);
  head.writeUInt8(0x80 | (lengthBytes === 0 ? payload.length : lengthBytes === 2 ? 126 : 127), 1);
  if (lengthBytes === 2) head.writeUInt16BE(payload.length, 2);
  if (lengthBytes === 8) head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, mask, applyMask(payload, mask)]);
}

/** The payload of a whole masked message, given as its frames' bytes, and the first frame's key. */
export function readMaskedMessage(frames: Buffer): { readonly payload: Buffer; readonly mask: Buffer } {
  const parts: Buffer[] = [];
  let first: Buffer | undefined;
  let rest = frames;
  for (let header = readFrameHeader(rest); header !== undefined; header = readFrameHeader(rest)) {
    const mask = header.mask ?? Buffer.alloc(4);
    first ??= mask;
    const end = header.headLength + header.length;
    parts.push(applyMask(rest.subarray(header.headLength, end), mask));
    rest = rest.subarray(end);
  }
  return { payload: Buffer.concat(parts), mask: first ?? Buffer.alloc(4) };
}
