import { describe, expect, test } from 'vitest';
import { modelFacts } from '../../providers/models.ts';
import { outdatedRows, vendors } from '../../providers/prices.ts';
import { promptTokens } from '../../src/ledger/receipt.ts';
import type { Usage } from '../../src/model/usage.ts';

const none: Usage = { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 };
const priceOf = (model: string, usage?: Partial<Usage>) =>
  modelFacts(model, 'anthropic-messages', usage && { ...none, ...usage }).price;

test.each([
  ['claude-opus-4-8', 'claude-opus-4-8'],
  ['claude-sonnet-4-20250514', 'claude-sonnet-4'],
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
  ['anthropic/claude-opus-4-1', 'claude-opus-4-1'],
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
  ['claude-opus-4-8[1m]', 'claude-opus-4-8'],
  ['claude-fable-5-2', 'claude-fable-5-2'],
  ['claude-mythos-5-20260609', 'claude-mythos-5'],
  ['openrouter/openai/gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
  ['gpt-5.1-codex', 'gpt-5.1'],
  ['gpt-5.6-sol', 'gpt-5.6-sol'],
  ['gpt-5.4', 'gpt-5.4'],
  ['models/gemini-2.5-flash', 'gemini-2.5-flash'],
  ['Claude-Opus-5', 'claude-opus-5'],
])('%s is listed as %s', (model, name) => {
  expect(modelFacts(model, 'openai-chat')).toMatchObject({ name, pricedAs: name });
});

test.each([
  ['claude-opus-5-7', 'claude-opus-5'],
  ['claude-fable-6', 'claude-sonnet-4'],
  ['gpt-5.9', 'gpt-5'],
  ['gpt-5.4-nano', 'gpt-5.4'],
  ['gpt-50', 'gpt-5.4'],
  ['gemini-2.5-flash-lite', 'gemini-2.5-flash'],
  ['mystery', 'gpt-5.4'],
])('%s is not listed, and %s stands in for it', (model, pricedAs) => {
  const facts = modelFacts(model, 'openai-chat');
  expect(facts.name).toBeUndefined();
  expect(facts.pricedAs).toBe(pricedAs);
});

test('an unknown model costs what the usual one of its API costs', () => {
  const unlisted = (model: string, tokenizer: string) => ({ ...modelFacts(model, ''), name: undefined, tokenizer });
  expect(modelFacts('x', 'anthropic-messages')).toEqual(unlisted('claude-sonnet-4', 'x'));
  expect(modelFacts('x', 'openai-responses')).toEqual(unlisted('gpt-5.4', 'x'));
  expect(modelFacts('gemini-9', 'gemini')).toEqual(unlisted('gemini-2.5-pro', 'gemini-9'));
});

test.each([
  ['claude-sonnet-4-5-20250929', 'Claude up to 4.6', 1.25],
  ['claude-opus-4-6', 'Claude up to 4.6', 1.25],
  ['us.anthropic.claude-opus-4-7', 'Claude from 4.7', 1.55],
  ['claude-fable-5-2', 'Claude from 4.7', 1.55],
  ['claude-opus-5-9', 'claude-opus-5-9', 1.55],
  ['gpt-5.4', 'GPT', 1],
  ['gemini-2.5-pro', 'Gemini', 1],
])('%s counts by the tokenizer %s, factor %d', (model, tokenizer, tokenFactor) => {
  expect(modelFacts(model, 'anthropic-messages')).toMatchObject({ tokenizer, tokenFactor });
});

describe('prices', () => {
  test('of cache reads and writes are shares of the input price', () => {
    expect(priceOf('claude-sonnet-4-5')).toEqual({ input: 3, output: 15, read: 3 * 0.1, write: 3.75, writeLong: 6 });
    expect(priceOf('gpt-4o')).toMatchObject({ write: 2.5, read: 1.25 });
    expect(priceOf('claude-opus-5-5').read).toBeCloseTo(0.2);
  });

  test.each([
    ['claude-mythos-5', 10, 1],
    ['claude-mythos-5-1', 10, 0.25],
    ['claude-mythos-5-2', 8, 0.2],
    ['claude-fable-5-2', 8, 0.2],
    ['claude-fable-5-1', 10, 0.25],
    ['gpt-6.2-astra', 8, 0.4],
    ['gpt-6-astra', 10, 1],
    ['gpt-6.1-terra', 1, 0.05],
  ])('of %s are its own', (model, input, read) => {
    expect(priceOf(model).input).toBe(input);
    expect(priceOf(model).read).toBeCloseTo(read, 10);
  });

  test('of OpenAI writes are 1.25 of the input price from GPT-5.6 on, and nothing extra before', () => {
    const names = Object.keys(vendors.openai.models);
    const ratio = (name: string) => priceOf(name).write / priceOf(name).input;
    const paid = names.filter((name) => /^gpt-(?:5\.6|6)/.test(name));
    expect(paid.length).toBeGreaterThan(5);
    for (const name of names) expect(ratio(name)).toBeCloseTo(paid.includes(name) ? 1.25 : 1, 10);
  });
});

describe('the terms of an answer scale every rate alike', () => {
  test.each<[string, Partial<Usage>, number]>([
    ['claude-opus-5', { speed: 'fast' }, 2],
    ['claude-opus-4-6', { speed: 'fast' }, 6],
    ['claude-opus-5', { speed: 'standard', tier: 'standard', region: 'not_available' }, 1],
    ['claude-opus-5', { tier: 'batch' }, 0.5],
    ['claude-opus-5', { tier: 'priority' }, 1],
    ['claude-opus-5', { region: 'us' }, 1.1],
    ['claude-opus-5', { speed: 'fast', region: 'us' }, 2.2],
    ['gpt-6.2-sol', { tier: 'flex' }, 0.5],
    ['gpt-6.2-sol', { tier: 'priority' }, 2],
    ['gpt-6.2-sol', { tier: 'fast' }, 2],
    ['gpt-6.2-sol', { tier: 'default' }, 1],
    ['gpt-5.5', { tier: 'priority' }, 2.5],
    ['gpt-6.2-sol', { tier: 'constructor' }, 1],
    ['claude-haiku-5-5', { read: 90_000, uncached: 10_001 }, 5],
    ['claude-haiku-5-5', { read: 90_000, uncached: 10_000 }, 1],
  ])('%s with %o: %d', (model, terms, factor) => {
    const [listed, scaled] = [priceOf(model), priceOf(model, terms)];
    for (const [rate, dollars] of Object.entries(listed)) {
      expect(scaled[rate as keyof typeof scaled]).toBeCloseTo(dollars * factor, 10);
    }
  });

  test('the output of a long OpenAI prompt less than its input', () => {
    const long = { ...none, read: 272_000, uncached: 1 };
    expect(promptTokens(long)).toBe(272_001);
    expect(priceOf('gpt-6.2-sol', long)).toMatchObject({ input: 4, output: 15, write: 5 });
  });

  test('a cloud that names the speed in the model name', () => {
    expect(modelFacts('anthropic/claude-opus-5-fast', 'openai-chat')).toMatchObject({
      name: 'claude-opus-5',
      price: { input: 10, output: 50 },
    });
  });
});

test.each([
  [512, ['claude-opus-5', 'claude-fable-5', 'claude-fable-5-1', 'claude-mythos-5']],
  [1024, ['claude-sonnet-5', 'claude-opus-4-8', 'claude-sonnet-4-5', 'gpt-5.4']],
  [2048, ['claude-opus-4-7', 'claude-sonnet-4-6']],
  [4096, ['claude-haiku-4-5', 'claude-opus-4-5', 'claude-opus-4-6']],
])('prompts of %d tokens on are kept by %o', (minimum, models) => {
  for (const model of models) expect(modelFacts(model, 'anthropic-messages').cacheMinimum).toBe(minimum);
});

test.each([
  [1.25, ['claude-opus-4-6', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-next']],
  [1.55, ['claude-opus-5', 'claude-sonnet-5-5', 'claude-fable-5', 'claude-mythos-5-1', 'claude-opus-4-8']],
  [1, ['gpt-5.4', 'gemini-2.5-pro']],
])('a token of o200k is %d of those of %o', (factor, models) => {
  for (const model of models) expect(modelFacts(model, 'gemini').tokenFactor).toBe(factor);
});

describe('the age of the table', () => {
  const day = 86_400_000;
  const listed = Object.values(vendors).flatMap(({ models }) => Object.keys(models));
  const oldest = Math.min(...Object.values(vendors).map(({ checked }) => Date.parse(checked)));

  test('every vendor names its day and its sources', () => {
    for (const { checked, sources } of Object.values(vendors)) {
      expect(checked).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(sources.every((source) => source.startsWith('https://'))).toBe(true);
    }
  });

  test('rows count as old from the day after 90 days on', () => {
    expect(outdatedRows(oldest + 90 * day)).toEqual([]);
    expect(outdatedRows(oldest + 1000 * day)).toHaveLength(listed.length);
    expect(outdatedRows(oldest + 1000 * day)[0]).toMatch(/^claude-mythos-5-2 \(\d{4}-\d{2}-\d{2}\)$/);
  });

  // A clone must not start to fail on a later day: only our own run is told to insist.
  test('rows that are old today are named', () => {
    const old = outdatedRows(Date.now());
    if (old.length > 0)
      console.warn(`${old.length} rows of providers/prices.ts are older than 90 days: ${old.join(', ')}`);
    if (process.env.CHECK_PRICES === '1') expect(old).toEqual([]);
  });
});
