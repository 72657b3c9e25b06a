import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { Usage } from '../../../src/model/usage.ts';
import { countOf, known, objectAt, rest } from '../figures.ts';
import { openaiError } from '../openai-error.ts';
import { readChat } from './blocks.ts';

/** The counts of a `usage` object; the prompt's total includes what was read from and written to the cache. */
function usageOf(usage: JsonObject): Partial<Usage> {
  const details = objectAt(usage, 'prompt_tokens_details');
  const read = countOf(details.cached_tokens);
  const write = countOf(details.cache_write_tokens);
  return known({
    uncached: rest(countOf(usage.prompt_tokens), read, write),
    read,
    write,
    output: countOf(usage.completion_tokens),
  });
}

function facts(event: JsonObject): AnswerFacts {
  const choices = Array.isArray(event.choices) ? event.choices : [];
  const finished = choices.some((choice) => isJsonObject(choice) && typeof choice.finish_reason === 'string');
  return {
    ...(isJsonObject(event.usage) ? { usage: usageOf(event.usage) } : {}),
    ...(finished ? { complete: true } : {}),
    ...(event.error === undefined || event.error === null ? {} : { failed: true }),
  };
}

/** OpenAI's Chat Completions API, which many others speak too. */
export const openaiChat: ProviderAdapter = {
  api: 'openai-chat',
  upstream: 'openai',
  matches: (path) => path.endsWith('/chat/completions'),
  read: readChat,
  concerns: (text) => text.includes('"usage"') || text.includes('"finish_reason"') || text.includes('"error"'),
  facts,
  errorBody: openaiError,
};
