import type {
  ProviderAdapter,
  ReadSession,
  ReadUnversioned,
  RequestHead,
  RouteUpstream,
  UpstreamDeclaration,
} from '../../src/model/provider.ts';
import { anthropicMessages } from './anthropic-messages/adapter.ts';
import { gemini } from './gemini/adapter.ts';
import { openaiChat } from './openai-chat/adapter.ts';
import { openaiResponses } from './openai-responses/adapter.ts';

/** The supported dialects, in the order in which they are tried. */
export const apis: readonly ProviderAdapter[] = [anthropicMessages, openaiResponses, openaiChat, gemini];

/** The endpoints of requests. */
export const upstreams: readonly UpstreamDeclaration[] = [
  {
    name: 'anthropic',
    defaultUrl: 'https://api.anthropic.com',
    setting: 'anthropicUrl',
    help: 'where Anthropic requests go',
    version: 'v1',
  },
  {
    name: 'openai',
    defaultUrl: 'https://api.openai.com',
    setting: 'openaiUrl',
    help: 'where OpenAI requests go',
    version: 'v1',
  },
  {
    name: 'gemini',
    defaultUrl: 'https://generativelanguage.googleapis.com',
    setting: 'geminiUrl',
    help: 'where Gemini requests go',
    version: 'v1beta',
  },
  {
    name: 'chatgpt',
    defaultUrl: 'https://chatgpt.com/backend-api/codex',
    setting: 'chatgptUrl',
    help: 'where requests of a ChatGPT login go',
    version: 'v1',
    dropsVersion: true,
  },
];

/** Whether only Google's API is called this way. */
function isGemini({ path, query, headers }: RequestHead): boolean {
  return headers.has('x-goog-api-key') || /(?:^|&)key=/.test(query) || path.includes('/v1beta/');
}

/** Routes that count the tokens of a prompt, and their paths in each API. They are neither read nor shortened. */
const countingRoutes: readonly (readonly [route: RegExp, upstream: string])[] = [
  [/(?:^|\/)messages\/count_tokens$/, 'anthropic'],
  [/(?:^|\/)responses\/input_tokens$/, 'openai'],
  [/(?:^|\/)models\/[^/]+:countTokens$/, 'gemini'],
];

/** The upstream whose API has a route. */
function upstreamOf(path: string): string | undefined {
  return apis.find((api) => api.matches(path))?.upstream ?? countingRoutes.find(([route]) => route.test(path))?.[1];
}

/** The upstream of a request: by the kind of its credentials, else by the route. */
export const routeUpstream: RouteUpstream = (head) => {
  const { headers, method, path } = head;
  if (headers.has('chatgpt-account-id')) return 'chatgpt';
  if (headers.has('x-api-key') || headers.has('anthropic-version')) return 'anthropic';
  if (isGemini(head)) return 'gemini';
  if (headers.has('api-key')) return 'openai';
  return method === 'POST' ? upstreamOf(path) : undefined;
};

const bareRoute =
  /^\/(?:messages(?:\/count_tokens)?|chat\/completions|responses(?:\/input_tokens)?|models\/[^/]+:(?:generateContent|streamGenerateContent|countTokens))$/;

/** The list of models, or one of them. */
const bareModels = /^\/models(?:\/[^/]+)?$/;

/** The routes as SDKs append them to a base URL that ends in the version: Vercel's Anthropic provider, LiteLLM's Gemini. */
export const readUnversioned: ReadUnversioned = ({ method, path }, adapter) => {
  if ((method === 'POST' || adapter !== undefined) && bareRoute.test(path)) return 'route';
  return method === 'GET' && bareModels.test(path) ? 'models' : undefined;
};

const sessionHeaders = ['x-claude-code-session-id', 'session-id', 'session_id', 'x-session-id'];

/** The session that a request says it belongs to. */
export const readSession: ReadSession = (headers) => {
  for (const name of sessionHeaders) {
    const value = headers.get(name);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};
