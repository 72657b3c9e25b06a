import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { answerWith } from '../harness/fake-upstream.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();

describe('Chat Completions', () => {
  it('T52 Chat Completions of every shape pass; only tool messages may change', async () => {
    const long = buildLog(52);
    const kept: JsonObject[] = [
      { role: 'developer', content: long },
      { role: 'system', content: [{ type: 'text', text: long }] },
      {
        role: 'user',
        name: 'bob',
        content: [
          { type: 'text', text: long },
          { type: 'image_url', image_url: { url: 'data:,' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 't52', type: 'function', function: { name: 'bash', arguments: '{"command": "make"}' } },
          { id: 't52n', type: 'function', function: { name: 'bash', arguments: null } },
          { id: 't52o', type: 'function', function: { name: 'bash', arguments: { command: 'ls' } } },
        ],
      },
      { role: 'assistant', content: null, refusal: long },
      { role: 'assistant', content: [{ type: 'text', text: long }] },
      { role: 'unknown', content: long },
    ];
    const tools: JsonObject[] = [
      { role: 'tool', tool_call_id: 't52', content: long },
      { role: 'tool', tool_call_id: 't52o', content: [{ type: 'text', text: long }] },
      { role: 'tool', tool_call_id: 't52n', content: null },
    ];
    const sent = JSON.stringify({
      model: 'gpt-4.1',
      messages: [...kept, ...tools],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [
      '{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":""}}]}}]}',
      '{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}',
      '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}',
      '[DONE]',
    ]
      .map((data) => `data: ${data}\n\n`)
      .join('');
    proxied.upstream.respond(answerWith('200 OK', [['content-type', 'text/event-stream']], chunks));
    const { response, seen } = await proxied.exchange({ target: '/v1/chat/completions', body: sent });
    expect(response.text()).toBe(chunks);
    const after = JSON.parse(seen.text());
    expect(after.messages.slice(0, kept.length)).toEqual(kept);
    expect({ ...after, messages: [] }).toEqual({ ...JSON.parse(sent), messages: [] });
    expect(after.messages[kept.length].content.length).toBeLessThan(long.length * 0.7);
    expect(after.messages.at(-1)).toEqual(tools.at(-1));
    for (const odd of [
      { messages: [] },
      { messages: [{ role: 'tool' }] },
      { messages: [{ role: 'function', name: 'f', content: 'x' }] },
      {},
    ]) {
      const body = JSON.stringify({ model: 'gpt-4.1', ...odd });
      expect((await proxied.exchange({ target: '/v1/chat/completions', body })).seen.text()).toBe(body);
    }
  });
});
