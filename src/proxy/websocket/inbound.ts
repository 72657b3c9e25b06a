import { createFrameWalker, isControl, opcodes } from './frames.ts';

/**
 * Creates a function that reads what a server sends and calls back with each complete text message. It is passive: the
 * bytes were already relayed. Messages over `maxBytes` are not collected, and after a frame that is masked or uses an
 * extension nothing more is read.
 */
export function createMessageReader(onText: (message: Buffer) => void, maxBytes: number): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let collected = 0;
  let collecting = false;
  let controlling = false;
  return createFrameWalker({
    head(header) {
      if (header.mask !== undefined || header.reserved !== 0) {
        parts = [];
        return false;
      }
      controlling = isControl(header.opcode);
      if (controlling) return true;
      if (header.opcode !== opcodes.continuation) {
        collecting = header.opcode === opcodes.text;
        parts = [];
        collected = 0;
      }
      if (collecting && collected + header.length > maxBytes) {
        collecting = false;
        parts = [];
      }
      return true;
    },
    payload(bytes) {
      if (controlling || !collecting) return;
      // A copy, so that a part of a message does not keep the whole chunk that it came in.
      parts.push(Buffer.from(bytes));
      collected += bytes.length;
    },
    end(header) {
      if (controlling || !header.final) return;
      if (collecting) onText(Buffer.concat(parts));
      collecting = false;
      parts = [];
    },
    rest() {},
  });
}
