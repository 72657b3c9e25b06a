import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LlmRequest } from '../model/block.ts';
import type { LeftAloneReason } from '../model/decision.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { FindOutputs, ProviderAdapter, ReadSession, RequestHead } from '../model/provider.ts';
import type { Emit } from '../pipeline/extensions.ts';
import type { Pipeline, Prepared } from '../pipeline/pipeline.ts';
import { decodeBody } from './bodies.ts';
import type { Dispatch } from './dispatch.ts';
import { abortSignalFor, adapterFor, type Ended, exchange, hasBody, now, type Sending } from './exchange.ts';
import { headerMap } from './headers.ts';
import { readBody } from './read-body.ts';
import { requestHead, resolveTarget, type Target, type UpstreamTable } from './upstreams.ts';

/** What may change between start and the first request: a launcher configures it once the agent's plan is known. */
export type ForwardState = {
  readonly table: UpstreamTable;
  readonly optimize: boolean;
  readonly findOutputs?: FindOutputs;
  readonly session: string;
  readonly project: string;
  readonly demo: boolean;
};

/** What forwarding is built from. */
export type ForwardParts = {
  readonly adapters: readonly ProviderAdapter[];
  readonly readSession: ReadSession;
  readonly pipeline: Pipeline;
  readonly dispatch: () => Promise<Dispatch>;
  readonly emit: Emit;
  readonly state: () => ForwardState;
  readonly onNotice: (line: string) => void;
};

/** Bytes of a request that are held to be read; a larger one is streamed through as it is. */
export const maxBodyBytes = 64 * 1024 * 1024;

const unchanged: ReadonlySet<string> = new Set();
/** Headers that no longer hold once an encoded body was replaced by plain JSON. */
const replacedBody: ReadonlySet<string> = new Set(['content-length', 'content-encoding']);

let requestNumber = 0;

/** Forwards one request: read and shortened where an adapter knows it, otherwise streamed through as it came. */
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
    await exchange(await parts.dispatch(), request, response, sending, adapter, signal, () => {});
    return;
  }
  const requestId = `${process.pid}-${++requestNumber}`;
  const time = Date.now();
  const collected = await readBody(request, maxBodyBytes);
  const begun = now();
  const made =
    'stream' in collected
      ? asItCame(collected.stream, target, 'budget')
      : await prepare(parts, adapter, state, head, collected.bytes, target, bypass, requestId);
  if (signal.aborted) return;
  let addedMs = 0;
  const ended = await exchange(await parts.dispatch(), request, response, made.sending, adapter, signal, () => {
    addedMs = now() - begun;
    parts.emit('postSend', { requestId, addedMs });
  });
  const record = makeRecord({
    time,
    state,
    head,
    adapter,
    target,
    made,
    ended,
    addedMs,
    readSession: parts.readSession,
  });
  parts.emit('responseReceived', { requestId, record });
}

type Made = {
  readonly sending: Sending;
  readonly model: string;
  readonly sentBytes: number;
  readonly prepared: Pick<Prepared, 'blocks' | 'leftAlone'>;
  /** History that was sent shortened before may go up in its original form now. */
  readonly breaksCache: boolean;
};

function asItCame(body: Sending['body'], target: Target, reason: LeftAloneReason, model = 'unknown'): Made {
  const sentBytes = body instanceof Uint8Array ? body.length : 0;
  const prepared = { blocks: [], leftAlone: { [reason]: 1 } };
  return { sending: { target, body, without: unchanged }, model, sentBytes, prepared, breaksCache: reason === 'error' };
}

/** Reads and shortens a body; whatever goes wrong here sends up the client's own bytes. */
async function prepare(
  parts: ForwardParts,
  adapter: ProviderAdapter,
  state: ForwardState,
  head: RequestHead,
  bytes: Buffer,
  target: Target,
  bypass: boolean,
  requestId: string,
): Promise<Made> {
  const encoding = head.headers.get('content-encoding');
  const raw = await decodeBody(bytes, encoding, maxBodyBytes).catch(() => undefined);
  if (raw === undefined) return asItCame(bytes, target, 'notJson');
  let read: LlmRequest;
  try {
    const { stream: _, ...found } = adapter.read(raw, { findOutputs: state.findOutputs, path: head.path });
    read = { api: adapter.api, raw, ...found, session: parts.readSession(head.headers) ?? state.session };
  } catch {
    return asItCame(bytes, target, 'notJson');
  }
  if (bypass) return asItCame(bytes, target, 'bypass', read.model);
  try {
    const prepared = await parts.pipeline.prepare(read, requestId);
    const changed = prepared.edits > 0;
    const sending = { target, body: changed ? prepared.body : bytes, without: changed ? replacedBody : unchanged };
    return { sending, model: read.model, sentBytes: prepared.body.length, prepared, breaksCache: false };
  } catch (error) {
    parts.onNotice(`request sent as it came: ${(error as Error).message}`);
    return asItCame(bytes, target, 'error', read.model);
  }
}

function makeRecord(of: {
  time: number;
  state: ForwardState;
  head: RequestHead;
  adapter: ProviderAdapter;
  target: Target;
  made: Made;
  ended: Ended;
  addedMs: number;
  readSession: ReadSession;
}): LedgerRecord {
  const { state, ended, made } = of;
  // A client that leaves early is billed for its prompt all the same, once the answer has said so.
  const arrived = ended.whole || (ended.aborted && ended.answer?.usage !== undefined);
  const success = ended.status >= 200 && ended.status < 300 && arrived && ended.answer?.failed !== true;
  return {
    time: of.time,
    api: of.adapter.api,
    upstream: of.target.upstream,
    model: made.model,
    session: of.readSession(of.head.headers) ?? state.session,
    project: state.project,
    failed: !success,
    usage: ended.answer?.usage,
    sentBytes: made.sentBytes,
    blocks: made.prepared.blocks,
    leftAlone: made.prepared.leftAlone,
    addedMs: of.addedMs,
    selfCausedMiss: made.breaksCache,
    demo: state.demo,
  };
}
