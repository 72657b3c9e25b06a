import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createCacheWatcher } from '../../src/aligner/watcher.ts';
import type { PromptGrowth } from '../../src/model/cache.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { LedgerBlock } from '../../src/model/ledger.ts';
import { claudeRequest, prompt, toolResult, toolUse } from '../harness/claude-shape.ts';

const usage = { uncached: 4, write: 100, writeLong: 0, read: 900, output: 5 };
const shortened = (key: string, removed: number, retrieved = false): LedgerBlock => ({
  key,
  removed,
  retrieved,
  tool: 'Bash',
  kind: 'log',
  depth: 0,
});

/** The growth of the last of some requests of one session. */
function growthIn(
  ...requests: readonly {
    readonly messages: readonly Json[];
    readonly blocks?: readonly LedgerBlock[];
    readonly over?: JsonObject;
    readonly failed?: boolean;
  }[]
): PromptGrowth | undefined {
  const watcher = createCacheWatcher();
  let growth: PromptGrowth | undefined;
  for (const [index, { messages, blocks = [], over = {}, failed = false }] of requests.entries()) {
    const raw = Buffer.from(JSON.stringify(claudeRequest(messages, over)));
    const { stream: _, ...read } = anthropicMessages.read(raw);
    const leaving = { requestId: `${index}`, time: index * 1000, sentBytes: raw.length, blocks };
    growth = watcher.observe({ api: 'anthropic-messages', raw, ...read, session: 's' }, leaving)?.growth;
    watcher.ended(`${index}`, { usage, failed });
  }
  return growth;
}

const start = [prompt('Build it.')];
const call = toolUse('a1', 'Bash', { command: 'make' });
const said = (...content: readonly Json[]): JsonObject => ({ role: 'assistant', content });
const gave = (...content: readonly Json[]): JsonObject => ({ role: 'user', content });
const use = (id: string): JsonObject => ({ type: 'tool_use', id, name: 'Bash', input: { command: 'make' } });
const result = (id: string, content: Json): JsonObject => ({ type: 'tool_result', tool_use_id: id, content });
const text = (words: string): JsonObject => ({ type: 'text', text: words });
const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } };

describe('what a prompt adds to the one before', () => {
  it('is told by the texts of the results and the bytes of the answer', () => {
    const answer = [text('I look.'), use('a1'), use('a2')];
    const next = [...start, said(...answer), gave(result('a1', 'one'), result('a2', [text('two'), text('three')]))];
    expect(growthIn({ messages: start }, { messages: next })).toEqual({
      results: ['one', 'two', 'three'],
      removed: 0,
      answerBytes: answer.reduce((sum, block) => sum + JSON.stringify(block).length, 0),
    });
  });

  it('is without what did not go up of the new results, and of those alone', () => {
    const first = [...start, call, toolResult('a1', 'one')];
    const second = [...first, toolUse('a2', 'Bash', { command: 'make' }), toolResult('a2', 'two')];
    const known = shortened('k1', 1000);
    const growth = growthIn(
      { messages: first, blocks: [known] },
      { messages: second, blocks: [known, shortened('k2', 30), shortened('k3', -70, true)] },
    );
    expect(growth).toMatchObject({ results: ['two'], removed: 30 });
  });

  const unlike: readonly (readonly [string, readonly Json[]])[] = [
    ['words of the user', [said(use('a1')), gave(result('a1', 'one'), text('And hurry.'))]],
    ['a reminder before the result', [said(use('a1')), gave(text('<system-reminder>'), result('a1', 'one'))]],
    ['thinking', [said({ type: 'thinking', thinking: 'Hm.', signature: 's' }, use('a1')), gave(result('a1', 'one'))]],
    ['hidden thinking', [said({ type: 'redacted_thinking', data: 'x' }, use('a1')), gave(result('a1', 'one'))]],
    ['a picture in a result', [said(use('a1')), gave(result('a1', [text('one'), picture]))]],
    ['a picture beside it', [said(use('a1')), gave(result('a1', 'one'), picture)]],
    ['a tool’s definition', [said(use('a1')), gave(result('a1', [{ type: 'tool_reference', tool_name: 'Edit' }]))]],
    [
      'a search by the provider',
      [said({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, use('a1')), gave(result('a1', 'one'))],
    ],
    ['two answers', [call, toolResult('a1', 'one'), toolUse('a2', 'Bash', {}), toolResult('a2', 'two')]],
    ['an answer alone', [said(text('Done.')), gave(text('Thanks.'))]],
    ['no answer', [gave(result('a1', 'one'))]],
    ['a text that is not well-formed', [call, toolResult('a1', 'a\ud800b')]],
    ['results that are too long to be counted', [call, toolResult('a1', 'word '.repeat(20_001))]],
  ];
  it.each(unlike)('is unknown where it holds %s', (_, more) => {
    expect(growthIn({ messages: start }, { messages: [...start, ...more] })).toBeUndefined();
  });

  const next = [...start, call, toolResult('a1', 'one')];
  it('is unknown for a first request, and where what stood before was changed', () => {
    expect(growthIn({ messages: next })).toBeUndefined();
    expect(growthIn({ messages: [prompt('Test it.')] }, { messages: next })).toBeUndefined();
    expect(growthIn({ messages: start, failed: true }, { messages: next })).toBeUndefined();
  });

  it('is unknown where what was sent before went up in another form', () => {
    const later = [...next, toolUse('a2', 'Bash', {}), toolResult('a2', 'two')];
    expect(growthIn({ messages: next, blocks: [shortened('k', 5)] }, { messages: later })).toBeUndefined();
    expect(growthIn({ messages: next }, { messages: later })).toBeDefined();
  });

  it('is unknown where the provider drops results by itself', () => {
    const over = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } };
    expect(growthIn({ messages: start, over }, { messages: next, over })).toBeUndefined();
    expect(growthIn({ messages: start }, { messages: next })).toBeDefined();
  });
});
