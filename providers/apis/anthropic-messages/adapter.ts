import type { JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { Usage } from '../../../src/model/usage.ts';
import { countOf, known, objectAt } from '../figures.ts';
import { readMessages } from './blocks.ts';
import { breakpointSyntax } from './breakpoints.ts';

/** The counts of a `usage` object. A write without a stated lifetime counts as a short one. */
function usageOf(usage: JsonObject): Partial<Usage> {
  const lifetimes = objectAt(usage, 'cache_creation');
  const long = countOf(lifetimes.ephemeral_1h_input_tokens);
  const short = countOf(lifetimes.ephemeral_5m_input_tokens);
  const stated = long !== undefined || short !== undefined;
  return known({
    uncached: countOf(usage.input_tokens),
    write: stated ? (short ?? 0) : countOf(usage.cache_creation_input_tokens),
    writeLong: stated ? (long ?? 0) : undefined,
    read: countOf(usage.cache_read_input_tokens),
    output: countOf(usage.output_tokens),
  });
}

/**
 * The counts of a stream's last `usage`, which repeats what the first one said: zeros there mean "not told again", and
 * a total of writes without lifetimes must not be added to the lifetimes that the first one gave.
 */
function finalUsageOf(usage: JsonObject): Partial<Usage> {
  const { cache_creation_input_tokens: _total, ...others } = usage;
  return Object.fromEntries(Object.entries(usageOf(others)).filter(([, count]) => count > 0));
}

function facts(event: JsonObject): AnswerFacts {
  switch (event.type) {
    case 'message_start':
      return { usage: usageOf(objectAt(objectAt(event, 'message'), 'usage')) };
    case 'message_delta':
      return { usage: finalUsageOf(objectAt(event, 'usage')) };
    case 'message_stop':
      return { complete: true };
    case 'message':
      return { usage: usageOf(objectAt(event, 'usage')), complete: true };
    case 'error':
      return { failed: true };
    default:
      return {};
  }
}

/** Anthropic's Messages API. Counting and batch routes are not read. */
export const anthropicMessages: ProviderAdapter = {
  api: 'anthropic-messages',
  upstream: 'anthropic',
  matches: (path) => path === '/messages' || path.endsWith('/v1/messages'),
  read: readMessages,
  concerns: (text) => text.includes('"usage"') || text.includes('"message_stop"') || text.includes('"error"'),
  facts,
  breakpoints: breakpointSyntax,
  errorBody: (message) => JSON.stringify({ type: 'error', error: { type: 'api_error', message } }),
};
