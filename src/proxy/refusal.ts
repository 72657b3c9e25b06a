import { addAbortSignal, Readable } from 'node:stream';
import { decodeBody } from './bodies.ts';
import type { Incoming } from './dispatch.ts';
import { headerMap } from './headers.ts';

/** What goes up instead, once, where the upstream refuses what was put into the body. */
export type Plain = {
  readonly body: Uint8Array;
  /** Header names, lower case, that do not describe this body. */
  readonly without: ReadonlySet<string>;
  /** Whether the body of an answer with status 400, as text, speaks of what was put in. */
  refuses(answer: string): boolean;
  /** The head of the second answer is in; `accepted`: it tells of success. */
  onRefused(accepted: boolean): void;
};

/** How much of an answer is held back to be read, and for how long: bytes on the wire, milliseconds. */
export type HoldLimits = { readonly bytes: number; readonly waitMs: number };

/** Messages of errors are far smaller, and come at once. */
export const holdLimits: HoldLimits = { bytes: 64 * 1024, waitMs: 5000 };

/** Bytes of an answer after its content encoding was undone; one that unfolds to more is no message. */
const maxDecodedBytes = 1024 * 1024;

/**
 * Looks whether an answer refuses what was put into the body. Nothing of it has gone down when this resolves.
 * @param signal aborted when the client has gone
 * @throws the signal's reason when that happens meanwhile
 * @returns `undefined` where it does: the answer has been read to its end, and its connection is free. Otherwise the
 * answer as if nobody had looked: the same bytes, ended or cut where it was
 */
export async function unlessRefused(
  incoming: Incoming,
  plain: Plain,
  signal: AbortSignal,
  limits: HoldLimits = holdLimits,
): Promise<Incoming | undefined> {
  if (incoming.status !== 400) return incoming;
  const held = await hold(incoming.body, limits);
  const encoding = headerMap(incoming.headers).get('content-encoding');
  const text = held.whole && (await decodeBody(Buffer.concat(held.chunks), encoding, maxDecodedBytes));
  signal.throwIfAborted();
  if (text && refuses(plain, text.toString('utf8'))) return undefined;
  const body = Readable.from(replay(held), { objectMode: false });
  // A client that reads slowly and then leaves would leave this waiting for its next read.
  return { ...incoming, body: addAbortSignal(signal, body) };
}

/** Tells what came of the second attempt. Whatever fails there, the answer is the client's. */
export function tellRefused(plain: Plain, status: number): void {
  try {
    plain.onRefused(status >= 200 && status < 300);
  } catch {
    // What was put in is only tried again.
  }
}

function refuses(plain: Plain, text: string): boolean {
  try {
    return plain.refuses(text);
  } catch {
    return false;
  }
}

/** The start of a body, the outcome of the read after it, and the reads after that one. */
type Held = {
  readonly chunks: readonly Uint8Array[];
  readonly next: Promise<IteratorResult<Uint8Array>>;
  readonly rest: AsyncIterator<Uint8Array>;
  /** The body has ended, and `chunks` are all of it. */
  readonly whole: boolean;
};

async function hold(body: Readable, limits: HoldLimits): Promise<Held> {
  const chunks: Uint8Array[] = [];
  const rest: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limits.waitMs, undefined);
  });
  let next = rest.next();
  let whole = false;
  try {
    for (let bytes = 0; bytes <= limits.bytes; next = rest.next()) {
      const result = await Promise.race([next, late]);
      whole = result?.done === true;
      if (result === undefined || whole) break;
      chunks.push(result.value);
      bytes += result.value.length;
    }
  } catch {
    // The answer was cut: whoever reads it on finds it cut after the same byte.
  } finally {
    clearTimeout(timer);
  }
  // A read that fails before its outcome is asked for is nobody's fault.
  next.catch(() => {});
  return { chunks, next, rest, whole };
}

/** Gives what was held, then what comes after it. */
async function* replay({ chunks, next, rest }: Held): AsyncGenerator<Uint8Array> {
  yield* chunks;
  for (let result = await next; result.done !== true; result = await rest.next()) yield result.value;
}
