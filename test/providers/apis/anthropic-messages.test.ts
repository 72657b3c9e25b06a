import { expect, test } from 'vitest';
import { anthropicMessages as adapter } from '../../../providers/apis/anthropic-messages/adapter.ts';
import { blocksOf, findMarked, fixture, textsOf, withBlocksReplaced } from './fixture.ts';

const call = { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'make' } }] };
const answered = (...content: unknown[]) => ({ model: 'm', messages: [call, { role: 'user', content }] });

test('a session of Claude Code: each result is a block that knows its call', () => {
  const raw = fixture('claude');
  const { model, stream, blocks, conversation } = adapter.read(raw);
  expect(model).toMatch(/^claude-/);
  expect(stream).toBe(true);
  expect(blocks.map(({ call }) => [call?.tool, call?.command])).toEqual([
    ['Bash', 'head -c 29000 build.log'],
    ['Bash', 'head -c 31000 build.log'],
    ['Read', undefined],
    ['Read', undefined],
  ]);
  expect(blocks[2]?.call?.input).toBe('{"file_path":"/home/dev/acme-stock/build.log"}');
  const parsed = JSON.parse(raw.toString('utf8'));
  expect(blocks.map(({ text }) => text)).toEqual(
    [3, 5, 7, 9].map((index) => parsed.messages[index].content[0].content),
  );
  expect(JSON.parse(raw.subarray(...conversation).toString('utf8'))).toEqual(parsed.messages);
  for (const index of [3, 5, 7, 9]) parsed.messages[index].content[0].content = 'X';
  expect(JSON.parse(withBlocksReplaced(raw, blocks))).toEqual(parsed);
});

test('tool references are no blocks, and a breakpoint on a result changes nothing', () => {
  const blocks = adapter.read(fixture('claude-toolsearch')).blocks;
  expect(blocks.map(({ call }) => call?.tool)).toEqual(['TaskCreate', 'Bash']);
});

test('thinking stays aside while both results after it are found', () => {
  const body = {
    messages: [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 't', signature: 'a/+=' },
          { type: 'tool_use', id: 'a', name: 'Bash', input: {} },
          { type: 'redacted_thinking', data: 'x/+==' },
          { type: 'tool_use', id: 'b', name: 'Grep', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'b', content: 'two' },
          { type: 'tool_result', tool_use_id: 'a', content: 'one' },
        ],
      },
    ],
  };
  expect(blocksOf(adapter, body).map(({ call, text }) => [call?.tool, text])).toEqual([
    ['Grep', 'two'],
    ['Bash', 'one'],
  ]);
});

test('server tools, documents, images and unknown types are never blocks', () => {
  const strange = [
    { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
    {
      type: 'web_search_tool_result',
      tool_use_id: 's',
      content: [{ type: 'text', text: 'x', encrypted_content: 'e' }],
    },
    { type: 'tool_search_tool_result', tool_use_id: 's', content: [{ type: 'text', text: 'x' }] },
    { type: 'mcp_tool_use', id: 'm', name: 'n', input: {} },
    { type: 'mcp_tool_result', tool_use_id: 'm', content: [{ type: 'text', text: 'x' }] },
    { type: 'code_execution_tool_result', tool_use_id: 's', content: 'x' },
    { type: 'document', source: { type: 'text', data: 'x' } },
    { type: 'search_result', content: [{ type: 'text', text: 'x' }] },
    { type: 'container_upload', file_id: 'f' },
    { type: 'of_tomorrow', content: 'x', text: 'x' },
    { type: 'text', text: 'user' },
  ];
  expect(blocksOf(adapter, answered(...strange))).toEqual([]);
  expect(
    blocksOf(adapter, {
      messages: [
        { role: 'assistant', content: strange },
        { role: 'system', content: 'x' },
      ],
    }),
  ).toEqual([]);
  expect(
    blocksOf(adapter, { messages: [{ role: 'assistant', content: [{ type: 'tool_result', content: 'x' }] }] }),
  ).toEqual([]);
});

test('results of every shape: only their texts are blocks', () => {
  const result = (content: unknown, more = {}) => ({ type: 'tool_result', tool_use_id: 't1', content, ...more });
  const image = { type: 'image', source: { type: 'base64', data: 'AAAA' } };
  const body = answered(
    result('one'),
    result([
      { type: 'text', text: 'two', cache_control: { type: 'ephemeral' } },
      image,
      { type: 'text', text: 'three' },
    ]),
    result([]),
    { type: 'tool_result', tool_use_id: 't1' },
    result(null),
    result('four', { is_error: true }),
    result([{ type: 'tool_reference', tool_name: 'X', text: 'no' }]),
    { type: 'text', text: 'and more' },
  );
  expect(blocksOf(adapter, body).map(({ text, failed, call }) => [text, failed, call?.command])).toEqual([
    ['one', undefined, 'make'],
    ['two', undefined, 'make'],
    ['three', undefined, 'make'],
    ['four', true, 'make'],
  ]);
});

test('a result without a call in the body keeps its id', () => {
  const [block] = blocksOf(adapter, {
    messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'q', content: 'x' }] }],
  });
  expect(block?.call).toEqual({ id: 'q', tool: '', input: '' });
});

test('a call that comes after the result is not its call', () => {
  const { messages } = answered({ type: 'tool_result', tool_use_id: 't1', content: 'x' });
  expect(blocksOf(adapter, { messages: messages.toReversed() })[0]?.call?.tool).toBe('');
});

test('objects that say a thing twice are left alone', () => {
  const once = '{"type":"tool_result","tool_use_id":"t","content":"ok"}';
  for (const twice of [
    '{"type":"tool_result","tool_use_id":"t","content":"a","content":"b"}',
    '{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a","te\\u0078t":"b"}]}',
    '{"type":"text","type":"tool_result","content":"a"}',
  ]) {
    expect(textsOf(adapter, `{"messages":[{"role":"user","content":[${twice},${once}]}]}`)).toEqual(['ok']);
  }
  expect(textsOf(adapter, `{"messages":[],"messages":[{"role":"user","content":[${once}]}]}`)).toEqual([]);
});

test('a text with half a surrogate pair is a block without text', () => {
  expect(
    textsOf(adapter, '{"messages":[{"role":"user","content":[{"type":"tool_result","content":"a\\ud800"}]}]}'),
  ).toEqual([undefined]);
});

test.each(['', '[]', '"x"', '{"messages":[}', '{"messages":[]}x'])('%j cannot be scanned', (body) => {
  expect(() => adapter.read(Buffer.from(body))).toThrow(/expected/);
});

test('bytes that are no UTF-8 cannot be scanned', () => {
  expect(() => adapter.read(Buffer.from('{"messages":"\xff"}', 'latin1'))).toThrow('expected a UTF-8 body');
});

test('command output in user text is found in its exact bytes', () => {
  const raw = Buffer.from(
    '{"messages":[{"role":"user","content":"ran \\u003c<é\\n🤖>> ok <<b>>"},{"role":"assistant","content":"<<no>>"},' +
      '{"role":"user","content":[{"type":"text","text":"<<c>>"},{"type":"tool_result","content":"<<d>>"}]}]}',
  );
  expect(adapter.read(raw).blocks.map(({ text }) => text)).toEqual(['<<d>>']);
  const { blocks } = adapter.read(raw, { findOutputs: findMarked });
  expect(blocks.map(({ span }) => raw.subarray(...span).toString('utf8'))).toEqual(['é\\n🤖', 'b', 'c', '<<d>>']);
  expect(blocks[0]).toEqual({
    span: blocks[0]?.span,
    role: 'tool',
    text: 'é\n🤖',
    call: { tool: 'shell', input: 'make', command: 'make' },
    retrievable: false,
  });
});

test('a region whose bytes cannot be told is left out', () => {
  const body = { messages: [{ role: 'user', content: 'a🤖b' }] };
  const findOutputs = () => [
    { start: 0, end: 2, command: 'x' },
    { start: 1, end: 3, command: 'y' },
  ];
  expect(textsOf(adapter, body, { findOutputs })).toEqual(['🤖']);
});

test('tells the receipt of each event as it stands there', () => {
  const usage = {
    input_tokens: 4,
    cache_creation_input_tokens: 1000,
    cache_read_input_tokens: 7,
    cache_creation: { ephemeral_1h_input_tokens: 900, ephemeral_5m_input_tokens: 100 },
    output_tokens: 1,
    service_tier: 'standard',
    speed: 'fast',
    inference_geo: null,
  };
  const told = {
    uncached: 4,
    written: 1000,
    writtenShort: 100,
    writtenLong: 900,
    read: 7,
    output: 1,
    tier: 'standard',
    speed: 'fast',
  };
  const events = [
    { type: 'message_start', message: { usage } },
    { type: 'message_delta', usage },
  ];
  for (const event of events) expect(adapter.facts(event)).toEqual({ usage: told });
  expect(adapter.facts({ type: 'message', usage })).toEqual({ usage: told, complete: true });
  expect(adapter.facts({ type: 'message_stop' })).toEqual({ complete: true });
  expect(adapter.facts({ type: 'error', error: { type: 'overloaded_error' } })).toEqual({ failed: true });
  expect(events.every((event) => adapter.concerns(JSON.stringify(event)))).toBe(true);
  expect(adapter.concerns('{"type":"content_block_delta","delta":{"text":"\\"usage\\" \\"error\\""}}')).toBe(false);
});

test('a body that fails in our hands fails in the words of the API', () => {
  expect(JSON.parse(adapter.errorBody('x"y'))).toEqual({ type: 'error', error: { type: 'api_error', message: 'x"y' } });
});
