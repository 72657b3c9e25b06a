import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { ToldUsage } from '../../../src/model/usage.ts';
import { countOf, firstCount, known, nameOf, objectAt } from '../figures.ts';
import { openaiError } from '../openai-error.ts';
import { readChat } from './blocks.ts';

/**
 * The counts of a `usage` object; the prompt's total includes cache reads and writes. Gateways to other vendors keep
 * those vendors' names: `cache_creation_tokens` and `…_input_tokens`, `prompt_cache_hit_tokens`.
 */
function usageOf(usage: JsonObject): ToldUsage {
  const details = objectAt(usage, 'prompt_tokens_details');
  const lifetimes = objectAt(details, 'cache_creation_token_details');
  return known<ToldUsage>({
    prompt: countOf(usage.prompt_tokens),
    read: firstCount(
      details.cached_tokens,
      usage.cache_read_input_tokens,
      usage.prompt_cache_hit_tokens,
      usage.cached_tokens,
    ),
    written: firstCount(details.cache_write_tokens, details.cache_creation_tokens, usage.cache_creation_input_tokens),
    writtenShort: countOf(lifetimes.ephemeral_5m_input_tokens),
    writtenLong: countOf(lifetimes.ephemeral_1h_input_tokens),
    output: countOf(usage.completion_tokens),
  });
}

/**
 * The receipt of an answer: its own, or in the places of some vendors: beside a choice (Moonshot) or in `x_groq`
 * (Groq).
 */
function receiptIn(event: JsonObject, choices: readonly Json[]): JsonObject | undefined {
  const beside = choices.map((choice) => (isJsonObject(choice) ? choice.usage : undefined));
  return [event.usage, ...beside, objectAt(event, 'x_groq').usage].find((usage) => isJsonObject(usage));
}

function facts(event: JsonObject): AnswerFacts {
  const choices = Array.isArray(event.choices) ? event.choices : [];
  const finished = choices.some((choice) => isJsonObject(choice) && typeof choice.finish_reason === 'string');
  const usage = receiptIn(event, choices);
  return {
    ...(usage === undefined ? {} : { usage: { ...usageOf(usage), ...known({ tier: nameOf(event.service_tier) }) } }),
    ...(finished ? { complete: true } : {}),
    ...(event.error === undefined || event.error === null ? {} : { failed: true }),
  };
}

/** OpenAI's Chat Completions API, which many others use too. */
export const openaiChat: ProviderAdapter = {
  api: 'openai-chat',
  upstream: 'openai',
  matches: (path) => path.endsWith('/chat/completions'),
  read: readChat,
  concerns: (text) => text.includes('"usage"') || text.includes('"finish_reason"') || text.includes('"error"'),
  facts,
  errorBody: openaiError,
};
