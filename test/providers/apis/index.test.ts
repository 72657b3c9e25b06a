import { expect, test } from 'vitest';
import { apis, readSession, routeUpstream, upstreams } from '../../../providers/apis/index.ts';

const head = (path: string, headers: Record<string, string> = {}, query = '', method = 'POST') => ({
  method,
  path,
  query,
  headers: new Map(Object.entries(headers)),
});

test.each([
  ['/v1/messages', 'anthropic-messages'],
  ['/anthropic/v1/messages', 'anthropic-messages'],
  ['/messages', 'anthropic-messages'],
  ['/v1/messages/count_tokens', undefined],
  ['/v1/messages/batches', undefined],
  ['/v1/threads/thread_1/messages', undefined],
  ['/v1/chat/completions', 'openai-chat'],
  ['/chat/completions', 'openai-chat'],
  ['/v1/responses', 'openai-responses'],
  ['/responses', 'openai-responses'],
  ['/backend-api/codex/responses', 'openai-responses'],
  ['/v1/responses/resp_1/cancel', undefined],
  ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini'],
  ['/models/gemini-2.5-pro:streamGenerateContent', 'gemini'],
  ['/v1beta/models/gemini-2.5-pro:countTokens', undefined],
  ['/v1/embeddings', undefined],
])('%s is read by %s', (path, api) => {
  expect(apis.filter((adapter) => adapter.matches(path)).map((adapter) => adapter.api)).toEqual(
    api === undefined ? [] : [api],
  );
});

test.each([
  [head('/v1/responses', { 'chatgpt-account-id': 'a', authorization: 'b' }), 'chatgpt'],
  [head('/v1/models', { 'chatgpt-account-id': 'a' }, 'client_version=1', 'GET'), 'chatgpt'],
  [head('/v1/responses', { authorization: 'b' }), 'openai'],
  [head('/v1/chat/completions'), 'openai'],
  [head('/v1/models', { 'anthropic-version': '2023-06-01' }, 'limit=1000', 'GET'), 'anthropic'],
  [head('/v1/files', { 'x-api-key': 'k' }), 'anthropic'],
  [head('/v1/messages'), 'anthropic'],
  [head('/anything', { 'x-goog-api-key': 'k' }), 'gemini'],
  [head('/models/m:generateContent', {}, 'alt=sse&key=k'), 'gemini'],
  [head('/v1beta/files', {}, '', 'GET'), 'gemini'],
  [head('/v1/models', { authorization: 'b' }, 'monkey=1', 'GET'), undefined],
  [head('/v1/responses', {}, '', 'GET'), undefined],
])('where a request goes, %#', (request, upstream) => {
  expect(routeUpstream(request)).toBe(upstream);
});

test('every adapter has an upstream that is declared', () => {
  const names = upstreams.map(({ name }) => name);
  expect(apis.every(({ upstream }) => names.includes(upstream))).toBe(true);
});

test('the session is read from the first header that names one', () => {
  expect(
    readSession(
      new Map([
        ['session_id', ''],
        ['x-session-id', 'b'],
      ]),
    ),
  ).toBe('b');
  expect(
    readSession(
      new Map([
        ['x-session-id', 'b'],
        ['x-claude-code-session-id', 'a'],
      ]),
    ),
  ).toBe('a');
  expect(readSession(new Map([['session-id', 'c']]))).toBe('c');
  expect(readSession(new Map())).toBeUndefined();
});
