import { expect, test } from 'vitest';
import { modelFacts } from '../../providers/models.ts';

test.each([
  ['claude-opus-4-8', 'claude-opus-4-8'],
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-4'],
  ['anthropic/claude-opus-4-1', 'claude-opus-4-1'],
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku'],
  ['claude-opus-4-8[1m]', 'claude-opus-4-8'],
  ['openrouter/openai/gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
  ['gpt-5.1-codex', 'gpt-5'],
  ['gpt-5.4', 'gpt-5.4'],
  ['gpt-50', undefined],
  ['models/gemini-2.5-flash', 'gemini-2.5-flash'],
  ['Claude-Opus-5', 'claude-opus-5'],
  ['mystery', undefined],
])('%s is priced as %s', (model, name) => {
  expect(modelFacts(model, 'openai-chat').name).toBe(name);
});

test('cache prices are shares of the input price', () => {
  const { price, tokenFactor } = modelFacts('claude-sonnet-4-5', 'anthropic-messages');
  expect(price.input).toBe(3);
  expect(price.write).toBeCloseTo(3.75);
  expect(price.writeLong).toBeCloseTo(6);
  expect(price.read).toBeCloseTo(0.3);
  expect(tokenFactor).toBe(1.2);
  expect(modelFacts('gpt-6-sol', 'openai-responses').price).toMatchObject({ write: 2.5, writeLong: 2.5 });
  expect(modelFacts('gpt-4o', 'openai-chat').price).toMatchObject({ write: 2.5, read: 1.25 });
  expect(modelFacts('claude-opus-5-5', 'anthropic-messages').price.read).toBeCloseTo(0.2);
});

test('an unknown model costs what the usual one of its API costs', () => {
  expect(modelFacts('x', 'anthropic-messages')).toEqual({ ...modelFacts('claude-sonnet-4-5', ''), name: undefined });
  expect(modelFacts('x', 'openai-responses')).toEqual({ ...modelFacts('gpt-5.4', ''), name: undefined });
  expect(modelFacts('gemini-9', 'gemini')).toEqual({ ...modelFacts('gemini-2.5-pro', ''), name: undefined });
  expect(modelFacts('claude-next', 'openai-chat').tokenFactor).toBe(1.2);
});

test('knows from how many tokens on a prompt is kept', () => {
  const minimum = (model: string) => modelFacts(model, 'anthropic-messages').cacheMinimum;
  expect([minimum('claude-sonnet-4-5'), minimum('claude-sonnet-4-6'), minimum('claude-haiku-4-5')]).toEqual([
    1024, 2048, 4096,
  ]);
  expect(modelFacts('gpt-5.4', 'openai-chat').cacheMinimum).toBe(1024);
});
