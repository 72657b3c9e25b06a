import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { claudeRequest, oneResult } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();
const log = buildLog(7);
const openaiCall = { id: 'call_1', type: 'function', function: { name: 'shell', arguments: '{"command":"make"}' } };
const bodies: readonly (readonly [target: string, sent: string, body: JsonObject])[] = [
  ['/messages', '/v1/messages', claudeRequest(oneResult('toolu_1', log))],
  [
    '/chat/completions',
    '/v1/chat/completions',
    {
      model: 'gpt-5',
      messages: [
        { role: 'user', content: 'build' },
        { role: 'assistant', content: null, tool_calls: [openaiCall] },
        { role: 'tool', tool_call_id: 'call_1', content: log },
      ],
    },
  ],
  [
    '/responses',
    '/v1/responses',
    {
      model: 'gpt-5',
      input: [
        { type: 'function_call', call_id: 'call_2', name: 'shell', arguments: '{"command":"make"}' },
        { type: 'function_call_output', call_id: 'call_2', output: log },
      ],
    },
  ],
  [
    '/models/gemini-2.5-pro:generateContent?x=%20',
    '/v1beta/models/gemini-2.5-pro:generateContent?x=%20',
    {
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'shell', args: { command: 'make' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'shell', response: { output: log } } }] },
      ],
    },
  ],
];

describe('base URLs as SDKs append them', () => {
  it.each(bodies)('%s goes up as %s, shortened', async (target, sent, body) => {
    const text = JSON.stringify(body);
    const { response, seen } = await proxied.exchange({ method: 'POST', target, body: text });
    expect(response.status).toBe(200);
    expect(seen.line).toBe(`POST ${sent} HTTP/1.1`);
    expect(seen.body.length).toBeLessThan(text.length / 2);
  });

  it('/models goes by the credentials, and without any an error says what to set', async () => {
    const fields = [['authorization', 'Bearer k']] as const;
    const { seen } = await proxied.exchange({ method: 'GET', target: '/models', fields });
    expect(seen.line).toBe('GET /v1/models HTTP/1.1');
    const response = await fetch(`${proxied.headroom.url()}/models`);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('which API GET /models is for');
  });
});
