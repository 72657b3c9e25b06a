/**
 * What is known about a model: list prices in US dollars per million tokens, at the standard tier. They are
 * assumptions, not a quote. Missing shares and multiples are the vendor's usual ones.
 */
export type Listed = {
  readonly input: number;
  readonly output: number;
  /** The price of a cache read, as a share of the input price. */
  readonly read?: number;
  /** Shorter prompts, in tokens, are not cached. */
  readonly minimum?: number;
  /** The factor on every rate in the vendor's fast mode, and at its priority tier. */
  readonly fast?: number;
  readonly priority?: number;
  /** From how many prompt tokens on a whole request costs more, and by what factor. */
  readonly long?: { readonly above: number; readonly input: number; readonly output: number };
  /** The price of cache writes, as a share of the input price. */
  readonly write?: number;
  /** Provider tokens per o200k token, if the model has a tokenizer of its own. */
  readonly tokenFactor?: number;
  readonly tokenizer?: string;
  /** Day on which the row was looked up, if not with the others. */
  readonly checked?: string;
};

/** A vendor's models, with what they have in common. */
export type Vendor = {
  /** Model whose price is used for unknown ones. */
  readonly standIn: string;
  /** Day on which the rows were looked up, as `2026-01-31`, and the source. */
  readonly checked: string;
  readonly sources: readonly string[];
  readonly read: number;
  readonly write: number;
  readonly writeLong: number;
  readonly minimum: number;
  readonly fast: number;
  readonly priority: number;
  /** The factors on every rate at other tiers and in regions, by their names in answers. */
  readonly tiers: Readonly<Record<string, number>>;
  readonly regions: Readonly<Record<string, number>>;
  /** Provider tokens per o200k token of the same text. */
  readonly tokenFactor: number;
  /** Identifies the models that share a tokenizer. */
  readonly tokenizer: string;
  readonly models: Readonly<Record<string, Listed>>;
};

/**
 * Provider tokens per o200k token, from the growth of recorded prompts: 1.15 to 1.4 up to the models of 4.6, and 1.5 to
 * 1.6 for Opus 5, Sonnet 5 and Fable 5. Opus 4.7 and 4.8 already have the later tokenizer.
 */
const claudeFactor = 1.25;
const later = { tokenFactor: 1.55, tokenizer: 'Claude from 4.7' };

/**
 * Minimums: Anthropic's page on prompt caching as third parties quote it; where they disagree, the larger figure, and
 * for unlisted models that of their predecessor. Priority is prepaid capacity and changes no rate.
 */
const anthropic: Vendor = {
  standIn: 'claude-sonnet-4',
  checked: '2026-11-30',
  sources: [
    'https://platform.claude.com/docs/en/about-claude/pricing',
    'https://platform.claude.com/docs/en/build-with-claude/fast-mode',
    'https://platform.claude.com/docs/en/api/service-tiers',
    'https://dev.to/creeta/claudes-prompt-cache-fails-silently-below-1024-tokens-1ch1 (minimums)',
    'https://docs.litellm.ai/blog/claude_fable_5_1 (minimum of Fable 5.1)',
    'https://github.com/archid21/rightsize/releases/tag/v0.10.2 (Fable 5.2)',
    'https://github.com/kurofune/claudit/releases/tag/v1.9.2 (Haiku 5.5, long prompts)',
    'https://openrouter.ai/anthropic/claude-opus-5-fast-20260723 (fast mode)',
    'https://synthorai.io/blog/claude-fable-5-prompt-caching/ (which models share a tokenizer)',
  ],
  read: 0.1,
  write: 1.25,
  writeLong: 2,
  minimum: 1024,
  fast: 2,
  priority: 1,
  tiers: { batch: 0.5 },
  regions: { us: 1.1 },
  tokenFactor: claudeFactor,
  tokenizer: 'Claude up to 4.6',
  models: {
    'claude-mythos-5-2': { input: 8, output: 40, read: 0.025, minimum: 512, ...later },
    'claude-mythos-5-1': { input: 10, output: 50, read: 0.025, minimum: 512, ...later },
    'claude-mythos-5': { input: 10, output: 50, minimum: 512, ...later },
    'claude-mythos-preview': { input: 25, output: 125, minimum: 2048, ...later },
    'claude-fable-5-2': { input: 8, output: 40, read: 0.025, minimum: 512, ...later },
    'claude-fable-5-1': { input: 10, output: 50, read: 0.025, minimum: 512, ...later },
    'claude-fable-5': { input: 10, output: 50, minimum: 512, ...later },
    'claude-opus-5-5': { input: 4, output: 20, read: 0.05, minimum: 512, ...later },
    'claude-opus-5': { input: 5, output: 25, minimum: 512, ...later },
    'claude-opus-4-8': { input: 5, output: 25, ...later },
    'claude-opus-4-7': { input: 5, output: 25, minimum: 2048, fast: 6, ...later },
    'claude-opus-4-6': { input: 5, output: 25, minimum: 4096, fast: 6 },
    'claude-opus-4-5': { input: 5, output: 25, minimum: 4096 },
    'claude-opus-4-1': { input: 15, output: 75 },
    'claude-opus-4': { input: 15, output: 75 },
    'claude-sonnet-5-5': { input: 2, output: 10, read: 0.05, ...later },
    'claude-sonnet-5': { input: 2, output: 10, ...later },
    'claude-sonnet-4-6': { input: 3, output: 15, minimum: 2048 },
    'claude-sonnet-4-5': { input: 3, output: 15, long: { above: 200_000, input: 2, output: 1.5 } },
    'claude-sonnet-4': { input: 3, output: 15, long: { above: 200_000, input: 2, output: 1.5 } },
    'claude-haiku-5-5': {
      input: 0.1,
      output: 0.5,
      minimum: 4096,
      long: { above: 100_000, input: 5, output: 5 },
      ...later,
    },
    'claude-haiku-4-5': { input: 1, output: 5, minimum: 4096 },
  },
};

/** From GPT-5.4 on a request with a longer prompt costs more as a whole. */
const longPrompt = { above: 272_000, input: 2, output: 1.5 };
/** From GPT-5.6 on. */
const paidWrites = { write: 1.25, long: longPrompt };

const openai: Vendor = {
  standIn: 'gpt-5.4',
  checked: '2026-11-30',
  sources: [
    'https://developers.openai.com/api/docs/pricing',
    'https://developers.openai.com/api/docs/models/gpt-6.2-sol',
    'https://github.com/BerriAI/litellm/discussions/52347 (GPT-6.2)',
    'https://docs.litellm.ai/blog/gpt-6-1-terra',
    'https://github.com/BerriAI/litellm/discussions/42523 (GPT-6 Sol and Luna, GPT-5.6 Sol and Luna today)',
    'https://github.com/BerriAI/litellm/discussions/39633 (GPT-6 Astra, long prompts, tiers)',
    'https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.19 (GPT-5.6 Terra)',
  ],
  read: 0.1,
  write: 1,
  writeLong: 1,
  minimum: 1024,
  fast: 2,
  priority: 2,
  tiers: { flex: 0.5, batch: 0.5, ultrafast: 3 },
  regions: {},
  tokenFactor: 1,
  tokenizer: 'GPT',
  models: {
    'gpt-6.2-astra': { input: 8, output: 40, read: 0.05, ...paidWrites },
    'gpt-6.2-sol': { input: 2, output: 10, read: 0.05, ...paidWrites },
    'gpt-6.1-terra': { input: 1, output: 5, read: 0.05, ...paidWrites },
    'gpt-6.1-sol': { input: 2, output: 10, read: 0.05, ...paidWrites },
    'gpt-6-astra': { input: 10, output: 50, ...paidWrites },
    'gpt-6-sol': { input: 2, output: 10, ...paidWrites },
    'gpt-6-luna': { input: 0.1, output: 0.5, ...paidWrites },
    'gpt-5.6-terra': { input: 2, output: 12, ...paidWrites },
    'gpt-5.6-luna': { input: 0.2, output: 1.2, ...paidWrites },
    'gpt-5.6-sol': { input: 4, output: 20, ...paidWrites },
    'gpt-5.6': { input: 4, output: 20, ...paidWrites },
    'gpt-5.5': { input: 5, output: 30, priority: 2.5, long: longPrompt },
    'gpt-5.4-mini': { input: 0.75, output: 4.5 },
    'gpt-5.4': { input: 2.5, output: 15, long: longPrompt },
    'gpt-5.3': { input: 1.75, output: 14 },
    'gpt-5.2': { input: 1.75, output: 14 },
    'gpt-5.1': { input: 1.25, output: 10 },
    'gpt-5-nano': { input: 0.05, output: 0.4 },
    'gpt-5-mini': { input: 0.25, output: 2 },
    'gpt-5': { input: 1.25, output: 10 },
    'gpt-4.1-nano': { input: 0.1, output: 0.4, read: 0.25 },
    'gpt-4.1-mini': { input: 0.4, output: 1.6, read: 0.25 },
    'gpt-4.1': { input: 2, output: 8, read: 0.25 },
    'gpt-4o-mini': { input: 0.15, output: 0.6, read: 0.5 },
    'gpt-4o': { input: 2.5, output: 10, read: 0.5 },
  },
};

const gemini: Vendor = {
  standIn: 'gemini-2.5-pro',
  checked: '2026-11-30',
  sources: [
    'https://ai.google.dev/gemini-api/docs/caching (minimums)',
    'https://ai.google.dev/gemini-api/docs/pricing (2.5 generation)',
  ],
  read: 0.1,
  write: 1,
  writeLong: 1,
  minimum: 4096,
  fast: 1,
  priority: 1,
  tiers: {},
  regions: {},
  tokenFactor: 1,
  tokenizer: 'Gemini',
  models: {
    'gemini-2.5-pro': { input: 1.25, output: 10, minimum: 2048 },
    'gemini-2.5-flash': { input: 0.3, output: 2.5, minimum: 2048 },
  },
};

/** Every vendor whose models are listed. */
export const vendors = { anthropic, openai, gemini };

const freshDays = 90;
const dayMs = 86_400_000;

/**
 * Models whose row was looked up more than 90 days ago, with the day.
 * @param now milliseconds since the epoch
 */
export function outdatedRows(now: number): readonly string[] {
  return Object.values(vendors).flatMap(({ checked, models }) =>
    Object.entries(models)
      .map(([name, row]) => ({ name, day: row.checked ?? checked }))
      .filter(({ day }) => now - Date.parse(day) > freshDays * dayMs)
      .map(({ name, day }) => `${name} (${day})`),
  );
}
