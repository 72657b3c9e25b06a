import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { resultsOf } from '../harness/claude-shape.ts';
import {
  answerWith,
  type FakeUpstream,
  type Responder,
  type SeenRequest,
  startFakeUpstream,
} from '../harness/fake-upstream.ts';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { endToEnd } from '../harness/proxied.ts';
import { type RawResponse, send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

let upstream: FakeUpstream;
let headroom: Headroom;
beforeEach(async () => {
  upstream = await startFakeUpstream(accept);
  headroom = await startHeadroom({ upstream: upstream.url });
});
afterEach(async () => {
  await headroom?.stop();
  await upstream?.close();
});

const target = '/v1/messages';
const fields = [
  ['content-type', 'application/json'],
  ['user-agent', 'own-script/1.0'],
  ['anthropic-version', '2023-06-01'],
  ['x-api-key', 'test-key'],
] as const;
const errorBody = (message: string) =>
  JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } });
const refusal = errorBody('messages.2.content.0.text.cache_control: Extra inputs are not permitted');
const json = [['content-type', 'application/json']] as const;
const refuse = answerWith('400 Bad Request', json, refusal);
const hasMarks = (text: string) => text.includes('"cache_control"');

/** Takes whatever comes, and tells what a provider would have counted. */
const accept: Responder = (request, reply) => {
  const plain = request.field('content-encoding') === 'gzip' ? gunzipSync(request.body) : request.body;
  const field = hasMarks(request.text()) ? 'cache_creation_input_tokens' : 'input_tokens';
  const usage = { input_tokens: 0, output_tokens: 2, [field]: Math.ceil(plain.length / 4) };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage };
  return answerWith('200 OK', json, JSON.stringify(message))(request, reply);
};

/** Takes no request with a breakpoint in it. */
const takesNone: Responder = (request, reply) => (hasMarks(request.text()) ? refuse : accept)(request, reply);

/** Long enough that a provider keeps it. */
const instructions = (name: string) =>
  `Instructions for ${name}. ${'Answer in one word, in lower case. '.repeat(3000)}`;

/** The bodies of a conversation that asks for no caching, one a turn; contents are strings, as a plain script writes them. */
function conversation(name: string, turns: number): string[] {
  const messages: JsonObject[] = [];
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({ role: 'user', content: `Question ${turn} of ${name}: what comes next?` });
    const body = bodyOf(name, messages);
    messages.push({ role: 'assistant', content: `Answer ${turn}.` });
    return body;
  });
}

function bodyOf(name: string, messages: readonly Json[]): string {
  return JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 100, system: instructions(name), messages });
}

/** Lets a program's clock go ahead. */
function hoursLater(hours: number): { readonly NODE_OPTIONS: string } {
  const script = `const now=Date.now;Date.now=()=>now()+${hours * 3_600_000}`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

/** Sends a body and gives the answer and all that the upstream saw of it. */
async function turn(
  body: string | Buffer,
  more: readonly (readonly [string, string])[] = [],
): Promise<{ response: RawResponse; seen: readonly SeenRequest[] }> {
  const before = upstream.requests.length;
  const common = fields.filter(([name]) => more.every(([other]) => other !== name));
  const response = await send(headroom.url(), { target, fields: [...common, ...more], body });
  return { response, seen: upstream.requests.slice(before) };
}

/** The first turn, which goes up as it is, and the second, which the upstream sees with breakpoints. */
async function begin(bodies: readonly string[]): Promise<{ response: RawResponse; seen: readonly SeenRequest[] }> {
  const first = await turn(bodies[0] as string);
  expect(first.seen.map((each) => each.text() === bodies[0])).toEqual([true]);
  const second = await turn(bodies[1] as string);
  expect(hasMarks(second.seen[0]?.text() ?? '')).toBe(true);
  return second;
}

/** Turns that must go up as they came, once each, and succeed. */
async function goUpAsTheyCame(bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const { response, seen } = await turn(body);
    expect(response.status).toBe(200);
    expect(seen.map((each) => each.text() === body)).toEqual([true]);
  }
}

describe('an upstream that refuses breakpoints', () => {
  it('gets the client’s own bytes once more, and none from then on for a day, also after a restart', async () => {
    const bodies = conversation('a', 6);
    upstream.respond(takesNone);
    const { response, seen } = await begin(bodies);
    expect(response.status).toBe(200);
    expect(response.raw.includes('cache_control')).toBe(false);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.text() === bodies[1]).toBe(true);
    expect(endToEnd(seen[1]?.fields ?? [])).toEqual(fields);
    expect(seen[1]?.field('content-length')).toBe(String(Buffer.byteLength(bodies[1] as string)));
    await goUpAsTheyCame(bodies.slice(2, 4));
    await goUpAsTheyCame(conversation('another', 3));
    await headroom.settle();
    await headroom.kill();
    await headroom.restart(hoursLater(23));
    await goUpAsTheyCame(bodies.slice(4));
    await goUpAsTheyCame(conversation('a third', 3));
    await headroom.settle();
    await headroom.kill();
    await headroom.restart(hoursLater(25));
    upstream.respond(accept);
    const later = conversation('a fourth', 2);
    await turn(later[0] as string);
    const { seen: again } = await turn(later[1] as string);
    expect(again.map((each) => hasMarks(each.text()))).toEqual([true]);
  });

  it('is understood in its own words, encoded or not', async () => {
    const allWords = [
      'Unknown field "cache_control"',
      'tools.0: Additional properties are not allowed',
      '#/messages/0/content/0: extraneous key [cache_control] is not permitted',
      '{"error":"Unrecognized request argument supplied"}',
    ];
    for (const [index, words] of allWords.entries()) {
      const [first = '', second = ''] = conversation('words', 2);
      const program = [['user-agent', `program-${index}`]] as const;
      upstream.respond(accept);
      await turn(first, program);
      const zipped = answerWith('400 Bad Request', [...json, ['content-encoding', 'gzip']], gzipSync(words));
      for (const refusing of [answerWith('400 Bad Request', json, words), zipped]) {
        upstream.respond(refusing);
        const { response, seen } = await turn(second, program);
        expect(response.status).toBe(400);
        expect(seen.map((each) => hasMarks(each.text()))).toEqual([true, false]);
      }
    }
  });

  it('gets the very bytes of a body that the client sent encoded', async () => {
    const bodies = conversation('zipped', 3);
    const encoding = [['content-encoding', 'gzip']] as const;
    upstream.respond(takesNone);
    await turn(gzipSync(bodies[0] as string), encoding);
    const zipped = gzipSync(bodies[1] as string);
    const { response, seen } = await turn(zipped, encoding);
    expect(response.status).toBe(200);
    expect(seen.map((each) => each.field('content-encoding'))).toEqual([undefined, 'gzip']);
    expect(hasMarks(seen[0]?.text() ?? '')).toBe(true);
    expect(seen[1]?.body.equals(zipped)).toBe(true);
    expect((await turn(gzipSync(bodies[2] as string), encoding)).seen).toHaveLength(1);
  });

  it('gets tool output in the form that it had before, in the turns after', async () => {
    const call = (index: number): JsonObject[] => [
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: `call_${index}`, name: 'run', input: { command: 'make' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: `call_${index}`, content: buildLog(index) }] },
    ];
    const messages: JsonObject[] = [{ role: 'user', content: 'Build it.' }];
    const bodies = [1, 2, 3].map((index) => {
      messages.push(...call(index));
      return bodyOf('tools', messages);
    });
    upstream.respond(takesNone);
    const one = await turn(bodies[0] as string);
    const two = await turn(bodies[1] as string);
    expect(two.response.status).toBe(200);
    expect(two.seen).toHaveLength(2);
    expect(two.seen[1]?.text() === bodies[1]).toBe(true);
    const three = await turn(bodies[2] as string);
    expect(three.seen).toHaveLength(1);
    const [first, second, third] = [one, two, three].map(({ seen }) => resultsOf(seen[0]?.text() ?? ''));
    expect(first?.[0]).not.toBe(buildLog(1));
    expect(second?.slice(0, 1)).toEqual(first);
    expect(third?.slice(0, 2)).toEqual(second);
    expect(hasMarks(three.seen[0]?.text() ?? '')).toBe(false);
  });
});

describe('an upstream that refuses something else', () => {
  it('T27 is asked once: its answer passes as it is, and breakpoints go on', async () => {
    const bodies = conversation('long', 3);
    const [, second = '', third = ''] = bodies;
    await turn(bodies[0] as string);
    const more = [
      ['retry-after', '17'],
      ['x-should-retry', 'false'],
    ] as const;
    for (const message of [
      'prompt is too long: 208310 tokens > 200000 maximum',
      'messages.1.content.0: Invalid `signature` in `thinking` block',
      'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens',
      '',
    ]) {
      const body = message === '' ? '' : errorBody(message);
      upstream.respond(answerWith('400 Bad Request', [...json, ...more], body));
      const { response, seen } = await turn(second);
      expect(seen.map((each) => hasMarks(each.text()))).toEqual([true]);
      expect([response.line, response.text(), response.complete]).toEqual(['HTTP/1.1 400 Bad Request', body, true]);
      expect(response.fields).toEqual(expect.arrayContaining([...json, ...more]));
    }
    upstream.respond(answerWith('403 Forbidden', json, refusal));
    expect((await turn(second)).seen).toHaveLength(1);
    upstream.respond(accept);
    for (const body of [second, third]) {
      const { response, seen } = await turn(body);
      expect([response.status, seen.length, hasMarks(seen[0]?.text() ?? '')]).toEqual([200, 1, true]);
    }
  });

  it('is not left alone when it does not take the client’s own bytes either', async () => {
    const bodies = conversation('twice', 4);
    const other = errorBody('unknown field: max_tokens');
    await turn(bodies[0] as string);
    for (const answer of ['400 Bad Request', '529 Overloaded', '429 Too Many Requests']) {
      upstream.respond((request, reply) =>
        (hasMarks(request.text()) ? refuse : answerWith(answer, json, other))(request, reply),
      );
      const { response, seen } = await turn(bodies[1] as string);
      expect(seen.map((each) => hasMarks(each.text()))).toEqual([true, false]);
      expect(seen[1]?.text() === bodies[1]).toBe(true);
      expect([response.line, response.text()]).toEqual([`HTTP/1.1 ${answer}`, other]);
    }
    upstream.respond(accept);
    for (const body of bodies.slice(1)) {
      const { response, seen } = await turn(body);
      expect([response.status, seen.length, hasMarks(seen[0]?.text() ?? '')]).toEqual([200, 1, true]);
    }
  });
});
