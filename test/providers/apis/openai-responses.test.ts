import { expect, test } from 'vitest';
import { openaiResponses as adapter } from '../../../providers/apis/openai-responses/adapter.ts';
import { blocksOf, findMarked, fixture, textsOf, withBlocksReplaced } from './fixture.ts';

test('a session of Codex with scripted tools: every part of an output is a block', () => {
  const raw = fixture('codex');
  const { blocks } = adapter.read(raw);
  expect(blocks.map(({ call }) => [call?.tool, call?.command])).toEqual([
    ['exec', 'git log --oneline | head -5; ls -la'],
    ['exec', 'git log --oneline | head -5; ls -la'],
    ['exec', 'cat build.log'],
    ['exec', 'cat build.log'],
  ]);
  const parsed = JSON.parse(raw.toString('utf8'));
  for (const item of parsed.input) {
    if (item.type === 'custom_tool_call_output') for (const part of item.output) part.text = 'X';
  }
  expect(JSON.parse(withBlocksReplaced(raw, blocks))).toEqual(parsed);
});

test('a session of Codex with plain functions: every output string is a block', () => {
  const blocks = adapter.read(fixture('codex-functions')).blocks;
  expect(blocks.map(({ call, text }) => [call?.tool, call?.command, text?.slice(0, 9)])).toEqual([
    ['exec_command', 'git log --oneline | head -5; ls -la', 'Chunk ID:'],
    ['exec_command', 'cat build.log', 'Chunk ID:'],
  ]);
});

test('of all item types only outputs may change', () => {
  const input = [
    { type: 'additional_tools', tools: [{ name: 'x' }], output: 'no' },
    { type: 'reasoning', summary: [], content: null, encrypted_content: 'e' },
    {
      type: 'message',
      role: 'user',
      phase: 'p',
      content: [
        { type: 'input_text', text: 'a' },
        { type: 'input_image', image_url: 'i' },
      ],
    },
    {
      type: 'function_call',
      call_id: 'f',
      name: 'shell',
      namespace: 'n',
      arguments: '{ "command" : ["bash","-lc","make  all"] }',
    },
    { type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: '*** Begin Patch' },
    { type: 'local_shell_call', call_id: 'l', action: { type: 'exec', command: ['ls', '-l'] } },
    { type: 'web_search_call', id: 'w', output: 'no' },
    { type: 'compaction', encrypted_content: 'e' },
    { type: 'compaction_trigger' },
    { type: 'of_tomorrow', call_id: 'f', output: 'no', content: 'no' },
    { type: 'function_call_output', call_id: 'f', output: 'F' },
    {
      type: 'function_call_output',
      call_id: 'f',
      output: [
        { type: 'input_text', text: 'G' },
        { type: 'input_image', text: 'no' },
      ],
    },
    { type: 'function_call_output', call_id: 'f', output: { text: 'no' } },
    { type: 'custom_tool_call_output', call_id: 'c', output: 'C' },
    { type: 'local_shell_call_output', call_id: 'l', output: 'L' },
    { type: 'function_call_output', call_id: 'k', output: 'K' },
  ];
  const knownCalls = new Map([['k', { tool: 'earlier', input: '{"cmd":"make test"}' }]]);
  const blocks = blocksOf(adapter, { model: 'm', input }, { knownCalls });
  expect(blocks.map(({ text, call }) => [text, call?.tool, call?.command])).toEqual([
    ['F', 'shell', 'make  all'],
    ['G', 'shell', 'make  all'],
    ['C', 'apply_patch', undefined],
    ['L', 'local_shell', 'ls -l'],
    ['K', 'earlier', 'make test'],
  ]);
  expect(blocks[0]?.call?.input).toBe('{ "command" : ["bash","-lc","make  all"] }');
  expect(blocksOf(adapter, { input }).at(-1)?.call).toEqual({ id: 'k', tool: '', input: '' });
});

test('user text as a string, as parts and in a message without a type', () => {
  const findOutputs = findMarked;
  expect(textsOf(adapter, { input: 'x <<a>>' }, { findOutputs })).toEqual(['a']);
  const input = [
    { role: 'user', content: '<<b>>' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<<c>>' }] },
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: '<<d>>' }] },
  ];
  expect(textsOf(adapter, { input }, { findOutputs })).toEqual(['b', 'c']);
  expect(textsOf(adapter, { input })).toEqual([]);
});

test('usage, completion, failure and calls', () => {
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
    output_tokens: 9,
  };
  const counted = { prompt: 100, read: 60, written: 30, output: 9 };
  const status = 'completed';
  expect(adapter.facts({ type: 'response.completed', response: { usage } })).toEqual({
    usage: counted,
    complete: true,
  });
  expect(adapter.facts({ object: 'response', status, error: null, usage })).toEqual({ usage: counted, complete: true });
  expect(adapter.facts({ type: 'response.incomplete', response: { status: 'incomplete' } })).toEqual({
    complete: true,
  });
  expect(adapter.facts({ type: 'response.failed', response: { status: 'failed' } })).toEqual({ failed: true });
  expect(adapter.facts({ type: 'error', status: 429, error: {} })).toEqual({ failed: true });
  expect(adapter.facts({ error: { message: 'x' } })).toEqual({ failed: true });
  expect(adapter.facts({ type: 'response.created', response: { status: 'in_progress', usage: null } })).toEqual({});
  const done = (item: { [key: string]: string }) => ({ type: 'response.output_item.done', item });
  const made = done({ type: 'custom_tool_call', call_id: 'c', name: 'exec', input: 'x' });
  expect(adapter.facts(made)).toEqual({ call: { id: 'c', tool: 'exec', input: 'x' } });
  expect(adapter.concerns(JSON.stringify(made))).toBe(true);
  expect(adapter.facts(done({ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }))).toEqual({
    call: { id: 'c', tool: 'f', input: '{}' },
  });
  expect(adapter.facts(done({ type: 'message', id: 'm' }))).toEqual({});
  expect(adapter.concerns('{"type":"response.output_text.delta","delta":"completed, no error"}')).toBe(false);
});
