import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import {
  billing,
  breakpoint,
  chatFields,
  chatMessages,
  chatRequest,
  chatTarget,
  fieldsOf,
  longText,
} from '../harness/chat-shape.ts';
import { startFakeUpstream } from '../harness/fake-upstream.ts';
import { type HeadroomOptions, startHeadroom } from '../harness/headroom.ts';
import { exchangeWith, useProxied } from '../harness/proxied.ts';

const proxied = useProxied();

/** Posts a body and gives what went up. */
async function ask(body: string, fields = chatFields, target = chatTarget): Promise<string> {
  proxied.upstream.respond(billing());
  return (await proxied.exchange({ target, fields, body })).seen.text();
}

const asked = { cache_control: { type: 'ephemeral' } };
const list = (text: string, more: JsonObject = {}): JsonObject[] => [{ type: 'text', text, ...more }];
const tool = { name: 'look', description: 'It looks.', input_schema: { type: 'object' } };
const called = { type: 'tool_use', id: 'call_1', name: 'look', input: {} };
const result = (content: Json, more: JsonObject = {}) => ({
  type: 'tool_result',
  tool_use_id: 'call_1',
  content,
  ...more,
});
const file = { type: 'content', content: list('a page') };

/** A conversation with a tool, a result and a document; what it is made of may be changed. */
function conversation(changes: JsonObject = {}): string {
  const { system, tools, said, results, ...others } = {
    system: list(longText('all')) as Json,
    tools: [tool] as Json,
    said: [called] as Json,
    results: [result(list('seen')), { type: 'document', source: file }] as Json,
    ...changes,
  } as Record<string, Json>;
  const messages = [
    ...chatMessages('one', 2),
    { role: 'assistant', content: said },
    { role: 'user', content: results },
  ];
  return chatRequest(messages as Json[], { system: system as Json, tools: tools as Json, ...others });
}

describe('a request whose client asks for caching', () => {
  const places: Readonly<Record<string, JsonObject>> = {
    'at the top': asked,
    'in a tool': { tools: [{ ...tool, ...asked }] },
    'in the system prompt': { system: list(longText('all'), asked) },
    'in a block of the model': { said: [{ ...called, ...asked }] },
    'in a block of the user': { results: [result('seen', asked)] },
    'in a part of a result': { results: [result(list('seen', asked))] },
    'in a part of a document': {
      results: [result('seen'), { type: 'document', source: { ...file, content: list('a page', asked) } }],
    },
    'for an hour': { results: [result('seen', { cache_control: { type: 'ephemeral', ttl: '1h' } })] },
    'with null': { results: [result('seen', { cache_control: null })] },
  };

  it.each(Object.entries(places))('%s goes up as it came', async (place, changes) => {
    const fields = fieldsOf(`asks ${place}`);
    for (const count of [1, 2]) await ask(chatRequest(chatMessages('one', count), { tools: [tool] }), fields);
    const body = conversation(changes);
    expect(await ask(body, fields)).toBe(body);
    expect(await ask(conversation(), fields)).toContain(breakpoint);
  });

  it('is none that has the key only where the API does not take it, or in a text', async () => {
    const elsewhere: readonly JsonObject[] = [
      {},
      { said: [{ ...called, input: { ...asked, path: 'x' } }] },
      { tools: [{ ...tool, input_schema: { type: 'object', properties: asked, ...asked } }] },
      { results: [result(`a text with ${breakpoint} in it`)] },
    ];
    for (const [index, changes] of elsewhere.entries()) {
      const fields = fieldsOf(`elsewhere ${index}`);
      const body = conversation(changes);
      await ask(body, fields);
      const request = JSON.parse(body);
      request.messages.push({ role: 'assistant', content: 'So.' }, { role: 'user', content: 'Go on.' });
      const next = JSON.stringify(request);
      const seen = await ask(next, fields);
      expect(JSON.parse(seen).messages.at(-1).content).toEqual(list('Go on.', asked));
    }
  });
});

describe('nothing is put', () => {
  const bodies = [1, 2, 3].map((count) => chatRequest(chatMessages('off', count)));

  it('into requests that are not to be touched, or that only count tokens', async () => {
    const bypass = [...fieldsOf('bypasses'), ['x-headroom-bypass', 'true'] as const];
    for (const body of bodies) expect(await ask(body, bypass)).toBe(body);
    for (const body of bodies) expect(await ask(body, fieldsOf('counts'), '/v1/messages/count_tokens')).toBe(body);
  });

  it('into requests of APIs that keep prompts unasked', async () => {
    const turns = [1, 2, 3].map((count) => chatMessages('others', count));
    const requests: readonly (readonly [string, (messages: JsonObject[]) => Json])[] = [
      ['/v1/chat/completions', (messages) => ({ model: 'gpt-5.4', messages })],
      ['/v1/responses', (messages) => ({ model: 'gpt-5.4', instructions: longText('all'), input: messages })],
      [
        '/v1beta/models/gemini-2.5-pro:generateContent',
        (messages) => ({
          contents: messages.map(({ role, content }) => ({
            role: role === 'user' ? 'user' : 'model',
            parts: [{ text: content as string }],
          })),
        }),
      ],
    ];
    for (const [target, request] of requests) {
      for (const messages of turns) {
        const body = JSON.stringify(request(messages));
        expect(await ask(body, fieldsOf('of others'), target)).toBe(body);
      }
    }
  });

  const off: Readonly<Record<string, Partial<HeadroomOptions> & { readonly file?: string }>> = {
    '--no-cache-breakpoints': { args: ['--no-cache-breakpoints'] },
    'HEADROOM_CACHE_BREAKPOINTS=off': { env: { HEADROOM_CACHE_BREAKPOINTS: 'off' } },
    '"cacheBreakpoints": "off" in config.json': { file: '{"cacheBreakpoints":"off"}' },
    '"cacheBreakpoints": false in config.json': { file: '{"cacheBreakpoints":false}' },
    '--no-optimize': { args: ['--no-optimize'] },
  };

  it.each(Object.entries(off))('with %s', async (_name, { file: config, ...options }) => {
    const home = mkdtempSync(path.join(tmpdir(), 'headroom-test-state-'));
    if (config !== undefined) writeFileSync(path.join(home, 'config.json'), config);
    const upstream = await startFakeUpstream(billing());
    const env = { HEADROOM_HOME: home, ...options.env };
    const headroom = await startHeadroom({ upstream: upstream.url, ...options, env });
    try {
      for (const body of bodies) {
        const { seen } = await exchangeWith(headroom, upstream, { target: chatTarget, fields: chatFields, body });
        expect(seen.text()).toBe(body);
        expect(seen.field('content-length')).toBe(String(Buffer.byteLength(body)));
      }
    } finally {
      await headroom.stop();
      await upstream.close();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('only there: the same requests get breakpoints where nothing is said', async () => {
    const seen: string[] = [];
    for (const body of bodies) seen.push(await ask(body, fieldsOf('says nothing')));
    expect(seen.map((body) => body.split(breakpoint).length - 1)).toEqual([0, 1, 2]);
  });
});
