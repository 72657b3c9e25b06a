import type { UpstreamName } from '../src/model/provider.ts';

/** One way to prove who is asking: an environment variable, and the headers that carry its value. */
export type Credential = {
  readonly variable: string;
  headers(value: string): Readonly<Record<string, string>>;
};

/** The request that lists an upstream's models, which shows whether it is reachable and accepts a key. */
export type ModelList = {
  readonly upstream: UpstreamName;
  /** Path after the base URL. */
  readonly path: string;
  /** In the order in which they are tried. */
  readonly credentials: readonly Credential[];
};

const anthropicVersion = { 'anthropic-version': '2023-06-01' };

/** Upstreams that can be queried with only a key. */
export const modelLists: readonly ModelList[] = [
  {
    upstream: 'anthropic',
    path: '/v1/models',
    credentials: [
      { variable: 'ANTHROPIC_API_KEY', headers: (key) => ({ 'x-api-key': key, ...anthropicVersion }) },
      {
        variable: 'ANTHROPIC_AUTH_TOKEN',
        headers: (token) => ({ authorization: `Bearer ${token}`, ...anthropicVersion }),
      },
    ],
  },
  {
    upstream: 'openai',
    path: '/v1/models',
    credentials: [{ variable: 'OPENAI_API_KEY', headers: (key) => ({ authorization: `Bearer ${key}` }) }],
  },
  {
    upstream: 'gemini',
    path: '/v1beta/models',
    credentials: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'].map((variable) => ({
      variable,
      headers: (key) => ({ 'x-goog-api-key': key }),
    })),
  },
];
