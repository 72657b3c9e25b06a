import { describe, expect, it } from 'vitest';
import { apis } from '../../../providers/apis/index.ts';
import { createTap } from '../../../src/proxy/tap.ts';

/** The receipt that the reader of an API finds in an answer of some events, or of one body. */
async function receiptOf(api: string, answer: readonly object[] | object) {
  const adapter = apis.find((one) => one.api === api);
  if (adapter === undefined) throw new Error(`no API ${api}`);
  const isStream = Array.isArray(answer);
  const tap = createTap(adapter, isStream ? 'text/event-stream' : 'application/json', '');
  const events: readonly object[] = isStream ? answer : [];
  const text = isStream ? events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') : JSON.stringify(answer);
  tap.push(Buffer.from(text));
  return (await tap.end()).usage;
}

const figures = {
  input_tokens: 12,
  cache_creation_input_tokens: 11_000,
  cache_read_input_tokens: 350,
  output_tokens: 100,
};
const zeros = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };
const asText = (usage: object) =>
  Object.fromEntries(Object.entries(usage).map(([name, value]) => [name, String(value)]));
const start = (usage: object | null) => ({ type: 'message_start', message: { usage } });
const delta = (usage?: object) => ({ type: 'message_delta', delta: {}, usage });
const metrics = {
  inputTokenCount: 12,
  outputTokenCount: 100,
  cacheReadInputTokenCount: 350,
  cacheWriteInputTokenCount: 11_000,
};

describe('one receipt in the spellings of gateways', () => {
  it.each<readonly [string, readonly object[] | object]>([
    ['text for numbers', [start(asText(figures)), delta({ output_tokens: '100' })]],
    ['null at the start', [start(null), delta(figures)]],
    [
      'null for what is not known',
      [start(figures), delta({ input_tokens: null, cache_read_input_tokens: null, output_tokens: 100 })],
    ],
    ['no start', [delta(figures)]],
    ['zeros after it', [start(zeros), delta(figures), delta(zeros)]],
    ['several deltas', [start(zeros), delta({ ...figures, output_tokens: 50 }), delta({ output_tokens: 100 })]],
    ['with the last event', [start(zeros), delta(), { type: 'message_stop', usage: figures }]],
    ['the metrics of Amazon', [start(zeros), { type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics }]],
    ['a body without a type', { role: 'assistant', content: [], usage: figures }],
  ])('Messages: %s', async (_spelling, answer) => {
    expect(await receiptOf('anthropic-messages', answer)).toMatchObject({
      uncached: 12,
      write: 11_000,
      writeLong: 0,
      read: 350,
      output: 100,
    });
  });

  const counts = { prompt_tokens: 11_362, completion_tokens: 100 };
  const chat = { ...counts, prompt_tokens_details: { cached_tokens: 350 } };
  const metadata = { promptTokenCount: 11_362, candidatesTokenCount: 100, cachedContentTokenCount: 350 };
  it.each<readonly [string, string, readonly object[]]>([
    [
      'openai-chat',
      'text for numbers',
      [{ choices: [], usage: { ...asText(counts), prompt_tokens_details: { cached_tokens: '350' } } }],
    ],
    [
      'openai-chat',
      'null details, then figures',
      [
        { choices: [], usage: { ...counts, prompt_tokens_details: null } },
        { choices: [], usage: chat },
      ],
    ],
    ['openai-chat', 'cached tokens beside the others', [{ choices: [], usage: { ...counts, cached_tokens: 350 } }]],
    ['openai-chat', 'beside a choice', [{ choices: [{ finish_reason: 'stop', usage: chat }] }]],
    ['openai-chat', 'in a vendor’s own member', [{ choices: [], x_groq: { usage: chat } }]],
    [
      'openai-responses',
      'text for numbers',
      [
        {
          type: 'response.completed',
          response: {
            usage: { input_tokens: '11362', output_tokens: '100', input_tokens_details: { cached_tokens: '350' } },
          },
        },
      ],
    ],
    ['gemini', 'text for numbers', [{ usageMetadata: asText(metadata) }]],
    ['gemini', 'told twice', [{ usageMetadata: { promptTokenCount: 11_362 } }, { usageMetadata: metadata }]],
    [
      'gemini',
      'what tools read apart',
      [{ usageMetadata: { ...metadata, promptTokenCount: 11_300, toolUsePromptTokenCount: 62 } }],
    ],
  ])('%s: %s', async (api, _spelling, answer) => {
    expect(await receiptOf(api, answer)).toMatchObject({ uncached: 11_012, write: 0, read: 350, output: 100 });
  });

  it.each(['12x', '-1', '1e3', '', ' 5', 'NaN'])('text that is no count is none: %j', async (text) => {
    expect(
      await receiptOf('openai-chat', [{ choices: [], usage: { prompt_tokens: text, completion_tokens: 7 } }]),
    ).toMatchObject({ uncached: 0, output: 7 });
  });
});
