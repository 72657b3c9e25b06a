import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { createConnections } from '../../../src/proxy/connections/connect.ts';
import { relayUpgrade, type UpgradeContext } from '../../../src/proxy/websocket/relay.ts';

const servers: Server[] = [];
const clients: (WebSocket | Socket)[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) 'terminate' in client ? client.terminate() : client.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A WebSocket server that keeps what it sees. */
async function startUpstream(onConnection: (socket: WebSocket) => void) {
  const requests: IncomingMessage[] = [];
  const received: { data: Buffer; binary: boolean }[] = [];
  const http = createHttpServer();
  const wss = new WebSocketServer({ server: http, maxPayload: 64 * 1024 * 1024 });
  let open = 0;
  wss.on('connection', (socket, request) => {
    open++;
    requests.push(request);
    socket.on('error', () => {});
    socket.on('close', () => open--);
    socket.on('message', (data, binary) => received.push({ data: data as Buffer, binary }));
    onConnection(socket);
  });
  return { port: await listen(http), requests, received, open: () => open };
}

/** A relay in front of a port. */
async function startRelay(upstreamPort: number, parts: Partial<UpgradeContext> = {}) {
  const statuses: number[] = [];
  const http = createHttpServer();
  http.on('upgrade', async (request, socket, head) => {
    const context: UpgradeContext = {
      socket,
      head,
      rawHeaders: request.rawHeaders,
      target: { origin: `http://127.0.0.1:${upstreamPort}`, path: `/base${request.url}` },
      connect: createConnections().connect,
      edit: async () => undefined,
      errorBody: (message) => JSON.stringify({ error: message }),
      ...parts,
    };
    statuses.push((await relayUpgrade(context)).status);
  });
  return { port: await listen(http), statuses };
}

function openClient(port: number, headers: Record<string, string> = {}): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${port}/v1/responses?x=1`, ['one', 'two'], {
    headers,
    perMessageDeflate: true,
  });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

function nextMessage(client: WebSocket): Promise<Buffer> {
  return once(client, 'message').then(([data]) => data as Buffer);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const create = (input: string) => JSON.stringify({ type: 'response.create', input });

describe('relayUpgrade', () => {
  it('sends the client’s headers up as they are, less host and extensions, and offers nothing of its own', async () => {
    const upstream = await startUpstream(() => {});
    const relay = await startRelay(upstream.port);
    const client = openClient(relay.port, {
      'OpenAI-Beta': 'responses_websockets=2026-02-06',
      'X-Odd': 'a, b',
      'x-headroom-bypass': 'true',
    });
    await once(client, 'open');
    const [request] = upstream.requests;
    expect(request?.url).toBe('/base/v1/responses?x=1');
    const names = request?.rawHeaders.filter((_value, index) => index % 2 === 0);
    expect(names).toEqual([
      'OpenAI-Beta',
      'X-Odd',
      'Sec-WebSocket-Version',
      'Sec-WebSocket-Key',
      'Connection',
      'Upgrade',
      'Sec-WebSocket-Protocol',
      'Host',
    ]);
    expect(request?.headers.host).toBe(`127.0.0.1:${upstream.port}`);
    expect(request?.headers['x-odd']).toBe('a, b');
    expect(client.protocol).toBe('one');
    expect(client.extensions).toBe('');
  });

  it('edits the messages that ask for it, leaves all others alone, and keeps the order', async () => {
    const upstream = await startUpstream(() => {});
    const asked: string[] = [];
    const relay = await startRelay(upstream.port, {
      edit: async (message) => {
        asked.push(message.toString());
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (message.includes('throw')) throw new Error('broken');
        return message.includes('long') ? Buffer.from(create('short')) : undefined;
      },
    });
    const client = openClient(relay.port);
    await once(client, 'open');
    const other = '{"type":"other","text":"response.create"}';
    const sent = [
      create('long'),
      'no json response.create',
      create('as it is'),
      other,
      create('throw'),
      create('long again'),
    ];
    for (const message of sent) client.send(message);
    client.send(Buffer.from(create('long')), { binary: true });
    const bulky = create('x'.repeat(17 * 1024 * 1024));
    client.send(bulky);
    client.send('{"type":"resp', { fin: false });
    client.send('onse.create","input":"long"}', { fin: true });
    await until(() => upstream.received.length === 9);
    const texts = upstream.received.map(({ data }) => data.toString());
    expect(texts.slice(0, 6)).toEqual([create('short'), sent[1], sent[2], other, create('throw'), create('short')]);
    expect(upstream.received[6]).toEqual({ data: Buffer.from(create('long')), binary: true });
    expect(texts[7] === bulky).toBe(true);
    expect(texts[8]).toBe(create('short'));
    expect(asked).toEqual([sent[0], sent[2], sent[4], sent[5], create('long')]);
  });

  it('passes what the server sends on at once and shows its text messages', async () => {
    const seen: string[] = [];
    const upstream = await startUpstream((socket) => {
      socket.send('{"type":"response.created"}');
      socket.send(Buffer.from([1, 2, 3]));
      socket.send('half ', { fin: false });
      socket.send('done', { fin: true });
    });
    const relay = await startRelay(upstream.port, {
      onText: (message) => {
        seen.push(message.toString());
        throw new Error('a reader that fails');
      },
    });
    const client = openClient(relay.port);
    const received: RawData[] = [];
    client.on('message', (data) => received.push(data));
    await until(() => received.length === 3);
    expect(received.map((data) => data.toString())).toEqual([
      '{"type":"response.created"}',
      '\u0001\u0002\u0003',
      'half done',
    ]);
    expect(seen).toEqual(['{"type":"response.created"}', 'half done']);
  });

  it('carries close codes and reasons both ways', async () => {
    for (const [code, reason] of [
      [1009, 'message too big'],
      [1011, 'internal error'],
      [1012, 'restarting'],
      [4001, 'bye'],
    ] as const) {
      const upstream = await startUpstream((socket) => socket.close(code, reason));
      const relay = await startRelay(upstream.port);
      const [seenCode, seenReason] = await once(openClient(relay.port), 'close');
      expect([seenCode, seenReason.toString()]).toEqual([code, reason]);
      await until(() => relay.statuses.length === 1);
      expect(relay.statuses).toEqual([101]);
    }
    let closedWith: unknown[] = [];
    const upstream = await startUpstream((socket) =>
      socket.on('close', (code, reason) => (closedWith = [code, reason.toString()])),
    );
    const client = openClient((await startRelay(upstream.port)).port);
    await once(client, 'open');
    client.close(4002, 'mine');
    const [code] = await once(client, 'close');
    expect(code).toBe(4002);
    await until(() => closedWith.length > 0);
    expect(closedWith).toEqual([4002, 'mine']);
  });

  it('delivers the close frame of a server that stops reading in the middle of a large message', async () => {
    const http = createHttpServer();
    const wss = new WebSocketServer({ server: http, maxPayload: 1024 });
    wss.on('connection', (socket) => socket.on('error', () => {}));
    const relay = await startRelay(await listen(http));
    const client = openClient(relay.port);
    await once(client, 'open');
    client.send('y'.repeat(20 * 1024 * 1024));
    const [code] = await once(client, 'close');
    expect(code).toBe(1009);
  });

  it('mirrors a death as a death, in both directions', async () => {
    const upstream = await startUpstream((socket) => {
      socket.on('message', (data) => {
        socket.send('{"partial":');
        if (data.toString() === 'die') setTimeout(() => socket.terminate(), 20);
      });
    });
    const relay = await startRelay(upstream.port);
    const first = openClient(relay.port);
    await once(first, 'open');
    first.send('die');
    expect((await nextMessage(first)).toString()).toBe('{"partial":');
    const [code] = await once(first, 'close');
    expect(code).toBe(1006);
    const second = openClient(relay.port);
    await once(second, 'open');
    await until(() => upstream.open() === 1);
    second.terminate();
    await until(() => upstream.open() === 0);
    await until(() => relay.statuses.length === 2);
  });

  it('passes a refusal on with its headers and body, however long it is said to be', async () => {
    const bodies = {
      length: 'HTTP/1.1 401 Unauthorized\r\nX-Why: Because\r\nContent-Length: 7\r\n\r\n{"no":1}'.replace(': 7', ': 8'),
      chunked:
        'HTTP/1.1 429 Too Many Requests\r\nretry-after: 3\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwait\r\n0\r\n\r\n',
      until: 'HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\nuse HTTP',
      none: 'HTTP/1.1 204 No Content\r\n\r\n',
    };
    for (const [kind, answer] of Object.entries(bodies)) {
      const upstream = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => {
          const middle = answer.indexOf('\r\n\r\n') + 6;
          socket.write(answer.slice(0, middle));
          setTimeout(
            () => (kind === 'until' ? socket.end(answer.slice(middle)) : socket.write(answer.slice(middle))),
            10,
          );
        });
      });
      const relay = await startRelay(await listen(upstream));
      const text = await exchange(relay.port);
      const [head = '', body] = text.split('\r\n\r\n', 2);
      const expected = answer.replace('\r\nConnection: close', '').split('\r\n\r\n');
      expect(head).toBe(`${expected[0]}\r\nConnection: close`);
      expect(`${body}`).toBe(expected[1]);
    }
  });

  it('answers 502 in the API’s own shape when there is no upstream, or none that speaks HTTP', async () => {
    const closing = createServer((socket) => void socket.end('nonsense\r\n\r\n'));
    const silent = createServer((socket) => void socket.destroy());
    const gone = createServer();
    const ports = [await listen(closing), await listen(silent), await listen(gone)];
    gone.close();
    for (const port of ports) {
      const relay = await startRelay(port);
      const text = await exchange(relay.port);
      expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\nContent-Type: application\/json\r\n/);
      expect(JSON.parse(text.split('\r\n\r\n')[1] as string).error).toMatch(/^upstream WebSocket failed: /);
      expect(relay.statuses).toEqual([502]);
    }
  });

  it('closes the upstream when the client leaves before the answer', async () => {
    let closed = false;
    let asked = false;
    const upstream = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => (asked = true));
      socket.on('close', () => (closed = true));
    });
    const relay = await startRelay(await listen(upstream));
    const client = connectTcp(relay.port, '127.0.0.1');
    client.write(upgradeRequest);
    await until(() => asked);
    client.destroy();
    await until(() => closed);
    await until(() => relay.statuses.length === 1);
    expect(relay.statuses).toEqual([0]);
  });

  it('keeps bytes that a client sends before the answer', async () => {
    const upstream = await startUpstream((socket) => socket.on('message', (data) => socket.send(`got ${data}`)));
    const relay = await startRelay(upstream.port);
    const client = connectTcp(relay.port, '127.0.0.1');
    clients.push(client);
    let received = '';
    client.on('data', (chunk) => (received += chunk.toString('latin1')));
    client.write(Buffer.concat([Buffer.from(upgradeRequest), Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])]));
    await until(() => received.includes('got hi'));
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('stops reading from a server whose client does not read', async () => {
    let sent = 0;
    const upstream = await startUpstream((socket) => {
      const fill = () => {
        if (socket.bufferedAmount > 0 || sent >= 200) return;
        sent++;
        socket.send(Buffer.alloc(1024 * 1024), fill);
      };
      fill();
    });
    const relay = await startRelay(upstream.port);
    const client = openClient(relay.port);
    await once(client, 'open');
    client.pause();
    let last = -1;
    while (last !== sent) {
      last = sent;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(sent).toBeLessThan(60);
    let received = 0;
    client.on('message', () => received++);
    client.resume();
    await until(() => received === 200);
  });

  it('ends both connections when it is told to stop', async () => {
    const upstream = await startUpstream(() => {});
    const stop = new AbortController();
    const relay = await startRelay(upstream.port, { signal: stop.signal });
    const client = openClient(relay.port);
    await once(client, 'open');
    stop.abort();
    await once(client, 'close');
    await until(() => upstream.open() === 0);
  });
});

const upgradeRequest =
  'GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** Sends an upgrade request and gives everything that comes back until the connection is closed. */
async function exchange(port: number): Promise<string> {
  const client = connectTcp(port, '127.0.0.1');
  let text = '';
  client.on('data', (chunk) => (text += chunk.toString('latin1')));
  client.write(upgradeRequest);
  await once(client, 'close');
  return text;
}
