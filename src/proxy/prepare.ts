import type { LlmRequest } from '../model/block.ts';
import type { Marked, Marking } from '../model/breakpoints.ts';
import type { CacheFacts } from '../model/cache.ts';
import type { CacheWatcher } from '../model/cache-watcher.ts';
import type { LeftAloneReason } from '../model/decision.ts';
import type { ProviderAdapter, ReadCaller, ReadSession, RequestHead } from '../model/provider.ts';
import type { Pipeline, Prepared } from '../pipeline/pipeline.ts';
import { decodeBody } from './bodies.ts';
import type { Sending } from './exchange.ts';
import type { ForwardState } from './forward-state.ts';
import type { Target } from './upstreams.ts';

/** A request as it will be sent, and what the ledger needs to know about it. */
export type Made = {
  readonly sending: Sending;
  readonly model: string;
  readonly sentBytes: number;
  readonly prepared: Pick<Prepared, 'blocks' | 'leftAlone' | 'edits'>;
  /** History that was sent shortened before may now be sent in its original form. */
  readonly breaksCache: boolean;
  /** The inserted breakpoints. */
  readonly marked?: Marked;
  /** Says what the provider's cache could provide; called once, after the request was sent. */
  readonly watch?: () => CacheFacts | undefined;
};

/** The dependencies of preparing. */
export type PrepareParts = {
  readonly readSession: ReadSession;
  readonly readCaller: ReadCaller;
  readonly pipeline: Pipeline;
  /** Absent if no breakpoints are to be inserted. */
  readonly marking?: Marking;
  /** Reads every prompt and changes none. */
  readonly watcher?: CacheWatcher;
  readonly onNotice: (line: string) => void;
};

/** A received request. */
export type Received = {
  readonly adapter: ProviderAdapter;
  readonly state: ForwardState;
  readonly head: RequestHead;
  readonly target: Target;
  /** Its body as received. */
  readonly bytes: Buffer;
  /** It is forwarded unchanged. */
  readonly bypass: boolean;
  readonly requestId: string;
  /** Milliseconds since the epoch at which it was received. */
  readonly time: number;
};

/** The largest request that is read, in bytes; a larger one is streamed through unchanged. */
export const maxBodyBytes = 64 * 1024 * 1024;

/** No header is left out. */
export const unchanged: ReadonlySet<string> = new Set();
/** Headers that are no longer true once an encoded body was replaced by plain JSON. */
const replacedBody: ReadonlySet<string> = new Set(['content-length', 'content-encoding']);

/** The client's own bytes, and why. */
export function asItCame(body: Sending['body'], target: Target, reason: LeftAloneReason, model = 'unknown'): Made {
  const sentBytes = body instanceof Uint8Array ? body.length : 0;
  const prepared = { blocks: [], leftAlone: { [reason]: 1 }, edits: 0 };
  return { sending: { target, body, without: unchanged }, model, sentBytes, prepared, breaksCache: reason === 'error' };
}

/** Reads and shortens a body; if anything fails here, the client's own bytes are sent. */
export async function prepare(parts: PrepareParts, received: Received): Promise<Made> {
  const { adapter, state, head, bytes, target } = received;
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
  const made = received.bypass ? asItCame(bytes, target, 'bypass', read.model) : await shorten(parts, received, read);
  const { requestId, time } = received;
  const sentBytes = made.sending.body === bytes ? raw.length : made.sentBytes;
  const leaving = { requestId, time, sentBytes, blocks: made.prepared.blocks };
  return { ...made, watch: () => parts.watcher?.observe(read, leaving) };
}

async function shorten(parts: PrepareParts, received: Received, read: LlmRequest): Promise<Made> {
  const { bytes, target } = received;
  try {
    const marked = await mark(parts, read, received);
    const prepared = await parts.pipeline.prepare(read, received.requestId, marked?.edits);
    const sending = sendingOf(parts, received, read, prepared, marked);
    return { sending, model: read.model, sentBytes: prepared.body.length, prepared, breaksCache: false, marked };
  } catch (error) {
    parts.onNotice(`request forwarded unchanged: ${(error as Error).message}`);
    return asItCame(bytes, target, 'error', read.model);
  }
}

async function mark(parts: PrepareParts, read: LlmRequest, { adapter, head, target, time }: Received) {
  const userAgent = head.headers.get('user-agent') ?? '';
  const path = target.path.split('?', 1)[0] as string;
  return parts.marking?.mark(read, adapter.breakpoints, { userAgent, upstream: target.origin + path, time });
}

/** The body to send, and the one to send in its place if the upstream refuses breakpoints. */
function sendingOf(
  parts: PrepareParts,
  { adapter, bytes, target }: Received,
  read: LlmRequest,
  prepared: Prepared,
  marked: Marked | undefined,
): Sending {
  if (prepared.body === read.raw) return { target, body: bytes, without: unchanged };
  const sending = { target, body: prepared.body, without: replacedBody };
  if (marked === undefined || marked.edits.length === 0) return sending;
  const plain = {
    body: bytes,
    without: unchanged,
    refuses: (answer: string) => adapter.breakpoints?.refuses(answer) === true,
    onRefused: (accepted: boolean) => parts.marking?.refused(marked.id, accepted, Date.now()),
  };
  return { ...sending, plain };
}
