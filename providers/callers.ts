import type { Caller, ReadCaller, RequestHead } from '../src/model/provider.ts';

/** The beginnings of agents' `User-Agent`. Aider's is that of its library, which others use too. */
const userAgents: readonly (readonly [RegExp, string])[] = [
  [/^claude-cli\//i, 'claude'],
  [/^codex[_-]/i, 'codex'],
  [/^GeminiCLI[/-]/i, 'gemini'],
  [/^opencode\//i, 'opencode'],
  [/^pi(?:-coding-agent)?\//i, 'pi'],
];

/** Headers that carry only keys. */
const keyHeaders = ['x-api-key', 'x-goog-api-key', 'api-key'];

/** A login is recognised by the names of the features that it asks for. */
const loginFeature = /(?:^|[,\s])oauth-/;

/**
 * The agent and its kind of credential, from the kinds of headers only: credential values are not read. A bearer token
 * belongs to a login if another header says so, or if the API takes keys in another header; otherwise it is a key.
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
