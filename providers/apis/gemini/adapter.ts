import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../../../src/model/provider.ts';
import type { ToldUsage } from '../../../src/model/usage.ts';
import { countOf, known } from '../figures.ts';
import { readContents } from './blocks.ts';

const route = /\/models\/[^/]+:(?:generateContent|streamGenerateContent)$/;

/** The counts of a `usageMetadata` object; thinking is billed as output, the prompt's total includes cached content. */
function usageOf(usage: JsonObject): ToldUsage {
  const answer = countOf(usage.candidatesTokenCount);
  const thoughts = countOf(usage.thoughtsTokenCount);
  const prompt = countOf(usage.promptTokenCount);
  return known<ToldUsage>({
    // Tokens that the service's tools read for the model are counted beside the prompt.
    prompt: prompt === undefined ? undefined : prompt + (countOf(usage.toolUsePromptTokenCount) ?? 0),
    read: countOf(usage.cachedContentTokenCount),
    output: answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
  });
}

function facts(event: JsonObject): AnswerFacts {
  const candidates = Array.isArray(event.candidates) ? event.candidates : [];
  const finished = candidates.some(
    (candidate) => isJsonObject(candidate) && typeof candidate.finishReason === 'string',
  );
  return {
    ...(isJsonObject(event.usageMetadata) ? { usage: usageOf(event.usageMetadata) } : {}),
    ...(finished ? { complete: true } : {}),
    ...(isJsonObject(event.error) ? { failed: true } : {}),
  };
}

/** Google's Gemini API. */
export const gemini: ProviderAdapter = {
  api: 'gemini',
  upstream: 'gemini',
  matches: (path) => route.test(path),
  read: readContents,
  concerns: (text) => text.includes('"usageMetadata"') || text.includes('"finishReason"') || text.includes('"error"'),
  facts,
  errorBody: (message) => JSON.stringify({ error: { code: 502, message, status: 'UNAVAILABLE' } }),
};
