import { describe, expect, it } from 'vitest';
import { apis, readUnversioned, routeUpstream, upstreams } from '../../../providers/apis/index.ts';
import { requestHead, resolveTarget, type UpstreamTable, withAgent } from '../../../src/proxy/upstreams.ts';

const table: UpstreamTable = {
  declarations: upstreams,
  urls: {},
  route: routeUpstream,
  unversioned: readUnversioned,
  fallback: 'openai',
};
const credentials = {
  anthropic: { 'x-api-key': 'k' },
  google: { 'x-goog-api-key': 'k' },
  azure: { 'api-key': 'k' },
  bearer: { authorization: 'Bearer k' },
  chatgpt: { authorization: 'Bearer k', 'chatgpt-account-id': 'a' },
  none: {},
} as const;

type Asked = { readonly method?: string; readonly with?: keyof typeof credentials; readonly table?: UpstreamTable };

function urlOf(target: string, { method = 'POST', with: kind = 'none', table: given = table }: Asked = {}): string {
  const head = requestHead(method, target, new Map(Object.entries({ host: '127.0.0.1:8787', ...credentials[kind] })));
  const adapter = method === 'POST' ? apis.find(({ matches }) => matches(head.path)) : undefined;
  const { origin, path } = resolveTarget(given, head, target, adapter);
  return origin + path;
}

const withUrl = (name: string, url: string): UpstreamTable => ({ ...table, urls: { [name]: url } });

describe('routes without a version', () => {
  it.each<readonly [string, Asked, string]>([
    ['/messages', {}, 'https://api.anthropic.com/v1/messages'],
    ['/messages?beta=true', { with: 'anthropic' }, 'https://api.anthropic.com/v1/messages?beta=true'],
    ['/chat/completions', { with: 'bearer' }, 'https://api.openai.com/v1/chat/completions'],
    ['/responses', { with: 'bearer' }, 'https://api.openai.com/v1/responses'],
    ['/messages/', {}, 'https://api.anthropic.com/v1/messages'],
    ['//messages?beta=true', {}, 'https://api.anthropic.com/v1/messages?beta=true'],
    ['//chat/completions/', { with: 'bearer' }, 'https://api.openai.com/v1/chat/completions'],
    ['/%72esponses', { with: 'bearer' }, 'https://api.openai.com/v1/responses'],
    ['/v1//messages/', {}, 'https://api.anthropic.com/v1//messages/'],
    ['/models/a%3AgenerateContent', {}, 'https://generativelanguage.googleapis.com/v1beta/models/a:generateContent'],
    ['/messages%3Fbeta', { with: 'bearer' }, 'https://api.openai.com/messages%3Fbeta'],
    ['/messages%2Fx', { with: 'bearer' }, 'https://api.openai.com/messages%2Fx'],
    ['/models', { method: 'GET', with: 'azure' }, 'https://api.openai.com/v1/models'],
    ['/models/', { method: 'GET', with: 'bearer' }, 'https://api.openai.com/v1/models'],
    ['/models/m:generateContent', {}, 'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent'],
    [
      '/models/gemini-2.5-pro:streamGenerateContent?alt=sse&key=k%20',
      {},
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse&key=k%20',
    ],
    ['/models', { method: 'GET', with: 'anthropic' }, 'https://api.anthropic.com/v1/models'],
    ['/models?limit=9', { method: 'GET', with: 'bearer' }, 'https://api.openai.com/v1/models?limit=9'],
    ['/models', { method: 'GET', with: 'google' }, 'https://generativelanguage.googleapis.com/v1beta/models'],
    ['/models?key=k', { method: 'GET' }, 'https://generativelanguage.googleapis.com/v1beta/models?key=k'],
    [
      '/models/claude-opus-5',
      { method: 'GET', with: 'anthropic' },
      'https://api.anthropic.com/v1/models/claude-opus-5',
    ],
    ['/models/ft:gpt-4o:o::i', { method: 'GET', with: 'bearer' }, 'https://api.openai.com/v1/models/ft:gpt-4o:o::i'],
    ['/models/m', { method: 'GET', with: 'google' }, 'https://generativelanguage.googleapis.com/v1beta/models/m'],
    ['/messages/count_tokens?beta=true', {}, 'https://api.anthropic.com/v1/messages/count_tokens?beta=true'],
    ['/messages/count_tokens', { with: 'bearer' }, 'https://api.anthropic.com/v1/messages/count_tokens'],
    ['/responses/input_tokens', { with: 'bearer' }, 'https://api.openai.com/v1/responses/input_tokens'],
    ['/models/m:countTokens', {}, 'https://generativelanguage.googleapis.com/v1beta/models/m:countTokens'],
  ])('%s %j goes to %s', (target, asked, url) => {
    expect(urlOf(target, asked)).toBe(url);
  });

  it.each<readonly [string, string, string, string]>([
    ['anthropic', 'https://gw.test/anthropic', '/messages', 'https://gw.test/anthropic/v1/messages'],
    ['openai', 'https://gw.test/api/paas/v4', '/chat/completions', 'https://gw.test/api/paas/v4/chat/completions'],
    ['openai', 'https://gw.test/v1beta/openai', '/chat/completions', 'https://gw.test/v1beta/openai/chat/completions'],
    ['openai', 'https://gw.test/v2', '/responses', 'https://gw.test/v2/responses'],
    ['openai', 'https://gw.test/v2ray', '/responses', 'https://gw.test/v2ray/v1/responses'],
    ['gemini', 'https://gw.test/v1', '/models/m:generateContent', 'https://gw.test/v1/models/m:generateContent'],
  ])('an upstream %s at %s: %s goes to %s', (name, base, target, url) => {
    expect(urlOf(target, { table: withUrl(name, base) })).toBe(url);
  });

  it.each<readonly [string, Asked, string]>([
    ['/v1/messages', {}, 'https://api.anthropic.com/v1/messages'],
    ['/anthropic/v1/messages', {}, 'https://api.anthropic.com/anthropic/v1/messages'],
    ['/v2/chat/completions', {}, 'https://api.openai.com/v2/chat/completions'],
    ['/openai/deployments/d/chat/completions', {}, 'https://api.openai.com/openai/deployments/d/chat/completions'],
    ['/messages/batches', { with: 'anthropic' }, 'https://api.anthropic.com/messages/batches'],
    ['/messages', { method: 'GET', with: 'anthropic' }, 'https://api.anthropic.com/messages'],
    ['/responses/r_1', { method: 'GET', with: 'bearer' }, 'https://api.openai.com/responses/r_1'],
    ['/embeddings', { with: 'bearer' }, 'https://api.openai.com/embeddings'],
    ['/models', { method: 'HEAD', with: 'bearer' }, 'https://api.openai.com/models'],
    ['/v1/messages/count_tokens', { with: 'bearer' }, 'https://api.anthropic.com/v1/messages/count_tokens'],
    ['/messages/count_tokens', { method: 'GET', with: 'anthropic' }, 'https://api.anthropic.com/messages/count_tokens'],
    ['/responses/input_tokens', { with: 'chatgpt' }, 'https://chatgpt.com/backend-api/codex/responses/input_tokens'],
    ['/models/a/b', { method: 'GET', with: 'bearer' }, 'https://api.openai.com/models/a/b'],
    ['/models/m', { with: 'bearer' }, 'https://api.openai.com/models/m'],
    ['/', { method: 'GET' }, 'https://api.openai.com/'],
    ['/responses', { with: 'chatgpt' }, 'https://chatgpt.com/backend-api/codex/responses'],
    ['/v1/responses', { with: 'chatgpt' }, 'https://chatgpt.com/backend-api/codex/responses'],
    ['/models', { method: 'GET', with: 'chatgpt' }, 'https://chatgpt.com/backend-api/codex/models'],
  ])('T37 every other goes where it went: %s %j', (target, asked, url) => {
    expect(urlOf(target, asked)).toBe(url);
  });

  it.each(['/models', '/models/m'])('says what to set where nothing tells which models are asked for: %s', (target) => {
    expect(() => urlOf(target, { method: 'GET' })).toThrow(
      new RegExp(
        `which API GET ${target} is for.*set the client's base URL to http://127\\.0\\.0\\.1:8787/v1 or http.*/v1beta`,
      ),
    );
  });

  it('knows whose models a launched agent asks for', () => {
    const launched = withAgent(table, {}, 'anthropic');
    expect(urlOf('/models', { method: 'GET', table: launched })).toBe('https://api.anthropic.com/v1/models');
    expect(urlOf('/responses/input_tokens', { table: launched })).toBe(
      'https://api.openai.com/v1/responses/input_tokens',
    );
  });

  it('a base that the agent itself had is asked for what the agent would have asked it for', () => {
    const launched = withAgent(
      { ...table, urls: { anthropic: 'https://settings.test', openai: 'https://api.openai.com' } },
      { anthropic: 'https://settings.test', openai: 'https://gw.test/api' },
      'openai',
    );
    expect(urlOf('/chat/completions', { table: launched })).toBe('https://gw.test/api/chat/completions');
    expect(urlOf('/v1/chat/completions', { table: launched })).toBe('https://gw.test/api/v1/chat/completions');
    expect(urlOf('/messages', { table: launched })).toBe('https://settings.test/v1/messages');
  });
});
