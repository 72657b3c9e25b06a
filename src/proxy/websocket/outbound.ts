import { createFrameWalker, type FrameHeader, isControl, opcodes } from './frames.ts';

/** A run of the client's bytes: either a whole text message with all its frames, or anything else, to be sent on as it is. */
export type Piece = { readonly bytes: Buffer; readonly text: boolean };

/**
 * Creates a function that cuts what a client sends into pieces. Text messages of up to `maxBytes` are held until they
 * are complete; binary, control and larger ones pass in parts, as they arrive. Control frames inside a fragmented
 * message go ahead of it, which RFC 6455 section 5.4 allows; a close frame does not. From a close frame, or the first
 * byte that breaks the protocol, on, everything passes as it is: that is for the other end to judge.
 */
export function createSplitter(maxBytes: number): (chunk: Buffer) => readonly Piece[] {
  let pieces: Piece[] = [];
  let held: Buffer[] = [];
  let heldBytes = 0;
  let message: 'none' | 'held' | 'passing' = 'none';
  let controlling = false;
  const pass = (bytes: Buffer) => {
    if (controlling || message !== 'held') pieces.push({ bytes, text: false });
    else {
      held.push(bytes);
      heldBytes += bytes.length;
    }
  };
  const release = (text: boolean) => {
    if (held.length > 0) pieces.push({ bytes: Buffer.concat(held), text });
    held = [];
    heldBytes = 0;
    message = text ? 'none' : 'passing';
  };
  const walk = createFrameWalker({
    head(header, bytes) {
      controlling = isControl(header.opcode);
      if (header.opcode === opcodes.close || !isRegular(header, message !== 'none')) {
        release(false);
        return false;
      }
      if (!controlling) {
        if (message === 'none') message = header.opcode === opcodes.text ? 'held' : 'passing';
        if (message === 'held' && heldBytes + bytes.length + header.length > maxBytes) release(false);
      }
      pass(bytes);
      return true;
    },
    payload: pass,
    end(header) {
      if (controlling || !header.final) return;
      if (message === 'held') release(true);
      message = 'none';
    },
    rest: pass,
  });
  return (chunk) => {
    pieces = [];
    walk(chunk);
    return pieces;
  };
}

/** Whether a frame is one that a client may send here without any extension. */
function isRegular(header: FrameHeader, insideMessage: boolean): boolean {
  if (header.mask === undefined || header.reserved !== 0) return false;
  switch (header.opcode) {
    case opcodes.continuation:
      return insideMessage;
    case opcodes.text:
    case opcodes.binary:
      return !insideMessage;
    case opcodes.close:
    case opcodes.ping:
    case opcodes.pong:
      return header.final && header.length < 126;
    default:
      return false;
  }
}
