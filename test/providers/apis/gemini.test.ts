import { expect, test } from 'vitest';
import { gemini as adapter } from '../../../providers/apis/gemini/adapter.ts';
import { blocksOf, findMarked, fixture, textsOf, withBlocksReplaced } from './fixture.ts';

test('a session of Gemini CLI: each response is a block that knows its call by id', () => {
  const raw = fixture('gemini');
  const { model, stream, blocks } = adapter.read(raw, { path: '/v1beta/models/gemini-2.5-pro:streamGenerateContent' });
  expect([model, stream]).toEqual(['gemini-2.5-pro', false]);
  expect(blocks.slice(0, 3).map(({ call }) => [call?.tool, call?.id, call?.command])).toEqual([
    ['run_shell_command', 'uovdgxwq', 'git log --oneline | head -5; ls -la'],
    ['run_shell_command', 'kjlvi9qz', 'cat build.log'],
    ['read_file', 'h56qb5vd', undefined],
  ]);
  const parsed = JSON.parse(raw.toString('utf8'));
  for (const { parts } of parsed.contents) {
    for (const part of parts) if (part.functionResponse) part.functionResponse.response.output = 'X';
  }
  expect(JSON.parse(withBlocksReplaced(raw, blocks))).toEqual(parsed);
});

test('without ids the calls of a name are answered in their order', () => {
  const blocks = adapter.read(fixture('gemini-without-ids')).blocks;
  expect(blocks.map(({ call }) => [call?.tool, call?.id]).slice(0, 3)).toEqual([
    ['bash', undefined],
    ['bash', undefined],
    ['read', undefined],
  ]);
  expect(blocks.slice(0, 2).map(({ call }) => call?.command)).toEqual([
    'git log --oneline | head -5; ls -la',
    'cat build.log',
  ]);
  const call = (cmd: string) => ({ functionCall: { name: 'sh', args: { cmd } } });
  const answer = (output: string) => ({ functionResponse: { name: 'sh', response: { output } } });
  const body = {
    contents: [
      { role: 'model', parts: [call('one'), call('two')] },
      { role: 'user', parts: [answer('1'), answer('2'), answer('3')] },
    ],
  };
  expect(blocksOf(adapter, body).map((block) => [block.text, block.call?.command])).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', undefined],
  ]);
});

test('only the known members of a response are blocks, an error is a failure', () => {
  const response = { output: 'o', content: 'c', result: 'r', error: 'e', other: 'no', nested: { output: 'no' } };
  const parts = [
    { functionResponse: { name: 'f', id: '1', response } },
    { function_response: { name: 'f', id: '2', response: { output: { a: 'no' }, result: 7 } } },
    { functionResponse: { id: '3', response: [] } },
    { inlineData: { data: 'AAAA' } },
    { executableCode: { code: 'x' } },
  ];
  expect(blocksOf(adapter, { contents: [{ role: 'user', parts }] }).map(({ text, failed }) => [text, failed])).toEqual([
    ['o', undefined],
    ['c', undefined],
    ['r', undefined],
    ['e', true],
  ]);
});

test('command output in user text', () => {
  const contents = [
    { role: 'user', parts: [{ text: '<<a>>' }] },
    { role: 'model', parts: [{ text: '<<b>>', thoughtSignature: 's' }] },
  ];
  expect(textsOf(adapter, { contents }, { findOutputs: findMarked })).toEqual(['a']);
});

test('usage, completion and failure', () => {
  const usageMetadata = {
    promptTokenCount: 100,
    cachedContentTokenCount: 80,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 3,
  };
  expect(adapter.facts({ candidates: [{ finishReason: 'STOP' }], usageMetadata })).toEqual({
    usage: { prompt: 100, read: 80, output: 8 },
    complete: true,
  });
  expect(adapter.facts({ candidates: [{}], usageMetadata: { promptTokenCount: 7 } })).toEqual({
    usage: { prompt: 7 },
  });
  expect(adapter.facts({ error: { code: 503 } })).toEqual({ failed: true });
  expect(JSON.parse(adapter.errorBody('x'))).toEqual({ error: { code: 502, message: 'x', status: 'UNAVAILABLE' } });
});
