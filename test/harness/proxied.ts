import { afterAll, beforeAll, expect } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { claudeFields, claudeRequest, claudeTarget, withoutResults } from './claude-shape.ts';
import { type FakeUpstream, plainAnswer, type SeenRequest, startFakeUpstream } from './fake-upstream.ts';
import { type Headroom, type HeadroomOptions, startHeadroom } from './headroom.ts';
import type { Fields } from './http-message.ts';
import { type Exchange, open, type RawRequest, type RawResponse, send } from './raw-client.ts';

/** A proxy in front of a fake upstream, for the tests of one file. */
export type Proxied = {
  readonly upstream: FakeUpstream;
  readonly headroom: Headroom;
  /** Sends a request and gives the answer and the one request that the upstream saw. */
  exchange(request: RawRequest): Promise<{ response: RawResponse; seen: SeenRequest }>;
  /** Posts a body as Claude Code does and gives the body that the upstream saw. */
  body(body: string, fields?: Fields): Promise<string>;
  /** Posts messages in Claude Code's shape and gives both bodies, after checking that only the text of tool results differs. */
  messages(messages: readonly Json[], changes?: JsonObject): Promise<{ sent: string; seen: string }>;
  /** Opens an exchange and leaves it to the test. */
  open(request: RawRequest): Exchange;
};

/** Starts both before a file's tests and ends them after. */
export function useProxied(options: Partial<HeadroomOptions> = {}): Proxied {
  let upstream: FakeUpstream;
  let headroom: Headroom;
  beforeAll(async () => {
    upstream = await startFakeUpstream();
    headroom = await startHeadroom({ upstream: upstream.url, ...options });
  });
  afterAll(async () => {
    await headroom?.stop();
    await upstream?.close();
  });
  const body = async (sent: string, fields: Fields = claudeFields) => {
    upstream.respond(plainAnswer);
    return (await exchangeWith(headroom, upstream, { target: claudeTarget, fields, body: sent })).seen.text();
  };
  return {
    get upstream() {
      return upstream;
    },
    get headroom() {
      return headroom;
    },
    exchange: (request) => exchangeWith(headroom, upstream, request),
    body,
    async messages(messages, changes) {
      const sent = JSON.stringify(claudeRequest(messages, changes));
      const seen = await body(sent);
      expect(withoutResults(seen)).toEqual(withoutResults(sent));
      return { sent, seen };
    },
    open: (request) => open(headroom.url(), request),
  };
}

/** Sends a request through a proxy; the upstream must see exactly one. */
export async function exchangeWith(
  headroom: Headroom,
  upstream: FakeUpstream,
  request: RawRequest,
): Promise<{ response: RawResponse; seen: SeenRequest }> {
  const before = upstream.requests.length;
  const response = await send(headroom.url(), request);
  const seen = upstream.requests.slice(before);
  expect(seen).toHaveLength(1);
  return { response, seen: seen[0] as SeenRequest };
}

/** Fields that belong to one connection, or frame its messages. */
const perConnection = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding']);

/** The fields of a message that must arrive as they left: names, values, order and case. */
export function endToEnd(fields: Fields): Fields {
  return fields.filter(([name]) => !perConnection.has(name.toLowerCase())).map(([name, value]) => [name, value]);
}
