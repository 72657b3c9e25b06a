import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../../providers/apis/anthropic-messages/adapter.ts';
import { apis } from '../../../providers/apis/index.ts';
import { fixture, systemTexts } from './fixture.ts';

const api = (name: string) => apis.find((each) => each.api === name)!;

describe('the system prompt', () => {
  it('is found where each API puts it, in every form that it may have', () => {
    const part = (text: string) => ({ type: 'text', text });
    const messages = api('anthropic-messages');
    expect(systemTexts(messages, { system: 'one "quoted"', messages: [] })).toEqual(['one "quoted"']);
    expect(systemTexts(messages, { messages: [], system: [part('a'), { type: 'image' }, part('b')] })).toEqual([
      'a',
      'b',
    ]);
    const chat = [
      { role: 'system', content: 'a' },
      { role: 'user', content: 'no' },
      { role: 'developer', content: [part('b')] },
    ];
    expect(systemTexts(api('openai-chat'), { messages: chat })).toEqual(['a', 'b']);
    const developer = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'b' }] };
    expect(systemTexts(api('openai-responses'), { instructions: 'a', input: [developer] })).toEqual(['a', 'b']);
    const parts = { parts: [{ text: 'a' }, { inlineData: {} }, { text: 'b' }] };
    expect(systemTexts(api('gemini'), { systemInstruction: parts, contents: [] })).toEqual(['a', 'b']);
    expect(systemTexts(api('gemini'), { system_instruction: parts, contents: [] })).toEqual(['a', 'b']);
  });

  it('is left out where there is none, and never counts as a block to edit', () => {
    const { system, blocks } = anthropicMessages.read(Buffer.from('{"system":null,"messages":[]}'));
    expect([system, blocks]).toEqual([undefined, []]);
    const real = anthropicMessages.read(fixture('claude-toolsearch'));
    expect(real.blocks.every(({ role }) => role === 'tool')).toBe(true);
  });
});
