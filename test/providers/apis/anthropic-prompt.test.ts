import { describe, expect, it } from 'vitest';
import { anthropicMessages as adapter } from '../../../providers/apis/anthropic-messages/adapter.ts';
import { type JsonValue, spelled } from './messages-bodies.ts';
import { bytesOf, hashesOf, promptOf, takes, text, user, valuesOf } from './messages-prompt.ts';

describe('the prompt of a Messages request', () => {
  it('is tools, system and messages, whatever order the body has them in', () => {
    const members = {
      messages: [user(text), { role: 'assistant', content: 'b' }],
      system: [text, text],
      tools: [{ name: 't' }],
    };
    const expected = [{ name: 't' }, text, text, text, 'b'];
    const orders = [members, Object.fromEntries(Object.entries(members).reverse())];
    for (const body of orders) expect(valuesOf(body)).toEqual(expected);
    expect(
      promptOf(members)
        .map(({ section }) => section)
        .join(' '),
    ).toBe('tools system system messages messages');
    expect(hashesOf(orders[0])).toEqual(hashesOf(orders[1]));
  });

  it('has no tools that are deferred, and no note of the client about its version', () => {
    const tools = [{ name: 'a' }, { name: 'b', defer_loading: true }, { name: 'c', defer_loading: false }];
    const system = [{ type: 'text', text: 'x-anthropic-billing-header: v=2; cch=1' }, text];
    expect(valuesOf({ tools, system })).toEqual([tools[0], tools[2], text]);
    expect(promptOf({ tools }).map(({ name }) => name)).toEqual(['a', 'c']);
    const [one, other] = ['cch=1', 'cch=2'].map((cch) => [
      { type: 'text', text: `x-anthropic-billing-header: ${cch}` },
      text,
    ]);
    expect(hashesOf({ system: one })).toEqual(hashesOf({ system: other }));
  });

  it('tells the last block of a message of the user', () => {
    const messages = [
      user(text, text),
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
      { role: 'system', content: 'd' },
    ];
    expect(promptOf({ system: 's', messages }).map(({ endsUserMessage }) => endsUserMessage === true)).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('weighs pictures by their size on the screen, in results too', () => {
    const picture = { type: 'image', source: { type: 'base64', data: 'A'.repeat(80_000) } };
    const result = { type: 'tool_result', tool_use_id: 't', content: [picture, text, picture] };
    const [alone, two, small] = promptOf({ messages: [user(picture, result, text)] });
    expect(alone?.weight).toBe(6000);
    expect(two?.weight).toBeGreaterThan(12_000);
    expect(two?.weight).toBeLessThan(12_200);
    expect(small?.weight).toBeUndefined();
  });

  it('is read without complaint where a body is odd', () => {
    const parts: unknown[] = [
      undefined,
      null,
      1,
      'x',
      {},
      [],
      [null],
      [1, 'x', [], {}],
      [{ content: null }],
      [{ content: [] }],
    ];
    for (const messages of parts) {
      for (const other of parts) {
        for (const body of [
          { messages, tools: other },
          { messages, system: other },
          { messages: [{ role: other, content: messages }] },
        ]) {
          expect(() => adapter.read(bytesOf(body))).not.toThrow();
        }
      }
    }
    expect(promptOf({ messages: [{ role: 'user', content: null }, user()], system: null })).toEqual([]);
    expect([{}, { messages: [] }, { system: '' }, { messages: [user()] }].map(takes)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    const many = JSON.stringify({ messages: [{ role: 'user', content: Array.from({ length: 200_000 }, () => 0) }] });
    expect(promptOf(many)).toHaveLength(200_000);
  });
});

describe('a breakpoint can be carried', () => {
  const carriersOf = (body: unknown) => promptOf(body).map(({ carrier }) => carrier);
  const blanks = ['', ' ', '\n\t', '\r\n', '\u00a0', '\u3000', '\u0085', '\u2003 \u200b', '\ufeff', '\u001f', '\b'];

  it('by texts that show something, and by no other', () => {
    const shown = ['a', ' a', '\n\na', '\u00a0a', '\u3000\u4e2d', '\ud83d', '"', '0', '\u00e9', '\u007fa'];
    for (const written of [JSON.stringify, (value: unknown) => spelled(value as JsonValue, 7)]) {
      for (const each of [...blanks, ...shown]) {
        const ends = { messages: [{ role: 'user', content: each }, user({ type: 'text', text: each })], system: each };
        const carrier = blanks.includes(each);
        expect(carriersOf(written(ends)), JSON.stringify(each)).toEqual(
          carrier ? [undefined, undefined, undefined] : ['string', 'string', 'object'],
        );
      }
    }
    expect(
      carriersOf({ messages: [user({ type: 'text' }, { type: 'text', text: null }, 'bare', { text: 'a' }, {})] }),
    ).toEqual(Array(5).fill(undefined));
  });

  it('by the types that take one, and by no other', () => {
    const types = [
      'image',
      'document',
      'search_result',
      'tool_use',
      'thinking',
      'redacted_thinking',
      'server_tool_use',
      'of_tomorrow',
    ];
    expect(carriersOf({ messages: [user(...types.map((type) => ({ type, text: 'a' })))] })).toEqual([
      'object',
      'object',
      'object',
      'object',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('by results that hold something', () => {
    const result = (content: unknown) => ({ type: 'tool_result', tool_use_id: 't', content });
    const holding = [
      result('a'),
      result([text]),
      result([{ type: 'text', text: '' }, { type: 'image' }]),
      result([{ type: 'tool_reference' }]),
    ];
    const empty = [
      ...blanks.map(result),
      result([]),
      result(null),
      result([{ type: 'text', text: ' ' }]),
      { type: 'tool_result' },
    ];
    expect(carriersOf({ messages: [user(...holding, ...empty)] })).toEqual([
      ...holding.map(() => 'object'),
      ...empty.map(() => undefined),
    ]);
  });

  it('by tools with a name', () => {
    const tools = [
      { name: 'a', input_schema: {} },
      { type: 'bash_20250124', name: 'bash' },
      { type: 'mcp_toolset' },
      {},
      null,
      'a',
    ];
    expect(carriersOf({ tools })).toEqual(['object', 'object', undefined, undefined, undefined, undefined]);
  });
});
