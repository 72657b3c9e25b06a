import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../src/model/errors.ts';
import { createDispatch } from '../../src/proxy/dispatch.ts';
import { exchange } from '../../src/proxy/exchange.ts';
import { readBody } from '../../src/proxy/read-body.ts';
import { type Handlers, type Listening, listen } from '../../src/proxy/server.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function start(request: Handle, more: Partial<Handlers> = {}): Promise<Listening> {
  const listening = await listen('127.0.0.1', 0, { request, upgrade: async () => {}, onFailure: () => {}, ...more });
  undo.push(() => listening.close(0));
  return listening;
}

/** A connection that stays open on our side, as that of a client which keeps its connections. */
function dial(port: number): { socket: Socket; until: (text: string) => Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  undo.push(() => socket.destroy());
  let seen = '';
  socket.on('data', (bytes) => {
    seen += bytes.toString('latin1');
  });
  const until = async (text: string) => {
    while (!seen.includes(text)) await once(socket, 'data');
    return seen;
  };
  return { socket, until };
}

const echo: Handle = async (request, response) => {
  const collected = await readBody(request, 1e6);
  const body = 'bytes' in collected ? collected.bytes.toString() : '';
  response.end(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)} ${body}.`);
};

describe('a server', () => {
  it('reads the body of a request that offers to go on in HTTP/2', async () => {
    const { port } = await start(echo);
    const { socket, until } = dial(port);
    const head = ['POST /a?b HTTP/1.1', 'Host: localhost', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c'];
    socket.write(`${[...head, 'HTTP2-Settings: AAE', 'Content-Length: 10'].join('\r\n')}\r\n\r\n12345`);
    socket.write('67890');
    const fields = '["Host","localhost","Connection","HTTP2-Settings","HTTP2-Settings","AAE","Content-Length","10"]';
    await expect(until('.')).resolves.toContain(`POST /a?b ${fields} 1234567890.`);
    socket.write('GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until('GET /next');
  });

  it('reads such a body in the chunked coding, however it is cut', async () => {
    const { port } = await start(echo);
    const { socket, until } = dial(port);
    socket.setNoDelay(true);
    const head =
      'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked';
    for (const piece of [`${head}\r\n\r\n4\r`, '\nabcd\r\n3', '\r\nefg\r\n0\r\n', '\r\n']) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(' abcdefg.');
  });

  it('ends a connection once its answer is through when it closes, and waits for no other request on it', async () => {
    let answer: ServerResponse | undefined;
    const { port, close } = await start(async (_request, response) => {
      answer = response;
      response.write('begun');
    });
    const { socket, until } = dial(port);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until('begun');
    const closed = close(3_600_000);
    answer?.end('done');
    await closed;
    await until('done');
  });

  it('lets go of a connection that asked for a tunnel, also of one that the client does not close', async () => {
    const { port, close } = await start(echo);
    const { socket, until } = dial(port);
    socket.write('CONNECT example.test:443 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until('403 Forbidden');
    await close(3_600_000);
  });
});

describe('a handler that throws', () => {
  const upgradeHead = 'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const plainHead = 'GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const failure = new TypeError('no dispatcher');
  const usage = new HeadroomError('usage', 'expected credentials');

  it.each([
    ['request', plainHead, failure, 502, 'headroom failed: no dispatcher', 1],
    ['upgrade', upgradeHead, failure, 502, 'headroom failed: no dispatcher', 1],
    ['request', plainHead, usage, 400, 'headroom: expected credentials', 0],
    ['upgrade', upgradeHead, usage, 400, 'headroom: expected credentials', 0],
  ])(
    'before anything came back answers with the reason: %s %j %s',
    async (_kind, head, error, status, message, told) => {
      const failures: unknown[] = [];
      const fail = () => Promise.reject(error);
      const onFailure = (each: unknown) => failures.push(each);
      const { port } = await start(fail, { upgrade: fail, onFailure });
      const { socket, until } = dial(port);
      socket.write(head);
      const answer = await until('}}');
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
      expect(JSON.parse(body)).toEqual({ type: 'error', error: { type: 'api_error', message } });
      expect(answer.toLowerCase()).toContain(`content-length: ${Buffer.byteLength(body)}\r\n`);
      expect(failures).toHaveLength(told);
    },
  );

  it('over an upgrade answers on a connection that carried another answer before', async () => {
    const { port } = await start(echo, { upgrade: () => Promise.reject(failure) });
    const { socket, until } = dial(port);
    socket.write(plainHead);
    await until(' .');
    socket.write(upgradeHead);
    expect(await until('}}')).toContain('HTTP/1.1 502 Bad Gateway');
  });

  it('over an upgrade puts nothing behind what went down already', async () => {
    const upgrade: Handlers['upgrade'] = (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      return Promise.reject(failure);
    };
    const { port } = await start(echo, { upgrade });
    const { socket } = dial(port);
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.write(upgradeHead);
    await once(socket, 'end');
    expect(seen).not.toContain('failed');
  });
});

describe('an exchange', () => {
  it('hands the bytes of header values down as they came', async () => {
    const value = Buffer.concat([Buffer.from('你 é '), Buffer.from([0xe9])]);
    const upstream = createServer((socket) => {
      const head = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-name: ');
      socket
        .on('error', () => {})
        .once('data', () => socket.write(Buffer.concat([head, value, Buffer.from('\r\n\r\n{}')])));
      undo.push(() => socket.destroy());
    });
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    undo.push(() => upstream.close());
    const address = upstream.address() as { port: number };
    const dispatch = createDispatch();
    undo.push(() => dispatch.close());
    const target = { upstream: 'any', origin: `http://127.0.0.1:${address.port}`, path: '/' };
    const { port } = await start(async (request, response) => {
      const sending = { target, body: undefined, without: new Set<string>() };
      await exchange(dispatch, request, response, sending, undefined, new AbortController().signal, () => {});
    });
    const { socket, until } = dial(port);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await until('{}')).toContain(`x-name: ${value.toString('latin1')}\r\n`);
  });
});
