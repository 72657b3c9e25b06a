import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { gemini } from '../../providers/apis/gemini/adapter.ts';
import { openaiChat } from '../../providers/apis/openai-chat/adapter.ts';
import { openaiResponses } from '../../providers/apis/openai-responses/adapter.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { ProviderAdapter } from '../../src/model/provider.ts';
import type { Usage } from '../../src/model/usage.ts';
import { createTap } from '../../src/proxy/tap.ts';

const none: Usage = { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 };

/** The receipt of a streamed answer. */
async function streamed(adapter: ProviderAdapter, ...events: readonly JsonObject[]): Promise<Usage | undefined> {
  const tap = createTap(adapter, 'text/event-stream', '');
  for (const event of events) tap.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  return (await tap.end()).usage;
}

/** The receipt of an answer in one piece. */
async function whole(adapter: ProviderAdapter, body: JsonObject): Promise<Usage | undefined> {
  const tap = createTap(adapter, 'application/json', '');
  tap.push(Buffer.from(JSON.stringify(body)));
  return (await tap.end()).usage;
}

const message = (start: JsonObject, ...deltas: readonly JsonObject[]) =>
  streamed(
    anthropicMessages,
    { type: 'message_start', message: { usage: start } },
    ...deltas.map((usage): JsonObject => ({ type: 'message_delta', usage })),
    { type: 'message_stop' },
  );

describe('a Messages stream', () => {
  const input_tokens = 12;
  const told = { input_tokens, cache_creation_input_tokens: 11_350, cache_read_input_tokens: 0 };
  const short = { ephemeral_5m_input_tokens: 11_350, ephemeral_1h_input_tokens: 0 };
  const long = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 11_350 };
  const noLifetimes = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };
  const zeros = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };
  const end = { output_tokens: 48 };
  const billed: Usage = { ...none, uncached: 12, write: 11_350, output: 48 };
  const billedLong: Usage = { ...none, uncached: 12, writeLong: 11_350, output: 48 };

  test.each<[string, JsonObject, JsonObject, Usage]>([
    ['tells it first', told, end, billed],
    ['tells it first and repeats it', { ...told, output_tokens: 1 }, { ...told, ...end }, billed],
    ['tells it last', { input_tokens: 0, output_tokens: 0 }, { ...told, ...end }, billed],
    ['tells it last, after nothing', {}, { ...told, ...end }, billed],
    ['tells it last, after zeros', zeros, { ...told, ...end }, billed],
    ['tells it last, after nulls', { input_tokens: null, cache_creation: null }, { ...told, ...end }, billed],
    ['tells it first, then zeros', told, { ...zeros, ...end }, billed],
    ['tells new tokens first and writes last', { input_tokens }, { ...told, input_tokens: 0, ...end }, billed],
    [
      'tells writes first and new tokens last',
      { ...told, input_tokens: 0 },
      { ...zeros, input_tokens, ...end },
      billed,
    ],
    ['tells short lifetimes first', { ...told, cache_creation: short }, { ...told, ...end }, billed],
    ['tells zeros for lifetimes', { ...told, cache_creation: noLifetimes }, end, billed],
    ['tells zeros for lifetimes, all last', zeros, { ...told, cache_creation: noLifetimes, ...end }, billed],
    ['tells lifetimes and no total', { input_tokens, cache_creation: short }, end, billed],
    ['tells a long lifetime first', { ...told, cache_creation: long }, { ...told, ...end }, billedLong],
    ['tells a long lifetime last', told, { ...told, cache_creation: long, ...end }, billedLong],
    ['tells a long lifetime last, after zeros', zeros, { ...told, cache_creation: long, ...end }, billedLong],
    [
      'tells a long lifetime first, then zeros',
      { ...told, cache_creation: long },
      { ...told, cache_creation: noLifetimes, ...end },
      billedLong,
    ],
    ['guesses the prompt first, undivided', { input_tokens: 12_100 }, { ...told, ...end }, billed],
  ])('that %s', async (_, start, delta, usage) => {
    expect(await message(start, delta)).toEqual(usage);
  });

  test('that gives its receipt in several deltas', async () => {
    expect(await message(zeros, { ...zeros, input_tokens }, { ...zeros, ...told, ...end })).toEqual(billed);
  });

  test('that splits its writes between lifetimes', async () => {
    const part = { ephemeral_5m_input_tokens: 350, ephemeral_1h_input_tokens: 11_000 };
    const split = { ...billed, write: 350, writeLong: 11_000 };
    expect(await message({ ...told, cache_creation: part }, { ...told, ...end })).toEqual(split);
    expect(await message(zeros, { ...told, cache_creation: part, ...end })).toEqual(split);
    const partly = { ...told, cache_creation: { ephemeral_1h_input_tokens: 11_000 } };
    expect(await message(partly, end)).toEqual(split);
  });

  test('that first guesses the prompt and then says that all of it was read', async () => {
    const delta = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 11_362, ...end };
    const read = { ...none, read: 11_362, output: 48 };
    expect(await message({ input_tokens: 11_362, cache_read_input_tokens: 0 }, delta)).toEqual(read);
    expect(await message({ input_tokens: 12_100 }, delta)).toEqual(read);
  });

  test('names speed, tier and region wherever they stand', async () => {
    const terms = { speed: 'fast', service_tier: 'priority', inference_geo: 'us' };
    const scaled = { ...billed, speed: 'fast', tier: 'priority', region: 'us' };
    expect(await message({ ...told, ...terms }, end)).toEqual(scaled);
    expect(await message(zeros, { ...told, ...terms, ...end })).toEqual(scaled);
  });

  test('gives one receipt, however it is divided between its events', async () => {
    const names = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;
    const place = fc.constantFrom('first', 'last', 'both');
    const filler = fc.constantFrom(0, null, undefined);
    const figures = fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 200_000 }), fc.nat({ max: 200_000 }));
    await fc.assert(
      fc.asyncProperty(figures, fc.tuple(place, place, place), filler, async (counts, places, gap) => {
        const part = (at: 'first' | 'last') =>
          Object.fromEntries(
            names.map((name, index) => [name, places[index] === at || places[index] === 'both' ? counts[index] : gap]),
          ) as JsonObject;
        // New tokens that were told first could be all of the prompt: whether they are is seen by their number.
        fc.pre(counts[0] * 4 < counts[1] + counts[2] || (counts[1] === 0 && counts[2] === 0));
        const [uncached, write, read] = counts;
        expect(await message(part('first'), part('last'))).toEqual({ ...none, uncached, write, read });
      }),
    );
  });
});

describe('an answer in one piece', () => {
  test('with a Messages receipt', async () => {
    const usage = { input_tokens: 12, cache_creation_input_tokens: 50, cache_read_input_tokens: 7, output_tokens: 5 };
    const billed = { uncached: 12, write: 50, writeLong: 0, read: 7, output: 5 };
    expect(await whole(anthropicMessages, { type: 'message', usage })).toEqual(billed);
    const lifetimes = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 };
    expect(await whole(anthropicMessages, { type: 'message', usage: { ...usage, cache_creation: lifetimes } })).toEqual(
      billed,
    );
  });

  test.each<[string, JsonObject]>([
    ['OpenAI', { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 } }],
    ['LiteLLM', { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60, cache_creation_tokens: 30 } }],
    [
      'LiteLLM, older',
      {
        prompt_tokens: 100,
        prompt_tokens_details: { cached_tokens: 0 },
        cache_creation_input_tokens: 30,
        cache_read_input_tokens: 60,
      },
    ],
    [
      'one that leaves the cache out of its total',
      { prompt_tokens: 10, cache_creation_input_tokens: 30, cache_read_input_tokens: 60 },
    ],
  ])('with the Chat receipt of %s', async (_, usage) => {
    const body = { choices: [{ finish_reason: 'stop' }], usage: { ...usage, completion_tokens: 5 } };
    expect(await whole(openaiChat, body)).toEqual({ uncached: 10, write: 30, writeLong: 0, read: 60, output: 5 });
  });

  test('with a Chat receipt that tells lifetimes', async () => {
    const prompt_tokens_details = {
      cache_creation_tokens: 30,
      cache_creation_token_details: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    };
    expect(await whole(openaiChat, { usage: { prompt_tokens: 100, prompt_tokens_details } })).toEqual({
      ...none,
      uncached: 70,
      write: 10,
      writeLong: 20,
    });
  });

  test('with a Responses receipt, and its tier', async () => {
    const usage = { input_tokens: 100, input_tokens_details: { cached_tokens: 60 }, output_tokens: 9 };
    const body = { object: 'response', status: 'completed', service_tier: 'flex', usage };
    expect(await whole(openaiResponses, body)).toEqual({ ...none, uncached: 40, read: 60, output: 9, tier: 'flex' });
  });
});

test('a Chat stream that tells its totals more than once counts them once', async () => {
  const first = { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 80 }, completion_tokens: 0 };
  const usage = { ...none, uncached: 20, read: 80, output: 5 };
  const chunk = (part: JsonObject): JsonObject => ({ choices: [], usage: part });
  expect(await streamed(openaiChat, chunk(first), chunk({ prompt_tokens: 100, completion_tokens: 5 }))).toEqual(usage);
  expect(await streamed(openaiChat, chunk(first), chunk({ prompt_tokens: 0, completion_tokens: 5 }))).toEqual(usage);
  expect(await streamed(openaiChat, chunk({ prompt_tokens: 0 }), chunk({ ...first, completion_tokens: 5 }))).toEqual(
    usage,
  );
});

test('a Gemini stream whose last part does not repeat what was cached', async () => {
  const part = (usageMetadata: JsonObject): JsonObject => ({ candidates: [], usageMetadata });
  const first = part({ promptTokenCount: 100, cachedContentTokenCount: 80 });
  expect(await streamed(gemini, first, part({ promptTokenCount: 100, candidatesTokenCount: 5 }))).toEqual({
    ...none,
    uncached: 20,
    read: 80,
    output: 5,
  });
});
