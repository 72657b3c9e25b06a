/** Header fields in their order and spelling. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** One HTTP/1.1 message as it stood on the wire. */
export type HttpMessage = {
  /** Request line or status line. */
  readonly line: string;
  readonly fields: Fields;
  /** First value of a field, by any case. */
  field(name: string): string | undefined;
  /** The body, transfer coding undone, content coding not. */
  readonly body: Buffer;
  /** The framing came to its end; `false` when the connection ended before. */
  readonly complete: boolean;
};

/** Reads one message from a stream of bytes. */
export type MessageReader = {
  /** Takes bytes; returns those after the message's end once it is complete, `undefined` until then. */
  push(chunk: Buffer): Buffer | undefined;
  /** Whether the head has been read. */
  hasHead(): boolean;
  message(): HttpMessage;
  /** The connection has ended, which completes a body that has no other end. */
  close(): void;
};

/** Builds a reader. A request without framing has no body; a response without framing lasts to the end of the connection. */
export function createMessageReader(kind: 'request' | 'response', withoutBody = false): MessageReader {
  let pending: Buffer = Buffer.alloc(0);
  let line: string | undefined;
  let fields: [string, string][] = [];
  let take: (bytes: Buffer) => Buffer | undefined = () => undefined;
  let toClose = false;
  let complete = false;
  const body: Buffer[] = [];
  const field = (name: string) => fields.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const start = (head: string) => {
    const [first = '', ...lines] = head.split('\r\n');
    line = first;
    fields = lines.map((text) => {
      const colon = text.indexOf(':');
      return [text.slice(0, colon), text.slice(colon + 1).trim()];
    });
    const status = kind === 'response' ? Number(first.split(' ')[1]) : 0;
    const bodyless = withoutBody || status === 204 || status === 304 || (kind === 'response' && status < 200);
    if (!bodyless && /chunked/i.test(field('transfer-encoding') ?? '')) take = chunkTaker(body);
    else if (bodyless || field('content-length') !== undefined || kind === 'request') {
      take = lengthTaker(body, bodyless ? 0 : Number(field('content-length') ?? 0));
    } else {
      toClose = true;
      take = (bytes) => void body.push(bytes);
    }
  };
  return {
    push(chunk) {
      let bytes = chunk;
      if (line === undefined) {
        pending = Buffer.concat([pending, chunk]);
        const end = pending.indexOf('\r\n\r\n');
        if (end === -1) return undefined;
        bytes = pending.subarray(end + 4);
        start(pending.toString('latin1', 0, end));
      }
      const rest = take(bytes);
      complete = rest !== undefined;
      return rest;
    },
    hasHead: () => line !== undefined,
    message: () => ({ line: line ?? '', fields, field, body: Buffer.concat(body), complete }),
    close() {
      if (toClose) complete = true;
    },
  };
}

function lengthTaker(body: Buffer[], length: number): (bytes: Buffer) => Buffer | undefined {
  let left = length;
  return (bytes) => {
    const part = bytes.subarray(0, left);
    body.push(part);
    left -= part.length;
    return left === 0 ? bytes.subarray(part.length) : undefined;
  };
}

function chunkTaker(body: Buffer[]): (bytes: Buffer) => Buffer | undefined {
  let pending: Buffer = Buffer.alloc(0);
  let left = 0;
  let trailing = false;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (left > 2) {
        const part = pending.subarray(0, left - 2);
        body.push(part);
        pending = pending.subarray(part.length);
        left -= part.length;
        if (left > 2) return undefined;
      }
      if (left > 0) {
        if (pending.length < left) return undefined;
        pending = pending.subarray(left);
        left = 0;
      }
      const end = pending.indexOf('\r\n');
      if (end === -1) return undefined;
      const text = pending.toString('latin1', 0, end);
      pending = pending.subarray(end + 2);
      if (trailing && text === '') return pending;
      if (trailing) continue;
      const size = Number.parseInt(text, 16);
      if (size === 0) trailing = true;
      else left = size + 2;
    }
  };
}
