import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { kinds, model, planningOver, text, turns, user, userString } from './planning.ts';

const mark = ',"cache_control":{"type":"ephemeral"}';
const textBlock = (name: string, bytes?: number) => ({ type: 'text', text: text(name, bytes) });
const modelString = (name: string) => ({ role: 'assistant', content: text(name, 200) });
const byUser = (...content: readonly JsonObject[]) => ({ role: 'user', content });

/** How the content of each message goes up: as the string that it was, or as a list. */
const shapes = (sent: string) =>
  (JSON.parse(sent).messages as { content: Json }[]).map(({ content }) => (Array.isArray(content) ? 'list' : 'string'));

describe.each(kinds)('what carries a breakpoint, what is known $name', ({ open }) => {
  const begin = () => planningOver(open());

  it('is a list’s last block, or a string that goes up as a list of one', () => {
    for (const says of [user, userString]) {
      const planning = begin();
      planning.answer({ messages: turns('a', 1, says), at: 0 });
      const { sent, marks } = planning.answer({ messages: turns('a', 2, says), at: 1 });
      expect(marks).toEqual(['au2']);
      const { messages } = JSON.parse(sent);
      const marked = { ...textBlock('au2'), cache_control: { type: 'ephemeral' } };
      expect(messages.at(-1)).toEqual({ role: 'user', content: [marked] });
      expect(messages.slice(0, -1)).toEqual(turns('a', 2, says).slice(0, -1));
      expect(sent.split(mark)).toHaveLength(2);
    }
  });

  it('is the block before one that can carry none', () => {
    const blank = { type: 'text', text: ' \n' };
    const odd = { type: 'of_tomorrow', text: text('odd') };
    const endings: readonly (readonly JsonObject[])[] = [[blank], [odd], [blank, odd, { type: 'text', text: '' }]];
    for (const ending of endings) {
      const planning = begin();
      planning.answer({ messages: turns('a', 1), at: 0 });
      const next = [...turns('a', 1), modelString('am1'), byUser(textBlock('au2'), ...ending)];
      expect(planning.answer({ messages: next, at: 1 }).marks).toEqual(['au2']);
      const { marks } = planning.answer({ messages: [...next, model('am2'), user('au3')], at: 2 });
      expect(marks).toEqual(['au2', 'au3']);
    }
  });

  it('is a block of the model’s where the user’s message has none that can', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1), at: 0 });
    const thinking = { type: 'thinking', thinking: text('thought'), signature: 's' };
    const said = { role: 'assistant', content: [textBlock('am1'), thinking] };
    const { marks } = planning.answer({ messages: [...turns('a', 1), said, { role: 'user', content: ' ' }], at: 1 });
    expect(marks).toEqual(['am1']);
    const other = begin();
    other.answer({ messages: turns('b', 1), at: 0 });
    const next = [...turns('b', 1), modelString('bm1'), { role: 'user', content: '' }];
    const planned = other.answer({ messages: next, at: 1 });
    expect([planned.marks, planned.arrays]).toEqual([['bm1'], ['bm1']]);
    const after = other.answer({ messages: [...next, model('bm2'), userString('bu3')], at: 2 });
    expect(shapes(after.sent)).toEqual(['list', 'list', 'string', 'list', 'list']);
  });

  it('is no string that went up as one before', () => {
    const planning = begin();
    const messages = [userString('au1'), { role: 'assistant', content: ' ' }, { role: 'user', content: ' ' }];
    planning.answer({ messages: messages.slice(0, 1), at: 0 });
    const planned = planning.answer({ messages, at: 1 });
    expect([planned.marks, planned.arrays]).toEqual([[], []]);
  });

  it('is no string of the conversation that another conversation sends as a list', () => {
    const planning = begin();
    const system = text('s');
    const chat = (count: number) => ({ system, messages: turns('a', count, userString) });
    const first = planning.answer({ ...chat(1), at: 0 });
    for (const index of [1, 2, 3]) planning.answer({ system, messages: [user(`q${index}`)], at: index / 10 });
    expect(planning.plan({ system, messages: [user('q4')], at: 0.5 })).toMatchObject({ marks: ['s'], arrays: ['s'] });
    const second = planning.answer({ ...chat(2), at: 1 });
    expect(typeof JSON.parse(first.sent).system).toBe('string');
    expect(typeof JSON.parse(second.sent).system).toBe('string');
    expect(second.marks).toEqual(['au2']);
  });

  it('stays a list in every later request, with a breakpoint and without, by branches too', () => {
    const planning = begin();
    const shapesAt = (count: number, at: number) =>
      shapes(planning.answer({ messages: turns('a', count, userString), at }).sent).filter(
        (_, index) => index % 2 === 0,
      );
    expect(shapesAt(1, 0)).toEqual(['string']);
    expect(shapesAt(2, 1)).toEqual(['string', 'list']);
    expect(shapesAt(3, 2)).toEqual(['string', 'list', 'list']);
    expect(shapesAt(5, 3)).toEqual(['string', 'list', 'list', 'string', 'list']);
    const branch = [...turns('a', 3, userString).slice(0, 4), userString('other')];
    expect(shapes(planning.answer({ messages: branch, at: 4 }).sent)).toEqual([
      'string',
      'list',
      'list',
      'list',
      'list',
    ]);
    expect(shapesAt(6, 60)).toEqual(['string', 'list', 'list', 'string', 'list', 'list']);
    expect(shapesAt(7, 120).slice(0, 6)).toEqual(['string', 'list', 'list', 'string', 'list', 'list']);
  });

  it('is no tool that is loaded later', () => {
    const planning = begin();
    const tools = [
      { name: 'now', description: text('now'), input_schema: {} },
      { name: 'later', description: text('later'), input_schema: {}, defer_loading: true },
    ];
    const marks = [0, 1, 2].map((at) => planning.answer({ tools, messages: [user(`q${at}`, 100)], at }).marks);
    expect(marks).toEqual([[], [], ['now']]);
  });
});
