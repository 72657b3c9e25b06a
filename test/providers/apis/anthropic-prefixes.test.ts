import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicMessages as adapter } from '../../../providers/apis/anthropic-messages/adapter.ts';
import { readPrompt } from '../../../providers/apis/anthropic-messages/prompt.ts';
import { shape } from '../../../providers/apis/anthropic-messages/shape.ts';
import { outline } from '../../../src/lib/json-scan/outline.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import { fixture } from './fixture.ts';
import { bodies, type JsonValue } from './messages-bodies.ts';
import { asks, bytesOf, hashesOf, promptOf, text, user } from './messages-prompt.ts';

describe('prefixes of a Messages request', () => {
  const turns = [user(text), { role: 'assistant', content: 'b' }, { role: 'user', content: 'c' }];
  const base = { model: 'm', tools: [{ name: 't' }], system: 's', messages: turns };
  const shared = (a: unknown, b: unknown) => {
    const [one, other] = [hashesOf(a), hashesOf(b)];
    const parted = one.findIndex((hash, index) => hash !== other[index]);
    return parted === -1 ? one.length : parted;
  };

  it('part where the first thing is different', () => {
    expect(shared(base, { ...base, messages: [...turns, user(text)] })).toBe(5);
    expect(shared(base, { ...base, model: 'n' })).toBe(0);
    expect(shared(base, { ...base, tools: [{ name: 'u' }] })).toBe(0);
    expect(shared(base, { ...base, tools: [] })).toBe(0);
    expect(shared(base, { ...base, system: 'r' })).toBe(1);
    expect(shared(base, { ...base, thinking: { type: 'enabled' } })).toBe(2);
    expect(shared(base, { ...base, tool_choice: { type: 'any' } })).toBe(2);
    expect(shared({ ...base, tool_choice: 1 }, { ...base, thinking: 1 })).toBe(2);
    expect(shared(base, { ...base, messages: [turns[0], { role: 'user', content: 'b' }, turns[2]] })).toBe(3);
    expect(shared(base, { ...base, messages: [turns[0], { role: 'system', content: [] }, ...turns.slice(1)] })).toBe(3);
    expect(shared({ messages: [user(text, text)] }, { messages: [user(text), user(text)] })).toBe(1);
    expect(shared({ tools: [text] }, { system: [text] })).toBe(0);
    expect(shared({ system: [text, text] }, { system: [text], messages: [user(text)] })).toBe(1);
  });

  it('are the same wherever a client puts its breakpoints, in all common spellings', () => {
    const spaced = (value: JsonValue): string => {
      if (typeof value !== 'object' || value === null) return JSON.stringify(value);
      if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(spaced).join(' , ')} ]`;
      const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)} : ${spaced(member)}`);
      return members.length === 0 ? '{}' : `{ ${members.join(' , ')} }`;
    };
    const spellings: readonly ((value: JsonValue) => string)[] = [
      (value) => JSON.stringify(value),
      (value) => JSON.stringify(value, null, 2),
      (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
      (value) => spaced(value),
      (value) => spaced(value).replaceAll(' : ', ': ').replaceAll(' , ', ', '),
    ];
    const around = (key: object) => [
      { ...text, ...key },
      { ...key, ...text },
      { type: 'text', ...key, text: 'a' },
      { ...key },
      { type: 'tool_result', content: [text, { ...text, ...key }, { ...key }], ...key },
      { type: 'tool_result', ...key, content: [{ ...key, ...text }] },
    ];
    const body = (key: object) =>
      ({ system: around(key).slice(0, 4), messages: [user(...around(key)), user(text)] }) as unknown as JsonValue;
    for (const spell of spellings) expect(hashesOf(spell(body(asks)))).toEqual(hashesOf(spell(body({}))));
  });

  it('of a real session with moving breakpoints go on', () => {
    const raw = fixture('claude');
    const body = JSON.parse(raw.toString('utf8'));
    const plain = JSON.parse(raw.toString('utf8'), (key, value) => (key === 'cache_control' ? undefined : value));
    expect(hashesOf(plain)).toEqual(hashesOf(raw.toString('utf8')));
    const earlier = { ...plain, messages: plain.messages.slice(0, 4) };
    expect(shared(earlier, body)).toBe(hashesOf(earlier).length);
  });
});

describe('a body that goes on from an earlier one', () => {
  const filler = 'x'.repeat(1500);

  it('gives the prompt and the hashes that a first reading gives', () => {
    const step = fc.record({ body: bodies, keep: fc.nat(12), asking: fc.boolean(), choice: fc.nat(2) });
    const withoutSource = ({ source: _source, ...rest }: PromptBlock) => rest;
    let known = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 6 }), (steps) => {
        let messages = Array.from({ length: 14 }, (_, index): JsonValue => ({ role: 'user', content: index + filler }));
        let before: ReadonlySet<object | undefined> = new Set();
        for (const { body, keep, asking, choice } of steps) {
          const more = Array.isArray(body.messages) ? (body.messages as readonly JsonValue[]) : [];
          const marked: readonly JsonValue[] = asking ? [{ role: 'user', content: [{ ...text, ...asks }] }] : [];
          messages = [...messages.slice(0, Math.max(12, messages.length - keep)), ...more, ...marked, filler];
          // The settings come last, so that the messages stand at the same offsets whatever they are.
          const settings = { tool_choice: choice, tools: body.tools };
          const raw = bytesOf({ system: 's', messages, ...settings });
          const fresh = readPrompt({ raw, root: outline(raw, shape) });
          const { prompt = [], takesBreakpoints } = adapter.read(raw);
          expect(prompt.map(withoutSource)).toEqual(fresh.prompt.map(withoutSource));
          expect(takesBreakpoints).toBe(fresh.takesBreakpoints);
          expect(hashesOf(raw.toString())).toEqual(hashesOf(raw.toString(), true));
          known += prompt.filter(({ source }) => before.has(source)).length;
          before = new Set(prompt.map(({ source }) => source));
        }
      }),
      { numRuns: 60 },
    );
    // Otherwise it was never about bodies that go on.
    expect(known).toBeGreaterThan(1000);
  });

  it('takes over what was read before, and holds on to no earlier body', () => {
    const body = (count: number) => ({
      messages: Array.from({ length: count }, (_, index) => user({ ...text, text: `${index} ${filler}` })),
    });
    const [first, second] = [promptOf(body(20)), promptOf(body(21))];
    expect(second[10]).toBe(first[10]);
    expect(second[20]).toBeDefined();
    for (const block of second) for (const value of Object.values(block)) expect(typeof value).not.toBe('function');
    const accessors = second.flatMap((block) =>
      Object.values(Object.getOwnPropertyDescriptors(block)).filter(({ get }) => get),
    );
    expect(accessors).toEqual([]);
  });
});
