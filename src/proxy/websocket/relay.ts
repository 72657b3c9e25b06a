import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isJsonObject } from '../../model/json.ts';
import { TunnelRefused } from '../connections/tunnel.ts';
import { headerPairs } from '../headers.ts';
import { type AnswerHead, closingHead, createBodyMeter, errorAnswer, readAnswerHead } from './answer.ts';
import { maskedTextFrame, readMaskedMessage } from './frames.ts';
import { createMessageReader } from './inbound.ts';
import { createSplitter, type Piece } from './outbound.ts';
import { abandon, closed, finish, hold, send } from './sockets.ts';

/** Largest message of a client that is read: the ceiling that providers set for one frame. */
const maxClientMessage = 16 * 1024 * 1024;

/** Largest message of a server that is read for its facts. */
const maxServerMessage = 4 * 1024 * 1024;

/** Request headers that describe the connection between client and proxy, or an extension that would hide the messages. */
const dropped = new Set(['sec-websocket-extensions', 'proxy-connection', 'proxy-authorization']);

/** Clients fall back to HTTP at once on this answer, and on no other. */
export const refused = 'HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** Everything that relaying one upgrade request needs. Whether the request may pass at all was checked before. */
export type UpgradeContext = {
  /** The client's connection, with the bytes that came after its request's head. */
  readonly socket: Duplex;
  readonly head: Buffer;
  /** The client's headers, as Node's flat list of names and values. */
  readonly rawHeaders: readonly string[];
  /** The target: `http(s)://host[:port]`, and the path with its query, byte for byte. */
  readonly target: { readonly origin: string; readonly path: string };
  readonly connect: (origin: URL) => Promise<Duplex>;
  /**
   * Another form of a `response.create` message, or `undefined` to send it as it is. An error counts as `undefined`.
   */
  readonly edit: (message: Buffer) => Promise<Buffer | undefined>;
  /** Receives each text message of the server that is not too large; its errors are ignored. */
  readonly onText?: (message: Buffer) => void;
  /** The body of an error from headroom, as the API's clients understand it. */
  readonly errorBody: (message: string) => string;
  /** Ends both connections at once. */
  readonly signal?: AbortSignal;
};

/**
 * Relays an upgrade request and then the WebSocket's frames, until both connections are closed. Never throws.
 * @returns the status that the client got: 101, the upstream's refusal, 502 or 426 when there was no upstream, 0 when the client left before
 */
export async function relayUpgrade(context: UpgradeContext): Promise<{ readonly status: number }> {
  const client = context.socket;
  const waiting = hold(client, context.head);
  let upstream: Duplex | undefined;
  const abort = () => {
    client.destroy();
    upstream?.destroy();
  };
  context.signal?.addEventListener('abort', abort);
  if (context.signal?.aborted === true) abort();
  try {
    const connecting = context.connect(new URL(context.target.origin));
    upstream = await Promise.race([connecting, waiting.left]);
    if (upstream === undefined)
      connecting.then(
        (late) => late.destroy(),
        () => {},
      );
    const answer = upstream && (await Promise.race([requestUpgrade(context, upstream), waiting.left]));
    const early = waiting.release();
    if (upstream === undefined || answer === undefined) {
      finish(client);
      return { status: 0 };
    }
    if (early.length > 0) client.unshift(early);
    await (answer.status === 101 ? relayFrames(context, upstream, answer) : relayRefusal(client, upstream, answer));
    return { status: answer.status };
  } catch (error) {
    waiting.release();
    if (client.destroyed) return { status: 0 };
    const body = context.errorBody(
      `upstream WebSocket failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    // An HTTP proxy that opens no tunnel to a plain origin still takes requests for it.
    const fallsBack = error instanceof TunnelRefused && context.target.origin.startsWith('http:');
    client.write(fallsBack ? refused : errorAnswer(502, body));
    finish(client);
    return { status: fallsBack ? 426 : 502 };
  } finally {
    context.signal?.removeEventListener('abort', abort);
    upstream?.destroy();
  }
}

/** Sends the client's request and waits for the answer; informational ones before it are relayed unchanged. */
async function requestUpgrade(context: UpgradeContext, upstream: Duplex): Promise<AnswerHead> {
  upstream.on('error', () => {});
  upstream.write(upgradeHead(context), 'latin1');
  let answer = await readAnswerHead(upstream);
  while (answer.status < 200 && answer.status !== 101) {
    context.socket.write(answer.head);
    upstream.unshift(answer.rest);
    answer = await readAnswerHead(upstream);
  }
  return answer;
}

/** The client's own header lines in their order and spelling, without those of its connection with us. */
function upgradeHead(context: UpgradeContext): string {
  const lines = [`GET ${context.target.path} HTTP/1.1`];
  for (const [name, value] of headerPairs(context.rawHeaders)) {
    const key = name.toLowerCase();
    if (key === 'host') lines.push(`${name}: ${new URL(context.target.origin).host}`);
    else if (!dropped.has(key) && !key.startsWith('x-headroom-')) lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Passes on an answer other than 101, and closes the client's connection after it. */
async function relayRefusal(client: Duplex, upstream: Duplex, answer: AnswerHead): Promise<void> {
  const ended = createBodyMeter(answer);
  client.resume();
  client.write(closingHead(answer.head));
  if (answer.rest.length > 0) client.write(answer.rest);
  if (!ended(answer.rest)) {
    const meter = (chunk: Buffer) => {
      if (ended(chunk)) upstream.destroy();
    };
    relayDown(upstream, client, meter);
    client.once('close', () => upstream.destroy());
    upstream.resume();
    await closed(upstream);
  }
  finish(client);
  await closed(client);
}

async function relayFrames(context: UpgradeContext, upstream: Duplex, answer: AnswerHead): Promise<void> {
  const client = context.socket;
  for (const socket of [client, upstream]) if (socket instanceof Socket) socket.setNoDelay(true);
  const onText = (message: Buffer) => {
    try {
      context.onText?.(message);
    } catch {
      // The receipt is lost, not the message.
    }
  };
  client.write(answer.head);
  if (answer.rest.length > 0) upstream.unshift(answer.rest);
  relayDown(upstream, client, createMessageReader(onText, maxServerMessage));
  upstream.once('close', () => finish(client)).once('end', () => finish(client));
  client.once('close', () => abandon(upstream));
  upstream.resume();
  await Promise.all([relayUp(context, client, upstream), closed(client), closed(upstream)]);
}

/** Relays the server's data at the client's pace, and passes it to `watch` afterwards. */
function relayDown(upstream: Duplex, client: Duplex, watch: (chunk: Buffer) => void): void {
  upstream.on('data', (chunk: Buffer) => {
    if (!client.writable) return;
    if (!client.write(chunk)) {
      upstream.pause();
      client.once('drain', () => upstream.resume());
    }
    watch(chunk);
  });
}

/** Relays the client's data piece by piece, at the upstream's pace; data after the upstream is gone is discarded. */
async function relayUp(context: UpgradeContext, client: Duplex, upstream: Duplex): Promise<void> {
  const split = createSplitter(maxClientMessage);
  try {
    for await (const chunk of client.iterator({ destroyOnReturn: false })) {
      for (const piece of split(chunk as Buffer)) {
        await send(upstream, piece.text ? await shape(piece, context.edit) : piece.bytes);
      }
    }
  } catch {
    // The client was cut off, which its `close` event reports too.
  }
  abandon(upstream);
}

/** The bytes to send for a complete text message: its own, unless it was edited. */
async function shape(piece: Piece, edit: UpgradeContext['edit']): Promise<Buffer> {
  const { payload, mask } = readMaskedMessage(piece.bytes);
  if (!payload.includes('response.create')) return piece.bytes;
  try {
    const message: unknown = JSON.parse(payload.toString('utf8'));
    if (!isJsonObject(message) || message.type !== 'response.create') return piece.bytes;
    const edited = await edit(payload);
    // The key is the client's own: it stays as unpredictable as it was, and the bytes stay a function of the input.
    return edited === undefined ? piece.bytes : maskedTextFrame(edited, mask);
  } catch {
    return piece.bytes;
  }
}
