import { addAbortSignal, Readable } from 'node:stream';
import { decodeBody } from './bodies.ts';
import type { Incoming } from './dispatch.ts';
import { headerMap } from './headers.ts';

/** What is sent instead, once, if the upstream refuses what was inserted into the body. */
export type Plain = {
  readonly body: Uint8Array;
  /** Header names, lower case, that do not describe this body. */
  readonly without: ReadonlySet<string>;
  /** Whether the body of an answer with status 400, as text, mentions what was inserted. */
  refuses(answer: string): boolean;
  /** The head of the second answer is in; `accepted`: it is a success. */
  onRefused(accepted: boolean): void;
};

/** How much of an answer is held back to be read, and for how long: bytes on the wire, milliseconds. */
export type HoldLimits = { readonly bytes: number; readonly waitMs: number };

/** Messages of errors are far smaller, and come at once. */
export const holdLimits: HoldLimits = { bytes: 64 * 1024, waitMs: 5000 };

/** Bytes of an answer after its content encoding was undone; a larger one is not an error message. */
const maxDecodedBytes = 1024 * 1024;

/**
 * Checks whether an answer refuses what was inserted into the body. None of it was relayed when this resolves.
 * @param signal aborted when the client has gone
 * @throws the signal's reason when that happens meanwhile
 * @returns `undefined` if it does: the answer was read to its end, and its connection is free. Otherwise the answer as
 * if unread: the same bytes, ended or cut at the same place
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

/** Reports the outcome of the second attempt. Whatever fails there, the client gets the answer. */
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
    // The answer was cut: a reader finds it cut after the same byte.
  } finally {
    clearTimeout(timer);
  }
  // A read that fails before its outcome is asked for must not become an unhandled rejection.
  next.catch(() => {});
  return { chunks, next, rest, whole };
}

/** Yields what was held back, then the rest. */
async function* replay({ chunks, next, rest }: Held): AsyncGenerator<Uint8Array> {
  yield* chunks;
  for (let result = await next; result.done !== true; result = await rest.next()) yield result.value;
}
