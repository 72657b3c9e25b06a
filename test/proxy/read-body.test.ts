import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CollectedBody, readBody } from '../../src/proxy/read-body.ts';

const maxBytes = 300_000;
const server = createServer();
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Sends a body and reads it as the proxy does. */
async function collect(body: Buffer, headers: Record<string, string | number>): Promise<CollectedBody> {
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', agent: false, headers });
  const arrived = once(server, 'request');
  const half = body.length >> 1;
  outgoing.write(body.subarray(0, half));
  setImmediate(() => outgoing.end(body.subarray(half)));
  const [incoming, response] = await arrived;
  const collected = await readBody(incoming as IncomingMessage, maxBytes);
  const result = 'stream' in collected ? { stream: collected.stream } : { bytes: collected.bytes };
  if ('bytes' in result) response.end();
  outgoing.on('error', () => {});
  return result;
}

const bodyOf = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 31 + (index >> 8)) % 256));

describe('reading a body', () => {
  test.each([1, 2, 70_000, maxBytes])('gives all %i bytes, announced or in chunks', async (bytes) => {
    const body = bodyOf(bytes);
    const framings: Record<string, string | number>[] = [
      { 'content-length': bytes },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const headers of framings) {
      const collected = await collect(body, headers);
      expect('bytes' in collected && collected.bytes.equals(body)).toBe(true);
    }
  });

  test.each<Record<string, string | number>>([{ 'content-length': maxBytes + 1 }, { 'transfer-encoding': 'chunked' }])(
    'gives a body that is too large as a stream of all of it (%o)',
    async (headers) => {
      const body = bodyOf(maxBytes + 1);
      const collected = await collect(body, headers);
      expect('stream' in collected && (await buffer(collected.stream)).equals(body)).toBe(true);
    },
  );

  test('fails when the client goes away before the announced end', async () => {
    const arrived = once(server, 'request');
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf');
    const [incoming] = await arrived;
    const reading = readBody(incoming as IncomingMessage, maxBytes);
    socket.destroy();
    await expect(reading).rejects.toThrow();
  });
});
