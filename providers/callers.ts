import type { Caller, ReadCaller, RequestHead } from '../src/model/provider.ts';

/** How agents begin their `User-Agent`. Aider's is that of the library that it asks models with, which others use too. */
const userAgents: readonly (readonly [RegExp, string])[] = [
  [/^claude-cli\//i, 'claude'],
  [/^codex[_-]/i, 'codex'],
  [/^GeminiCLI[/-]/i, 'gemini'],
  [/^opencode\//i, 'opencode'],
  [/^pi(?:-coding-agent)?\//i, 'pi'],
];

/** Headers that carry nothing but a key. */
const keyHeaders = ['x-api-key', 'x-goog-api-key', 'api-key'];

/** A login tells so in the names of the features that it asks for. */
const loginFeature = /(?:^|[,\s])oauth-/;

/**
 * Who asks, and what proves it, from the kinds of headers alone: no value of a credential is looked at. A bearer token is
 * a login's where a header beside it says so, or where the API takes keys in another header; elsewhere it is a key.
 */
export const readCaller: ReadCaller = (head) => {
  const agent = userAgents.find(([pattern]) => pattern.test(head.headers.get('user-agent') ?? ''))?.[1];
  return { ...(agent === undefined ? {} : { agent }), payer: payerOf(head) };
};

function payerOf({ headers, path, query }: RequestHead): Caller['payer'] {
  if (headers.has('chatgpt-account-id')) return 'login';
  if (keyHeaders.some((name) => headers.has(name)) || /(?:^|&)key=/.test(query)) return 'key';
  if (!headers.has('authorization')) return 'unknown';
  if (path.includes(':generateContent') || path.includes(':streamGenerateContent')) return 'login';
  return loginFeature.test(headers.get('anthropic-beta') ?? '') ? 'login' : 'key';
}
