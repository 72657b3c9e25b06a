import { describe, expect, it } from 'vitest';
import { answerLine, type FetchPart, retrieveTool } from '../../commands/mcp-server.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';

const fetchPart: FetchPart = ({ hash, ...part }) => {
  if (hash === 'gone') throw new HeadroomError('not-found', 'expected a handle, found gone');
  return `original of ${hash}${JSON.stringify(part)}`;
};
const ask = (message: unknown) => {
  const line = answerLine(typeof message === 'string' ? message : JSON.stringify(message), fetchPart, '1.2.3');
  expect(line ?? '').not.toContain('\n');
  return line === undefined ? undefined : JSON.parse(line);
};
const call = (args: unknown, name = 'headroom_retrieve') =>
  ask({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: args } });

describe('the MCP server', () => {
  it.each([
    ['2025-06-18', '2025-06-18'],
    ['2024-11-05', '2024-11-05'],
    ['1999-01-01', '2025-06-18'],
  ])('answers a client of protocol %s with %s', (asked, answered) => {
    const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'test', version: '0' } };
    expect(ask({ jsonrpc: '2.0', id: 0, method: 'initialize', params })).toEqual({
      jsonrpc: '2.0',
      id: 0,
      result: {
        protocolVersion: answered,
        capabilities: { tools: {} },
        serverInfo: { name: 'headroom', version: '1.2.3' },
      },
    });
  });

  it('lists one tool whose schema takes under 150 tokens', async () => {
    const counter = createCounter(await loadRanks());
    expect(counter.count(JSON.stringify(retrieveTool))).toBeLessThan(150);
    expect(ask({ jsonrpc: '2.0', id: 'a', method: 'tools/list' })).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      result: { tools: [retrieveTool] },
    });
  });

  it('fetches an original, whole or in part', () => {
    expect(call({ hash: 'abc' }).result).toEqual({ content: [{ type: 'text', text: 'original of abc{}' }] });
    expect(call({ hash: 'abc', lines: '1-2', grep: '' }).result.content[0].text).toBe('original of abc{"lines":"1-2"}');
    const grep = call({ hash: 'abc', grep: 'x', context: 2 }).result.content[0].text;
    expect(grep).toBe('original of abc{"grep":"x","context":2}');
    const nothing = call({ hash: 'abc', lines: '', grep: '', context: 0 }).result.content[0].text;
    expect(nothing).toBe('original of abc{}');
  });

  it('tells the model what went wrong, as a result of the tool', () => {
    expect(call({ hash: 'gone' }).result).toEqual({
      content: [{ type: 'text', text: 'expected a handle, found gone' }],
      isError: true,
    });
  });

  it.each([
    ['not JSON', '{', -32700, null],
    ['no method', { jsonrpc: '2.0', id: 1 }, -32600, null],
    ['a list', [], -32600, null],
    ['an unknown method', { jsonrpc: '2.0', id: 2, method: 'resources/list' }, -32601, 2],
    ['an unknown tool', { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'x' } }, -32602, 3],
    ['no hash', { jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'headroom_retrieve' } }, -32602, 4],
  ])('answers %s with an error', (_, message, code, id) => {
    expect(ask(message)).toMatchObject({ id, error: { code } });
  });

  it('answers ping, and neither notifications nor answers', () => {
    expect(ask({ jsonrpc: '2.0', id: 5, method: 'ping' })).toEqual({ jsonrpc: '2.0', id: 5, result: {} });
    expect(ask({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBeUndefined();
    expect(ask({ jsonrpc: '2.0', id: 5, result: {} })).toBeUndefined();
  });
});
