import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../src/model/usage.ts';
import { databaseName } from '../../src/store/database.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { begin, delta, event, finish, streamFields } from '../harness/claude-events.ts';
import { claudeFields, claudeRequest, claudeTarget, prompt } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';

const proxied = useProxied();
const body = JSON.stringify(claudeRequest([prompt('Hello.')]));
const request = { target: claudeTarget, fields: claudeFields, body };

/** The ledger's newest row, once it has as many as there were requests. */
async function booked(requests: number): Promise<{ usage: Usage; failed: boolean }> {
  for (;;) {
    // The proxy makes its database after it has begun to listen.
    if (existsSync(path.join(proxied.headroom.home, databaseName))) {
      const store = openReadOnly(proxied.headroom.home);
      const rows = [...store.requests()];
      const last = store.lastRequest();
      store.close();
      if (rows.length >= requests && last !== undefined) return { usage: last.usage, failed: last.failed };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('streams', () => {
  it('T28 an error in the middle of a stream passes, and nothing is made up after it', async () => {
    const events =
      begin + delta('a') + delta('b') + event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', streamFields);
      await reply.chunk(events);
      await reply.lastChunk();
      reply.close();
    });
    const { response } = await proxied.exchange(request);
    expect(response.text()).toBe(events);
    expect(response.complete).toBe(true);
    expect((await booked(proxied.upstream.requests.length)).failed).toBe(true);
  });

  it('T29 a stream that is cut reaches the client cut, with every byte before', async () => {
    for (const cut of ['reset', 'close'] as const) {
      proxied.upstream.respond(async (_request, reply) => {
        await reply.head('200 OK', streamFields);
        await reply.chunk(begin + delta('half'));
        await reply.wait(50);
        reply[cut]();
      });
      const { response } = await proxied.exchange(request);
      expect(response.text()).toBe(begin + delta('half'));
      expect(response.complete).toBe(false);
      expect((await booked(proxied.upstream.requests.length)).failed).toBe(true);
    }
  });

  it('T30 chunk boundaries anywhere change no byte and no figure', async () => {
    const events = Buffer.from(
      `${begin.replaceAll('\n', '\r\n')}${delta('robot 🤖 é')}${delta(`x${'y'.repeat(3_000_000)}`)}${finish}`,
    );
    const sizes = [1, 2, 3, 7, 100_000];
    for (const size of sizes) {
      proxied.upstream.respond(async (_request, reply) => {
        await reply.head('200 OK', streamFields);
        const small = Math.min(events.length, size < 100 ? 900 : 0);
        for (let at = 0; at < small; at += size) await reply.chunk(events.subarray(at, Math.min(at + size, small)));
        for (let at = small; at < events.length - 300; at += 100_000)
          await reply.chunk(events.subarray(at, Math.min(at + 100_000, events.length - 300)));
        for (let at = events.length - 300; at < events.length; at += size)
          await reply.chunk(events.subarray(at, at + size));
        await reply.lastChunk();
      });
      const { response } = await proxied.exchange(request);
      expect(response.body.equals(events)).toBe(true);
      const { usage, failed } = await booked(proxied.upstream.requests.length);
      expect(usage).toEqual({ uncached: 7, write: 30, writeLong: 0, read: 500, output: 42 });
      expect(failed).toBe(false);
    }
  });

  it('T31 each ping reaches the client before the next is written', async () => {
    let next: (() => void) | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', streamFields);
      for (let ping = 0; ping < 10; ping++) {
        const arrived = new Promise<void>((resolve) => {
          next = resolve;
        });
        await reply.chunk(`: ${ping}\nevent: ping\ndata: {"type": "ping"}\n\n`);
        await arrived;
        await reply.wait(200);
      }
      await reply.chunk(finish);
      await reply.lastChunk();
    });
    const exchange = proxied.open(request);
    for (let ping = 0; ping < 10; ping++) {
      await exchange.until(`: ${ping}\n`);
      next?.();
    }
    expect((await exchange.response).text().endsWith(finish)).toBe(true);
  });

  it('T32 status and headers reach the client before there is a body', async () => {
    let go: (() => void) | undefined;
    const seen = new Promise<void>((resolve) => {
      go = resolve;
    });
    proxied.upstream.respond(async (_request, reply) => {
      await reply.head('200 OK', [['request-id', 'req_32'], ...streamFields]);
      await seen;
      await reply.chunk(finish);
      await reply.lastChunk();
    });
    const exchange = proxied.open(request);
    await exchange.until('\r\n\r\n');
    go?.();
    const response = await exchange.response;
    expect(response.field('request-id')).toBe('req_32');
    expect(response.text()).toBe(finish);
  });

  it('T33 a client that hangs up closes the upstream’s connection', async () => {
    let closed: Promise<unknown> | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      closed = once(reply.socket, 'close');
      await reply.head('200 OK', streamFields);
      await reply.chunk(begin + delta('a'));
    });
    const exchange = proxied.open(request);
    await exchange.until(delta('a'));
    exchange.abort();
    await closed;
    let asked: Promise<unknown> | undefined;
    proxied.upstream.respond(async (_request, reply) => {
      asked = once(reply.socket, 'close');
    });
    const waiting = proxied.open(request);
    while (asked === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.abort();
    await asked;
  });
});
