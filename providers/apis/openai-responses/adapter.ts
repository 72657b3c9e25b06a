import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { ToldUsage } from '../../../src/model/usage.ts';
import { countOf, firstCount, known, nameOf, objectAt } from '../figures.ts';
import { openaiError } from '../openai-error.ts';
import { readResponses } from './blocks.ts';

/** The counts of a `usage` object; the input's total includes cache reads and writes. */
function usageOf(usage: JsonObject): ToldUsage {
  const details = objectAt(usage, 'input_tokens_details');
  return known<ToldUsage>({
    prompt: countOf(usage.input_tokens),
    read: firstCount(details.cached_tokens, usage.cache_read_input_tokens),
    written: firstCount(
      details.cache_write_tokens,
      details.cache_write_input_tokens,
      details.cache_creation_tokens,
      usage.cache_creation_input_tokens,
    ),
    output: countOf(usage.output_tokens),
  });
}

/** The facts of a response object: at the end of a stream, or as the whole body. */
function responseFacts(response: JsonObject): AnswerFacts {
  const { status, usage } = response;
  const tier = known({ tier: nameOf(response.service_tier) });
  return {
    ...(isJsonObject(usage) ? { usage: { ...usageOf(usage), ...tier } } : {}),
    ...(status === 'completed' || status === 'incomplete' ? { complete: true } : {}),
    ...(status === 'failed' || status === 'cancelled' ? { failed: true } : {}),
  };
}

/** The call that an output item makes. */
function callOf(item: JsonObject): AnswerFacts['call'] {
  const { type, call_id: id, name: tool } = item;
  const input = type === 'function_call' ? item.arguments : type === 'custom_tool_call' ? item.input : undefined;
  if (typeof id !== 'string' || typeof tool !== 'string' || typeof input !== 'string') return undefined;
  return { id, tool, input };
}

function facts(event: JsonObject): AnswerFacts {
  const response = objectAt(event, 'response');
  switch (event.type) {
    case 'response.completed':
    case 'response.incomplete':
      return { ...responseFacts(response), complete: true };
    case 'response.failed':
      return { ...responseFacts(response), failed: true };
    case 'response.output_item.done': {
      const call = callOf(objectAt(event, 'item'));
      return call === undefined ? {} : { call };
    }
    case 'error':
      return { failed: true };
    case undefined:
      return isJsonObject(event.error) && event.object !== 'response' ? { failed: true } : responseFacts(event);
    default:
      return {};
  }
}

const telling = ['"response.completed"', '"response.incomplete"', '"response.failed"', '"error"'];

/** OpenAI's Responses API, over HTTP and, message by message, over WebSocket. */
export const openaiResponses: ProviderAdapter = {
  api: 'openai-responses',
  upstream: 'openai',
  matches: (path) => path.endsWith('/responses'),
  read: readResponses,
  concerns: (text) =>
    telling.some((word) => text.includes(word)) ||
    (text.includes('"response.output_item.done"') && text.includes('_call"')),
  facts,
  errorBody: openaiError,
};
