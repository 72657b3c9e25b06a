import type { JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { ToldUsage } from '../../../src/model/usage.ts';
import { countOf, known, nameOf, objectAt } from '../figures.ts';
import { readMessages } from './blocks.ts';
import { breakpointSyntax } from './breakpoints.ts';

/** The counts of a `usage` object. */
function usageOf(usage: JsonObject): ToldUsage {
  const lifetimes = objectAt(usage, 'cache_creation');
  return known<ToldUsage>({
    uncached: countOf(usage.input_tokens),
    written: countOf(usage.cache_creation_input_tokens),
    writtenShort: countOf(lifetimes.ephemeral_5m_input_tokens),
    writtenLong: countOf(lifetimes.ephemeral_1h_input_tokens),
    read: countOf(usage.cache_read_input_tokens),
    output: countOf(usage.output_tokens),
    speed: nameOf(usage.speed),
    tier: nameOf(usage.service_tier),
    region: nameOf(usage.inference_geo),
  });
}

/** The counts that Amazon's service puts beside the last event, which some gateways pass on instead of the vendor's. */
function metricsOf(event: JsonObject): ToldUsage {
  const metrics = objectAt(event, 'amazon-bedrock-invocationMetrics');
  return known<ToldUsage>({
    uncached: countOf(metrics.inputTokenCount),
    written: countOf(metrics.cacheWriteInputTokenCount),
    read: countOf(metrics.cacheReadInputTokenCount),
    output: countOf(metrics.outputTokenCount),
  });
}

/** A receipt, if there is one. */
function told(usage: ToldUsage): AnswerFacts {
  return Object.keys(usage).length === 0 ? {} : { usage };
}

function facts(event: JsonObject): AnswerFacts {
  switch (event.type) {
    case 'message_start':
      return { usage: usageOf(objectAt(objectAt(event, 'message'), 'usage')) };
    case 'message_delta':
      return { usage: usageOf(objectAt(event, 'usage')) };
    case 'message_stop':
      return { ...told({ ...metricsOf(event), ...usageOf(objectAt(event, 'usage')) }), complete: true };
    case 'message':
      return { usage: usageOf(objectAt(event, 'usage')), complete: true };
    case 'error':
      return { failed: true };
    case undefined:
      return {
        ...told(usageOf(objectAt(event, 'usage'))),
        ...(Array.isArray(event.content) ? { complete: true } : {}),
      };
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
