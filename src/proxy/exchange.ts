import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import type { ProviderAdapter, RequestHead } from '../model/provider.ts';
import type { Dispatch, Incoming, Outgoing } from './dispatch.ts';
import { headerMap, requestHeaders, responseHeaders } from './headers.ts';
import { type Plain, tellRefused, unlessRefused } from './refusal.ts';
import { type AnswerSummary, createTap } from './tap.ts';
import type { Target } from './upstreams.ts';

/** A request in the form in which it will be sent. */
export type Sending = {
  readonly target: Target;
  readonly body: Uint8Array | Readable | undefined;
  /** Header names, lower case, that no longer describe the body. */
  readonly without: ReadonlySet<string>;
  /** What is sent instead, once, if the upstream refuses what was inserted into the body. */
  readonly plain?: Plain;
};

/** How an exchange ended. */
export type Ended = {
  readonly status: number;
  /** The answer was complete and was relayed completely. */
  readonly whole: boolean;
  /** The client went away before the end. */
  readonly aborted: boolean;
  readonly answer: AnswerSummary | undefined;
  /** What was inserted into the body was refused: `Sending.plain` was sent, and this is its outcome. */
  readonly refused?: boolean;
};

/** Aborted as soon as the client leaves before it has the whole answer. */
export function abortSignalFor(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/**
 * Sends a request and relays the answer as it arrives: every chunk at once, a cut as a cut, an end as an end. Only if
 * there is a plain body, an answer with status 400 is read first; if it is a refusal, the plain body's answer is
 * relayed.
 * @param onSent called when the request has been passed to the connection
 */
export async function exchange(
  dispatch: Dispatch,
  request: IncomingMessage,
  response: ServerResponse,
  sending: Sending,
  adapter: ProviderAdapter | undefined,
  signal: AbortSignal,
  onSent: () => void,
): Promise<Ended> {
  const { target, plain } = sending;
  const outgoing = ({ body, without }: Pick<Sending, 'body' | 'without'>): Outgoing => ({
    origin: target.origin,
    path: target.path,
    method: request.method ?? 'GET',
    headers: requestHeaders(request.rawHeaders, without),
    body,
    signal,
  });
  let incoming: Incoming;
  let refused = false;
  try {
    const answer = dispatch.send(outgoing(sending));
    onSent();
    incoming = await answer;
    if (plain !== undefined) {
      const passes = await unlessRefused(incoming, plain, signal);
      refused = passes === undefined;
      incoming = passes ?? (await dispatch.send(outgoing(plain)));
      if (refused) tellRefused(plain, incoming.status);
    }
  } catch (error) {
    return { ...failBeforeAnswer(response, error, target, adapter, signal), refused };
  }
  return { ...(await relay(incoming, response, adapter, signal)), refused };
}

/** Headers at once, then the body chunk by chunk; the tap gets each chunk after the relay. */
function relay(
  incoming: Incoming,
  response: ServerResponse,
  adapter: ProviderAdapter | undefined,
  signal: AbortSignal,
): Promise<Ended> {
  const { status, body } = incoming;
  const headers = headerMap(incoming.headers);
  const success = status >= 200 && status < 300;
  const tap =
    adapter !== undefined && success
      ? createTap(adapter, headers.get('content-type') ?? '', headers.get('content-encoding') ?? '')
      : undefined;
  response.sendDate = false;
  response.writeHead(status, incoming.statusText, responseHeaders(incoming.headers));
  // Sends the head at once; as latin1, which `flushHeaders` does not: a header's bytes stay as they are.
  response.write('', 'latin1');
  return new Promise((resolve) => {
    const finish = async (whole: boolean) =>
      resolve({ status, whole, aborted: signal.aborted, answer: await tap?.end() });
    body.pipe(response);
    if (tap !== undefined) body.on('data', (chunk: Uint8Array) => tap.push(chunk));
    body.once('end', () => void finish(true));
    body.once('error', () => {
      response.destroy();
      void finish(false);
    });
  });
}

/** Nothing came back: a connection that could not be made is reported by us; one that broke is mirrored as it broke. */
function failBeforeAnswer(
  response: ServerResponse,
  error: unknown,
  target: Target,
  adapter: ProviderAdapter | undefined,
  signal: AbortSignal,
): Ended {
  const ended: Ended = { status: 0, whole: false, aborted: signal.aborted, answer: undefined };
  const code = (error as { code?: string }).code ?? (error as Error).name;
  if (signal.aborted || response.destroyed) return ended;
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    response.destroy();
    return ended;
  }
  respondError(response, `headroom could not reach ${target.origin}: ${describe(error, code)}`, adapter);
  return { ...ended, status: 502 };
}

/** The body of an error from headroom, in the shape that the API's clients understand. */
export function errorBody(message: string, adapter?: ProviderAdapter): string {
  return adapter?.errorBody(message) ?? JSON.stringify({ type: 'error', error: { type: 'api_error', message } });
}

/**
 * Answers with an error from headroom, in the shape that the API's clients understand; 502 unless it says otherwise.
 */
export function respondError(
  response: ServerResponse,
  message: string,
  adapter?: ProviderAdapter,
  status: 400 | 502 = 502,
): void {
  const body = errorBody(message, adapter);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function describe(error: unknown, code: string): string {
  const message = (error as Error).message;
  return message === '' || message === undefined ? code : message;
}

/** Milliseconds on a clock that never jumps. */
export function now(): number {
  return performance.now();
}

/** Whether a request announces a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Whether an adapter reads a request: a POST on one of its routes. */
export function adapterFor(adapters: readonly ProviderAdapter[], head: RequestHead): ProviderAdapter | undefined {
  if (head.method !== 'POST') return undefined;
  return adapters.find((adapter) => adapter.matches(head.path));
}
