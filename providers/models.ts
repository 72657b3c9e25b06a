import type { ModelFacts, Price } from '../src/model/usage.ts';

/**
 * List prices in US dollars per million tokens, standard tier, short context; looked up on 2026-11-20, assumptions and
 * no quote. Sources: Anthropic's pricing page (platform.claude.com/docs/en/about-claude/pricing), OpenAI's
 * (developers.openai.com/api/docs/pricing, as read by third parties). Gemini's are assumed from its 2.5 generation.
 * `read` and `write` are shares of the input price where they differ from the vendor's usual ones. `minimum` is the
 * shortest prompt that is kept, in tokens, where it differs: Anthropic's page on prompt caching as third parties read it
 * (2026-05 to 2026-11); where they disagree the larger figure, and for models that nobody names that of the one before.
 * Gemini's are from Google's page on caching (ai.google.dev/gemini-api/docs/caching, 2026-10).
 */
type Listed = {
  readonly input: number;
  readonly output: number;
  readonly read?: number;
  readonly write?: number;
  readonly minimum?: number;
};

type Vendor = {
  /** Model whose price stands in for unknown ones. */
  readonly standIn: string;
  /** What a cache read and a cache write cost, as a share of the input price. */
  readonly read: number;
  readonly write: number;
  readonly writeLong: number;
  /** Tokens below which a prompt is not kept. */
  readonly minimum: number;
  /** Provider tokens per o200k token of the same text. */
  readonly tokenFactor: number;
  readonly models: Readonly<Record<string, Listed>>;
};

/** Claude's tokenizer counted 1.2 times o200k over 663 recorded requests. */
const anthropic: Vendor = {
  standIn: 'claude-sonnet-4',
  read: 0.1,
  write: 1.25,
  writeLong: 2,
  minimum: 1024,
  tokenFactor: 1.2,
  models: {
    'claude-fable-5-1': { input: 10, output: 50, read: 0.025, minimum: 2048 },
    'claude-fable-5': { input: 10, output: 50, minimum: 2048 },
    'claude-opus-5-5': { input: 4, output: 20, read: 0.05 },
    'claude-opus-5': { input: 5, output: 25 },
    'claude-opus-4-8': { input: 5, output: 25 },
    'claude-opus-4-7': { input: 5, output: 25, minimum: 4096 },
    'claude-opus-4-6': { input: 5, output: 25, minimum: 4096 },
    'claude-opus-4-5': { input: 5, output: 25, minimum: 4096 },
    'claude-opus-4-1': { input: 15, output: 75 },
    'claude-opus-4': { input: 15, output: 75 },
    'claude-sonnet-5-5': { input: 2, output: 10, read: 0.05 },
    'claude-sonnet-5': { input: 2, output: 10 },
    'claude-sonnet-4-6': { input: 3, output: 15, minimum: 2048 },
    'claude-sonnet-4': { input: 3, output: 15 },
    'claude-haiku-5-5': { input: 0.1, output: 0.5, minimum: 4096 },
    'claude-haiku': { input: 1, output: 5, minimum: 4096 },
  },
};

const openai: Vendor = {
  standIn: 'gpt-5.4',
  read: 0.1,
  write: 1,
  writeLong: 1,
  minimum: 1024,
  tokenFactor: 1,
  models: {
    'gpt-6.1-sol': { input: 2, output: 10, read: 0.05 },
    'gpt-6-sol': { input: 2, output: 10, write: 1.25 },
    'gpt-6-luna': { input: 0.1, output: 0.5, write: 1.25 },
    'gpt-5.6': { input: 5, output: 30 },
    'gpt-5.5': { input: 5, output: 30 },
    'gpt-5.4-mini': { input: 0.75, output: 4.5 },
    'gpt-5.4': { input: 2.5, output: 15 },
    'gpt-5.3': { input: 1.75, output: 14 },
    'gpt-5.2': { input: 1.75, output: 14 },
    'gpt-5': { input: 1.25, output: 10 },
    'gpt-4.1': { input: 2, output: 8, read: 0.25 },
    'gpt-4o-mini': { input: 0.15, output: 0.6, read: 0.5 },
    'gpt-4o': { input: 2.5, output: 10, read: 0.5 },
  },
};

const gemini: Vendor = {
  standIn: 'gemini-2.5-pro',
  read: 0.1,
  write: 1,
  writeLong: 1,
  minimum: 4096,
  tokenFactor: 1,
  models: {
    'gemini-2.5-pro': { input: 1.25, output: 10, minimum: 2048 },
    'gemini-2.5-flash': { input: 0.3, output: 2.5, minimum: 2048 },
  },
};

const vendors: readonly Vendor[] = [anthropic, openai, gemini];

const vendorsByApi: Readonly<Record<string, Vendor>> = {
  'anthropic-messages': anthropic,
  'openai-chat': openai,
  'openai-responses': openai,
  gemini,
};

/** A listed price with the vendor's usual shares filled in. */
function priceOf(listed: Listed, vendor: Vendor): Price {
  const { input, output, read = vendor.read, write = vendor.write } = listed;
  const writeLong = listed.write ?? vendor.writeLong;
  return { input, output, read: input * read, write: input * write, writeLong: input * writeLong };
}

/** Where the model's own name starts: `us.anthropic.claude-…`, `openrouter/openai/gpt-…` and the like. */
function bareName(model: string): string {
  const name = model.toLowerCase();
  const last = name.slice(name.lastIndexOf('/') + 1);
  return /(?:^|\.)((?:claude|gpt|gemini)-.*)$/.exec(last)?.[1] ?? last;
}

/** Whether `name` is that table entry or a variant of it: `gpt-5.1` is a kind of `gpt-5`, `gpt-50` is not. */
function isVariant(name: string, entry: string): boolean {
  return name.startsWith(entry) && !/^\d/.test(name.slice(entry.length));
}

/** What is known about a model. Never fails: an unknown one gets the price of the API's usual model, without a `name`. */
export function modelFacts(model: string, api: string): ModelFacts {
  const name = bareName(model);
  for (const vendor of vendors) {
    const entry = Object.keys(vendor.models)
      .filter((candidate) => isVariant(name, candidate))
      .reduce((best, candidate) => (candidate.length > best.length ? candidate : best), '');
    if (entry !== '') return { name: entry, ...factsOf(entry, vendor) };
  }
  const vendor = name.startsWith('claude') ? anthropic : (vendorsByApi[api] ?? anthropic);
  return factsOf(vendor.standIn, vendor);
}

function factsOf(entry: string, vendor: Vendor): ModelFacts {
  const listed = vendor.models[entry] as Listed;
  const { tokenFactor, minimum } = vendor;
  return { price: priceOf(listed, vendor), tokenFactor, cacheMinimum: listed.minimum ?? minimum };
}
