import { describe, expect, test } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { gemini } from '../../providers/apis/gemini/adapter.ts';
import { openaiChat } from '../../providers/apis/openai-chat/adapter.ts';
import { openaiResponses } from '../../providers/apis/openai-responses/adapter.ts';
import { modelFacts } from '../../providers/models.ts';
import { priceRecord } from '../../src/ledger/price.ts';
import { promptTokens } from '../../src/ledger/receipt.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { LedgerRecord } from '../../src/model/ledger.ts';
import type { ProviderAdapter } from '../../src/model/provider.ts';
import { createTap } from '../../src/proxy/tap.ts';

/** What a request with breakpoints of ours and one new, shortened result costs and saves, by its answer. */
async function booked(adapter: ProviderAdapter, model: string, answer: JsonObject | readonly JsonObject[]) {
  const isStream = Array.isArray(answer);
  const tap = createTap(adapter, isStream ? 'text/event-stream' : 'application/json', '');
  if (isStream) for (const event of answer) tap.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  else tap.push(Buffer.from(JSON.stringify(answer)));
  const { usage } = await tap.end();
  const block = { key: 'k', tool: 'Bash', kind: 'log', removed: 1000, retrieved: false, depth: 0.99 } as const;
  const record: LedgerRecord = {
    ...{ time: 0, api: adapter.api, upstream: 'u', model, session: 's', project: 'p', failed: false, usage },
    ...{ sentBytes: 1, blocks: [block], leftAlone: {}, addedMs: 1, selfCausedMiss: false, demo: false },
    breakpoints: { id: 1, marks: 1 },
  };
  const row = priceRecord(record, modelFacts(model, adapter.api, usage), () => true);
  return {
    prompt: promptTokens(row.usage),
    tokens: row.tokensRemoved,
    dollars: row.dollars,
    breakpoints: row.breakpoints?.dollars,
  };
}

const stream = (start: JsonObject, delta: JsonObject): readonly JsonObject[] => [
  { type: 'message_start', message: { usage: start } },
  { type: 'message_delta', usage: delta },
  { type: 'message_stop' },
];

/** 12 new tokens, `write` and `writeLong` written, 7,000 read, 48 answered, as gateways and APIs spell it. */
function spellings(write: number, writeLong: number, terms: JsonObject) {
  const written = write + writeLong;
  const lifetimes = { ephemeral_5m_input_tokens: write, ephemeral_1h_input_tokens: writeLong };
  const fresh = { input_tokens: 12 };
  const kept = { cache_creation_input_tokens: written, cache_read_input_tokens: 7000, cache_creation: lifetimes };
  const zeros = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };
  const all: JsonObject = { ...fresh, ...kept, ...terms };
  const end = { output_tokens: 48 };
  const noLifetimes = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };
  const chat = {
    prompt_tokens: 7012 + written,
    completion_tokens: 48,
    prompt_tokens_details: {
      cached_tokens: 7000,
      cache_creation_tokens: written,
      cache_creation_token_details: lifetimes,
    },
  };
  const messages: readonly (readonly [string, JsonObject | readonly JsonObject[]])[] = [
    ['in one piece', { type: 'message', usage: { ...all, ...end } }],
    ['at the start', stream(all, end)],
    ['at the start and again at the end', stream(all, { ...all, ...end })],
    ['at the start, and zeros at the end', stream(all, { ...zeros, ...end })],
    ['at the end, after zeros', stream(zeros, { ...all, ...end })],
    [
      'at the end, after zeros for lifetimes too',
      stream({ ...zeros, cache_creation: noLifetimes }, { ...all, ...end }),
    ],
    ['at the end, after nothing', stream({}, { ...all, ...end })],
    ['divided between both', stream({ ...fresh, ...terms }, { ...zeros, ...kept, input_tokens: 0, ...end })],
    ['in lifetimes alone', stream({ ...all, cache_creation_input_tokens: null }, end)],
  ];
  return { messages, chat: { choices: [{ finish_reason: 'stop' }], usage: chat } };
}

/** Opus 5: 5 dollars a million tokens, 1.25 of it for a write, twice for a long one, a tenth for a read, 1.55 tokens. */
const perToken = 5e-6;

describe.each<[string, number, number, JsonObject, number]>([
  ['a short write', 11_350, 0, {}, 1],
  ['a long write', 0, 11_350, {}, 1],
  ['writes of both lifetimes', 350, 11_000, {}, 1],
  ['fast mode', 11_350, 0, { speed: 'fast' }, 2],
  ['batch tier', 11_350, 0, { service_tier: 'batch' }, 0.5],
  ['priority tier in a region', 11_350, 0, { service_tier: 'priority', inference_geo: 'us' }, 1.1],
  ['fast mode, long write and region', 0, 11_350, { speed: 'fast', inference_geo: 'us' }, 2.2],
])('one receipt with %s is the same prompt and the same dollars', (_, write, writeLong, terms, scale) => {
  const { messages, chat } = spellings(write, writeLong, terms);
  const premium = 0.25 * write + writeLong;
  const rate = (1.25 * write + 2 * writeLong) / (write + writeLong); // removed tokens would have been written
  const expected = {
    prompt: 18_362,
    tokens: 1550,
    dollars: expect.closeTo(1550 * rate * perToken * scale, 9),
    breakpoints: expect.closeTo((7000 * 0.9 - premium) * perToken * scale, 9),
  };

  test.each(messages)('told %s', async (_name, answer) => {
    expect(await booked(anthropicMessages, 'claude-opus-5', answer)).toEqual(expected);
  });

  test.runIf(scale === 1)('told by a gateway that speaks Chat Completions', async () => {
    expect(await booked(openaiChat, 'anthropic/claude-opus-5', chat)).toEqual(expected);
  });
});

test.each<[string, number]>([
  ['default', 1],
  ['flex', 0.5],
  ['priority', 2],
])('OpenAI’s two APIs tell one receipt at the tier %s', async (service_tier, scale) => {
  const prompt_tokens_details = { cached_tokens: 7000, cache_write_tokens: 11_350 };
  const chat = { prompt_tokens: 18_362, completion_tokens: 48, prompt_tokens_details };
  const usage = { input_tokens: 18_362, output_tokens: 48, input_tokens_details: prompt_tokens_details };
  const response = { object: 'response', status: 'completed', service_tier, usage };
  const expected = {
    prompt: 18_362,
    tokens: 1000,
    dollars: expect.closeTo(1000 * 1.25 * 2e-6 * scale, 9),
    breakpoints: expect.closeTo((7000 * 0.95 - 0.25 * 11_350) * 2e-6 * scale, 9),
  };
  expect(await booked(openaiChat, 'gpt-6.2-sol', { choices: [], service_tier, usage: chat })).toEqual(expected);
  expect(await booked(openaiChat, 'gpt-6.2-sol', [{ choices: [], service_tier, usage: chat }])).toEqual(expected);
  expect(await booked(openaiResponses, 'gpt-6.2-sol', response)).toEqual(expected);
  expect(await booked(openaiResponses, 'gpt-6.2-sol', [{ type: 'response.completed', response }])).toEqual(expected);
});

test('Gemini tells one receipt in one piece and in parts', async () => {
  const usageMetadata = { promptTokenCount: 18_362, cachedContentTokenCount: 7000, candidatesTokenCount: 48 };
  const told = await booked(gemini, 'gemini-2.5-pro', { candidates: [], usageMetadata });
  expect(told).toMatchObject({ prompt: 18_362, dollars: expect.closeTo(1000 * 1.25e-6, 9) });
  const parts = [{ usageMetadata }, { usageMetadata: { promptTokenCount: 18_362, candidatesTokenCount: 48 } }];
  expect(await booked(gemini, 'gemini-2.5-pro', parts)).toEqual(told);
});
