import { describe, expect, it } from 'vitest';
import { asks, takes, text, user } from './messages-prompt.ts';

describe('a request takes breakpoints', () => {
  const result = (...content: unknown[]) => user({ type: 'tool_result', tool_use_id: 't', content });
  const plain = { tools: [{ name: 't' }], system: [text], messages: [user(text)] };
  const nested = { type: 'document', source: { type: 'content', content: [{ ...text, ...asks }] } };

  it('unless its client asks for caching somewhere where the API takes the key', () => {
    expect(takes(plain)).toBe(true);
    const asking = {
      'top level': { ...plain, ...asks },
      'a tool': { ...plain, tools: [{ name: 't', ...asks }] },
      'a deferred tool': { ...plain, tools: [{ name: 't', defer_loading: true, ...asks }] },
      'a system block': { ...plain, system: [{ ...text, ...asks }] },
      'the version note': { ...plain, system: [{ type: 'text', text: 'x-anthropic-billing-header: a', ...asks }] },
      'a block': { ...plain, messages: [user({ ...text, ...asks })] },
      'a block that takes none': { ...plain, messages: [user({ type: 'thinking', ...asks })] },
      'a block in a result': { ...plain, messages: [result({ ...text, ...asks })] },
      'a document': { ...plain, messages: [user(nested)] },
      'a document in a result': { ...plain, messages: [result(nested)] },
      'a search result in a result': {
        ...plain,
        messages: [result({ type: 'search_result', content: [{ ...text, ...asks }] })],
      },
      'a fetched page': {
        ...plain,
        messages: [user({ type: 'web_fetch_tool_result', content: { content: { type: 'document', ...asks } } })],
      },
      'nothing in particular': { ...plain, messages: [user({ ...text, cache_control: null })] },
    };
    for (const [place, body] of Object.entries(asking)) {
      expect(takes(body), place).toBe(false);
      const escaped = JSON.stringify(body).replaceAll('"cache_control"', String.raw`"cache\u005fcontrol"`);
      expect(takes(escaped), `${place}, with an escape`).toBe(false);
    }
  });

  it('where the key is only spoken of', () => {
    const input = { input: asks, type: 'tool_use', id: 'i', name: 'n' };
    const spoken = {
      ...plain,
      tools: [{ name: 'cache_control', input_schema: { properties: asks, ...asks } }],
      system: 'cache_control',
      messages: [user({ type: 'text', text: '{"cache_control":{}}' }), { role: 'assistant', content: [input] }],
      metadata: asks,
    };
    expect(takes(spoken)).toBe(true);
  });

  it('unless a key of interest is repeated', () => {
    const json = JSON.stringify({
      ...plain,
      messages: [user(text, { type: 'document', source: { content: [text] } }), result(text)],
    });
    expect(takes(json)).toBe(true);
    for (const member of [
      '"system":[',
      '"messages":[',
      '"role":"user",',
      '"content":[',
      '"type":"text",',
      '"text":"a"',
      '"source":{',
      '"name":"t"',
    ]) {
      const value = member.endsWith('[') ? '"x",' : member.endsWith('{') ? '{},' : '';
      let from = 0;
      for (let at = json.indexOf(member, from); at !== -1; at = json.indexOf(member, from)) {
        const key = member.slice(0, member.indexOf(':') + 1);
        const repeated = value === '' ? `${member}${member.endsWith(',') ? '' : ','}` : `${key}${value}`;
        expect(takes(json.slice(0, at) + repeated + json.slice(at)), `${member} at ${at}`).toBe(false);
        from = at + 1;
      }
    }
  });
});
