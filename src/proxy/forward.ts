import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CacheFacts } from '../model/cache.ts';
import type { ProviderAdapter } from '../model/provider.ts';
import type { Emit } from '../pipeline/extensions.ts';
import type { Dispatch } from './dispatch.ts';
import { abortSignalFor, adapterFor, exchange, hasBody, now } from './exchange.ts';
import type { ForwardState } from './forward-state.ts';
import { headerMap } from './headers.ts';
import { asItCame, maxBodyBytes, type PrepareParts, prepare, unchanged } from './prepare.ts';
import { readBody } from './read-body.ts';
import { makeRecord } from './record.ts';
import { requestHead, resolveTarget } from './upstreams.ts';

/** The dependencies of forwarding. */
export type ForwardParts = PrepareParts & {
  readonly adapters: readonly ProviderAdapter[];
  readonly dispatch: () => Promise<Dispatch>;
  readonly emit: Emit;
  readonly state: () => ForwardState;
};

let requestNumber = 0;

/**
 * Forwards one request: read and shortened if an adapter knows it, otherwise streamed through unchanged.
 * @throws {HeadroomError} `usage` when nothing says where to send it
 */
export async function forward(parts: ForwardParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const state = parts.state();
  const headers = headerMap(request.rawHeaders);
  const head = requestHead(request.method ?? 'GET', request.url ?? '/', headers);
  const adapter = adapterFor(parts.adapters, head);
  const target = resolveTarget(state.table, head, request.url ?? '/', adapter);
  const signal = abortSignalFor(response);
  const bypass = !state.optimize || headers.get('x-headroom-bypass')?.toLowerCase() === 'true';
  if (adapter === undefined) {
    const sending = { target, body: hasBody(request) ? request : undefined, without: unchanged };
    await exchange(await dispatchOf(parts), request, response, sending, adapter, signal, () => {});
    return;
  }
  const requestId = `${process.pid}-${++requestNumber}`;
  const time = Date.now();
  const collected = await readBody(request, maxBodyBytes);
  const begun = now();
  const made =
    'stream' in collected
      ? asItCame(collected.stream, target, 'budget')
      : await prepare(parts, { adapter, state, head, target, bytes: collected.bytes, bypass, requestId, time });
  if (signal.aborted) return;
  let addedMs = 0;
  let cache: CacheFacts | undefined;
  const { marked } = made;
  const dispatch = await dispatchOf(parts);
  const sender = telling(dispatch, () => {
    parts.watcher?.begun(requestId);
    if (marked !== undefined) parts.marking?.begun(marked.id);
  });
  const ended = await exchange(sender, request, response, made.sending, adapter, signal, () => {
    addedMs = now() - begun;
    parts.emit('postSend', { requestId, addedMs });
    // After it was sent, so that hashing delays nothing.
    cache = made.watch?.();
  });
  const record = makeRecord({
    time,
    state,
    head,
    adapter,
    target,
    made,
    cache,
    ended,
    addedMs,
    readSession: parts.readSession,
    readCaller: parts.readCaller,
  });
  parts.emit('responseReceived', { requestId, record });
}

/** The dispatch; if it cannot be created, one that fails each request with the reason, which the client gets. */
function dispatchOf(parts: ForwardParts): Promise<Dispatch> {
  return parts.dispatch().catch((error: unknown) => ({ send: () => Promise.reject(error), close: async () => {} }));
}

/** A dispatch that reports when an upstream begins to answer with success. */
function telling(dispatch: Dispatch, onAnswer: () => void): Dispatch {
  return {
    ...dispatch,
    async send(outgoing) {
      const incoming = await dispatch.send(outgoing);
      if (incoming.status >= 200 && incoming.status < 300) onAnswer();
      return incoming;
    },
  };
}
