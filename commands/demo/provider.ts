import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { Usage } from '../../src/model/usage.ts';
import { answerBlocks, answerBody, answerEvents, type SimulatedTurn } from './answer.ts';
import { simulatedCache } from './cache.ts';
import { refusalOf } from './refusal.ts';

/** A request as it arrived, and its bill. */
export type ReceivedRequest = { readonly raw: Buffer; readonly body: JsonObject; readonly usage: Usage };

/** A provider on loopback. */
export type SimulatedProvider = {
  /** Base URL without a version segment. */
  readonly url: string;
  /** All requests that were answered successfully, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** The total bill of all requests. */
  totals(): Usage;
  close(): Promise<void>;
};

/** The path at which this API takes conversations. */
export const messagesPath = '/v1/messages';

const lastTurn: SimulatedTurn = { text: 'Done.' };
const noUsage: Usage = { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 };

/**
 * Starts a provider that answers a conversation turn by turn, streamed if the request asks for it, and bills it with a
 * simulated prompt cache. The answers in a request determine the next turn, so conversations may be interleaved and
 * repeated. Requests that the real service would refuse get a 400.
 */
export async function startSimulatedProvider(options: {
  readonly turns: readonly SimulatedTurn[];
  /** Counts the tokens of a text. */
  readonly count: (text: string) => number;
}): Promise<SimulatedProvider> {
  const requests: ReceivedRequest[] = [];
  const cache = simulatedCache(options.count);

  const converse = (raw: Buffer, response: ServerResponse): void => {
    const body = parsed(raw);
    const refusal = refusalOf(body);
    if (refusal !== undefined) {
      sendJson(response, 400, errorBody(refusal));
      return;
    }
    const turn = options.turns[answersIn(body)] ?? lastTurn;
    const output = options.count(JSON.stringify(answerBlocks(turn)));
    const usage = { ...cache.bill(body), output };
    requests.push({ raw, body, usage });
    const answer = answerBody(turn, `msg_${requests.length}`, String(body.model), usage);
    if (body.stream === true) sendEvents(response, answerEvents(answer));
    else sendJson(response, 200, answer);
  };

  const server = createServer((request, response) => {
    response.setHeader('request-id', `req_${requests.length + 1}`);
    readAll(request).then(
      (raw) => {
        const isConversation = request.method === 'POST' && request.url?.split('?')[0] === messagesPath;
        if (isConversation) converse(raw, response);
        else sendJson(response, 404, errorBody(`expected POST ${messagesPath}`));
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    totals: () => requests.reduce((sum, { usage }) => addUsage(sum, usage), noUsage),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    uncached: a.uncached + b.uncached,
    write: a.write + b.write,
    writeLong: a.writeLong + b.writeLong,
    read: a.read + b.read,
    output: a.output + b.output,
  };
}

function answersIn(body: JsonObject): number {
  const messages = Array.isArray(body.messages) ? body.messages : [];
  return messages.filter((message) => isJsonObject(message) && message.role === 'assistant').length;
}

/** The body as an object; an empty one, which is refused, for anything else. */
function parsed(raw: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendEvents(response: ServerResponse, events: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const event of events) response.write(event);
  response.end();
}

function errorBody(message: string): JsonObject {
  return { type: 'error', error: { type: 'invalid_request_error', message } };
}
