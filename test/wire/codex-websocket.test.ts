import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { buildLog } from '../harness/texts.ts';

const http = createServer((_request, response) => void response.writeHead(404).end());
const server = new WebSocketServer({
  server: http,
  maxPayload: 64 * 1024 * 1024,
  handleProtocols: (offered) => [...offered][0] ?? false,
});
const requests: IncomingMessage[] = [];
const received: string[] = [];
let onConnection: (socket: WebSocket) => void = () => {};
let headroom: Headroom;
const clients: WebSocket[] = [];

beforeAll(async () => {
  server.on('connection', (socket, request) => {
    requests.push(request);
    socket.on('error', () => {});
    socket.on('message', (data) => received.push(data.toString()));
    onConnection(socket);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  headroom = await startHeadroom({ upstream: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.terminate();
  received.length = 0;
  requests.length = 0;
  onConnection = () => {};
});
afterAll(async () => {
  await headroom?.stop();
  server.close();
  http.close();
});

const headers = {
  'OpenAI-Beta': 'responses_websockets=2026-02-06',
  Authorization: 'Bearer test',
  'session-id': '01a1',
  'X-Odd-One': 'a, b',
};

function openClient(more: Record<string, string> = {}): WebSocket {
  const client = new WebSocket(`${headroom.url().replace('http', 'ws')}/v1/responses`, ['codex.v1', 'other'], {
    headers: { ...headers, ...more },
  });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const fixed = {
  model: 'gpt-6.1-sol',
  store: false,
  include: ['reasoning.encrypted_content'],
  prompt_cache_key: '01a1',
  client_metadata: { turn: '1' },
};

describe('Codex over a WebSocket', () => {
  it('T45 the upgrade goes up with its own headers and none of ours, one socket for one socket, frames as they are', async () => {
    const events = [
      '{"type":"response.created"}',
      '{"type": "codex.unknown", "x": 1.0}',
      `{"type":"response.output_text.delta","delta":"${'é🤖'.repeat(50_000)}"}`,
    ];
    onConnection = (socket) => {
      for (const event of events) socket.send(event);
      socket.send(Buffer.from([0, 1, 255]));
    };
    const client = openClient();
    const seen: Buffer[] = [];
    client.on('message', (data) => seen.push(data as Buffer));
    await until(() => seen.length === 4);
    expect(seen.slice(0, 3).map((data) => data.toString())).toEqual(events);
    expect(seen[3]).toEqual(Buffer.from([0, 1, 255]));
    expect(client.protocol).toBe('codex.v1');
    expect(requests).toHaveLength(1);
    const names = (requests[0]?.rawHeaders ?? []).filter((_name, index) => index % 2 === 0);
    expect(names.filter((name) => !/^(sec-websocket-|connection|upgrade|host)/i.test(name))).toEqual(
      Object.keys(headers),
    );
    expect(requests[0]?.headers).toMatchObject({
      'openai-beta': headers['OpenAI-Beta'],
      'sec-websocket-protocol': 'codex.v1,other',
      'x-odd-one': 'a, b',
    });
    expect(server.clients.size).toBe(1);
  });

  it('T46 of a response.create only long tool output changes, and a message that continues is not expanded', async () => {
    const client = openClient();
    await once(client, 'open');
    const log = buildLog(46);
    const output = (id: string) => ({ type: 'function_call_output', id: `fco_${id}`, call_id: id, output: log });
    const calling = {
      type: 'function_call',
      id: 'fc_1',
      name: 'exec_command',
      arguments: '{"cmd": "make"}',
      call_id: 't46a',
    };
    const first = { type: 'response.create', ...fixed, input: [calling, output('t46a')] };
    const second = { type: 'response.create', previous_response_id: 'resp_1', ...fixed, input: [output('t46b')] };
    const other = { type: 'session.update', input: [output('t46c')] };
    for (const message of [first, second, other]) client.send(JSON.stringify(message));
    await until(() => received.length === 3);
    const sent = JSON.parse(received[0] as string);
    expect(sent.input[1].output.length).toBeLessThan(log.length * 0.7);
    sent.input[1].output = log;
    expect(JSON.stringify(sent)).toBe(JSON.stringify(first));
    const continued = JSON.parse(received[1] as string);
    expect(continued.input).toHaveLength(1);
    continued.input[0].output = log;
    expect(JSON.stringify(continued)).toBe(JSON.stringify(second));
    expect(received[2]).toBe(JSON.stringify(other));
  });

  it('T47 close codes and deaths are mirrored, and a frame over 16 MiB passes', async () => {
    for (const [code, reason] of [
      [1009, 'too big'],
      [1012, 'restart'],
      [1011, 'oops'],
    ] as const) {
      onConnection = (socket) => socket.close(code, reason);
      const [seenCode, seenReason] = await once(openClient(), 'close');
      expect([seenCode, seenReason.toString()]).toEqual([code, reason]);
    }
    onConnection = (socket) =>
      socket.send('{"type":"response.created"}', () => setTimeout(() => socket.terminate(), 20));
    const dying = openClient();
    await once(dying, 'message');
    expect((await once(dying, 'close'))[0]).toBe(1006);
    onConnection = () => {};
    const client = openClient();
    await once(client, 'open');
    const huge = JSON.stringify({ type: 'response.create', input: [], padding: 'x'.repeat(17 * 1024 * 1024) });
    client.send(huge);
    await until(() => received.length === 1);
    expect(received[0] === huge).toBe(true);
    client.terminate();
    await until(() => server.clients.size === 0);
  });

  it('T69 an upgrade from another origin is refused, and the upstream sees nothing', async () => {
    const client = openClient({ Origin: 'https://evil.test' });
    const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(403);
    expect(requests).toHaveLength(0);
  });
});
