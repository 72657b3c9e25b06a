import { expect, test } from 'vitest';
import { openaiChat as adapter } from '../../../providers/apis/openai-chat/adapter.ts';
import { blocksOf, findMarked, fixture, textsOf, withBlocksReplaced } from './fixture.ts';

test('a session of opencode: each tool message is a block that knows its call', () => {
  const raw = fixture('chat');
  const { stream, blocks } = adapter.read(raw);
  expect(stream).toBe(true);
  expect(blocks.map(({ call }) => [call?.tool, call?.command, call?.id?.slice(0, 5)])).toEqual([
    ['bash', 'git log --oneline | head -5; ls -la', 'call_'],
    ['bash', 'cat build.log', 'call_'],
    ['read', undefined, 'call_'],
  ]);
  const parsed = JSON.parse(raw.toString('utf8'));
  expect(blocks.map(({ text }) => text)).toEqual([3, 5, 7].map((index) => parsed.messages[index].content));
  for (const index of [3, 5, 7]) parsed.messages[index].content = 'X';
  expect(JSON.parse(withBlocksReplaced(raw, blocks))).toEqual(parsed);
});

test('odd messages are read without an error and only tool text is a block', () => {
  const entry = (id: string, target: unknown) => ({ id, type: 'function', function: target });
  const body = {
    model: 'gpt-4o',
    messages: [
      { role: 'developer', content: 'd' },
      {
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: [
          entry('a', { name: 'one', arguments: null }),
          entry('b', { name: 'two', arguments: { cmd: ['bash', '-lc', 'make'] } }),
          { id: 'c', type: 'custom', custom: { name: 'three', input: 'raw' } },
          { id: 'd' },
        ],
      },
      {
        role: 'tool',
        tool_call_id: 'b',
        content: [
          { type: 'text', text: 'B1' },
          { type: 'image_url', text: 'no' },
          { type: 'text', text: 'B2' },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      { role: 'tool', tool_call_id: 'c', content: 'C' },
      { role: 'tool', tool_call_id: 'd', content: 'D' },
      { role: 'tool', tool_call_id: 'e', content: null },
      { role: 'assistant', function_call: { name: 'old', arguments: '{"command":"ls"}' } },
      { role: 'function', name: 'old', content: 'F' },
      { role: 'tool', content: 'G' },
      { role: 'assistant', content: 'A', refusal: 'no' },
      { role: 'user', content: [{ type: 'text', text: 'U' }] },
    ],
  };
  expect(
    blocksOf(adapter, body).map(({ text, call }) => [text, call?.id, call?.tool, call?.input, call?.command]),
  ).toEqual([
    ['B1', 'b', 'two', '{"cmd":["bash","-lc","make"]}', 'make'],
    ['B2', 'b', 'two', '{"cmd":["bash","-lc","make"]}', 'make'],
    ['A', 'a', 'one', '', undefined],
    ['C', 'c', 'three', 'raw', undefined],
    ['D', 'd', '', '', undefined],
    ['F', undefined, 'old', '{"command":"ls"}', 'ls'],
    ['G', undefined, undefined, undefined, undefined],
  ]);
});

test('command output in user text counts only where somebody looks for it', () => {
  const body = {
    messages: [
      { role: 'user', content: 'x <<a>>' },
      { role: 'user', content: [{ type: 'text', text: '<<b>>' }] },
      { role: 'system', content: '<<c>>' },
    ],
  };
  expect(textsOf(adapter, body)).toEqual([]);
  expect(textsOf(adapter, body, { findOutputs: findMarked })).toEqual(['a', 'b']);
});

test('usage, completion and failure', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 64 } };
  expect(adapter.facts({ choices: [], usage, service_tier: 'flex' })).toEqual({
    usage: { prompt: 100, read: 64, output: 9, tier: 'flex' },
  });
  expect(adapter.facts({ choices: [{ finish_reason: null }], usage: null })).toEqual({});
  expect(adapter.facts({ choices: [{ finish_reason: 'stop' }] })).toEqual({ complete: true });
  expect(adapter.facts({ error: { message: 'x' } })).toEqual({ failed: true });
  expect(JSON.parse(adapter.errorBody('x')).error).toMatchObject({ message: 'x', type: 'api_error' });
});
