import { describe, expect, it } from 'vitest';
import { apis } from '../../../providers/apis/index.ts';
import { prefixHashes } from '../../../src/lib/prefix-hash.ts';
import { fixture } from './fixture.ts';

const api = (name: string) => apis.find((each) => each.api === name)!;

/** Section, name and JSON value of each block of a prompt. */
function promptOf(name: string, body: unknown) {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const { prompt } = api(name).read(raw);
  return prompt?.map((block) => ({
    section: block.section,
    name: block.name,
    value: JSON.parse(raw.subarray(block.span[0], block.span[1]).toString('utf8')),
  }));
}

describe('the whole prompt', () => {
  it('of a chat is its tools, then its messages, the first of them the system prompt', () => {
    const raw = fixture('chat');
    const { tools, messages } = JSON.parse(raw.toString('utf8'));
    expect(promptOf('openai-chat', raw)).toEqual([
      ...tools.map((value: { function: { name: string } }) => ({ section: 'tools', name: value.function.name, value })),
      { section: 'system', name: undefined, value: messages[0] },
      ...messages.slice(1).map((value: unknown) => ({ section: 'messages', name: undefined, value })),
    ]);
    const late = {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'developer', content: 'b' },
      ],
      tools: [{ type: 'x' }],
    };
    expect(promptOf('openai-chat', late)?.map(({ section }) => section)).toEqual(['tools', 'messages', 'messages']);
  });

  it('of a response is its tools, its instructions and its input', () => {
    const raw = fixture('codex');
    const { input } = JSON.parse(raw.toString('utf8'));
    const prompt = promptOf('openai-responses', raw);
    expect(prompt?.map(({ value }) => value)).toEqual(input);
    expect(prompt?.slice(0, 6).map(({ section }) => section)).toEqual([
      'tools',
      ...Array(4).fill('system'),
      'messages',
    ]);
    const late = {
      input: [
        { role: 'user', content: 'a' },
        { type: 'additional_tools', tools: [] },
      ],
    };
    expect(promptOf('openai-responses', late)?.map(({ section }) => section)).toEqual(['messages', 'messages']);
    const [tools] = [...late.input].reverse();
    const behind = { instructions: 'i', input: [tools] };
    expect(promptOf('openai-responses', behind)?.map(({ section }) => section)).toEqual(['system', 'messages']);
    expect(promptOf('openai-responses', { input: [tools] })?.map(({ section }) => section)).toEqual(['tools']);
    const text = { tools: [{ type: 'function', name: 'run' }], instructions: 'i', input: 'hello' };
    expect(promptOf('openai-responses', text)?.map(({ section, name }) => [section, name])).toEqual([
      ['tools', 'run'],
      ['system', undefined],
      ['messages', undefined],
    ]);
  });

  it('of a response leaves out what the model never sees of an item', () => {
    const told = (id: string, note: object, last: string) => {
      const item = { type: 'message', role: 'user', content: 'a' };
      const input = [
        { id, internal_chat_message_metadata_passthrough: note, ...item },
        { ...item, id, internal_chat_message_metadata_passthrough: note },
        { ...item, content: last },
      ];
      const raw = Buffer.from(JSON.stringify({ model: 'm', input }));
      const { prompt = [] } = api('openai-responses').read(raw);
      return Buffer.from(prefixHashes(raw, prompt, 'm'))
        .toString('hex')
        .match(/.{16}/g);
    };
    const [first, second, third] = told('1', { turn: 1 }, 'b') ?? [];
    expect(told('22', { turn: 22, more: [] }, 'c')?.slice(0, 2)).toEqual([first, second]);
    expect(told('1', { turn: 1 }, 'c')?.[2]).not.toBe(third);
  });

  it('of a response is unknown where it goes on from what only the provider has', () => {
    const body = { input: [{ type: 'message', role: 'user', content: 'a' }] };
    expect(promptOf('openai-responses', { ...body, previous_response_id: null })).toHaveLength(1);
    expect(promptOf('openai-responses', { ...body, previous_response_id: 'r' })).toBeUndefined();
    expect(promptOf('openai-responses', { ...body, conversation: { id: 'c' } })).toBeUndefined();
    const { contents } = { contents: [{ role: 'user', parts: [{ text: 'a' }] }] };
    expect(promptOf('gemini', { contents })).toHaveLength(1);
    expect(promptOf('gemini', { contents, cachedContent: 'cachedContents/1' })).toBeUndefined();
  });

  it('of a Gemini request is each declared function, the instruction and the contents', () => {
    const raw = fixture('gemini');
    const { tools, systemInstruction, contents } = JSON.parse(raw.toString('utf8'));
    const declared = tools.flatMap((tool: { functionDeclarations: { name: string }[] }) => tool.functionDeclarations);
    expect(promptOf('gemini', raw)).toEqual([
      ...declared.map((value: { name: string }) => ({ section: 'tools', name: value.name, value })),
      { section: 'system', name: undefined, value: systemInstruction },
      ...contents.map((value: unknown) => ({ section: 'messages', name: undefined, value })),
    ]);
    expect(promptOf('gemini', { tools: [{ googleSearch: {} }], contents: [] })).toHaveLength(1);
  });

  it('weighs pictures as pictures and not as text', () => {
    const picture = 'A'.repeat(50_000);
    const bodies = {
      'openai-chat': { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: picture } }] }] },
      'openai-responses': { input: [{ role: 'user', content: [{ type: 'input_image', image_url: picture }] }] },
      gemini: { contents: [{ parts: [{ inlineData: { data: picture } }] }] },
    };
    for (const [name, body] of Object.entries(bodies)) {
      const [block] = api(name).read(Buffer.from(JSON.stringify(body))).prompt ?? [];
      expect(block?.weight).toBeGreaterThan(5000);
      expect(block?.weight).toBeLessThan(8000);
    }
  });

  it('holds the same object for a block that stood there before, so that nothing is hashed twice', () => {
    const message = (index: number) => ({ role: 'user', content: `${index} `.repeat(3000) });
    const body = (count: number) =>
      Buffer.from(JSON.stringify({ messages: Array.from({ length: count }, (_, index) => message(index)) }));
    const first = api('openai-chat').read(body(4)).prompt;
    const second = api('openai-chat').read(body(6)).prompt;
    expect(second).toHaveLength(6);
    for (const [index, block] of (first ?? []).slice(0, -1).entries())
      expect(second?.[index]?.source).toBe(block.source);
  });
});
