import { describe, expect, it } from 'vitest';
import { readCaller } from '../../providers/callers.ts';

const head = (headers: Record<string, string>, path = '/v1/messages', query = '') => ({
  method: 'POST',
  path,
  query,
  headers: new Map(Object.entries(headers)),
});

describe('who sends a request', () => {
  it.each([
    ['claude-cli/2.1.197 (external, cli)', 'claude'],
    ['codex_cli_rs/0.169.0 (Linux)', 'codex'],
    ['codex_exec/0.169.0', 'codex'],
    ['GeminiCLI/0.61.0/gemini-3-pro (linux; x64)', 'gemini'],
    ['opencode/1.18.0', 'opencode'],
    ['litellm/1.81.10', undefined],
    ['my-claude-cli/1', undefined],
    ['', undefined],
  ])('%s is %s', (userAgent, agent) => {
    expect(readCaller(head({ 'user-agent': userAgent })).agent).toBe(agent);
  });

  it.each([
    ['a key', { 'x-api-key': 'k' }, '/v1/messages', '', 'key'],
    ['a key in the address', {}, '/v1beta/models/m:generateContent', 'alt=sse&key=k', 'key'],
    ['another vendor’s key', { 'x-goog-api-key': 'k' }, '/v1beta/models/m:generateContent', '', 'key'],
    ['a bearer token that is a key', { authorization: 'Bearer k' }, '/v1/responses', '', 'key'],
    ['a token of a gateway', { authorization: 'Bearer k', 'anthropic-beta': 'context-1m' }, '/v1/messages', '', 'key'],
    [
      'a subscription',
      { authorization: 'Bearer k', 'anthropic-beta': 'a-1,oauth-2025-04-20' },
      '/v1/messages',
      '',
      'login',
    ],
    ['both', { authorization: 'Bearer k', 'x-api-key': 'k', 'anthropic-beta': 'oauth-1' }, '/v1/messages', '', 'key'],
    ['a ChatGPT login', { authorization: 'Bearer k', 'chatgpt-account-id': 'a' }, '/responses', '', 'login'],
    ['a Google login', { authorization: 'Bearer k' }, '/v1beta/models/m:streamGenerateContent', '', 'login'],
    ['nothing', {}, '/v1/messages', '', 'unknown'],
  ] as const)('with %s', (_, headers, path, query, payer) => {
    expect(readCaller(head(headers, path, query)).payer).toBe(payer);
  });

  it('says the same whatever the values of credentials are', () => {
    for (const value of ['', 'sk-ant-oat01-x', 'oauth-token', 'Bearer sk-proj-x'])
      expect(readCaller(head({ authorization: value }))).toEqual({ payer: 'key' });
  });
});
