import { describe, expect, it } from 'vitest';
import { beginning, kinds, type Planning, planningOver, turns, user, userString } from './planning.ts';

const day = 24 * 60;

/** Plays requests of one conversation half a minute apart, each with a receipt. */
function play(planning: Planning, name: string, count: number, dollars: number, from = 1): number[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const planned = planning.answer({ messages: turns(name, number), at: number / 2 });
    planning.receipt(planned, { dollars: planned.marks.length === 0 ? 0 : dollars });
    return planned.marks.length;
  });
}

describe.each(kinds)('what became of requests, known $name', ({ open }) => {
  const begin = () => planningOver(open());

  it('a conversation that has lost money after ten receipts gets no more, and keeps its form', () => {
    const planning = begin();
    expect(play(planning, 'a', 10, -0.01)).toEqual([0, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
    expect(play(planning, 'a', 3, -0.01, 11)).toEqual([0, 0, 0]);
    expect(play(planning, 'b', 3, 0.01)).toEqual([1, 2, 2]);
  });

  it('one that has gained goes on, and so does one that has lost in nine', () => {
    const planning = begin();
    expect(play(planning, 'a', 14, 0.01).slice(9)).toEqual([2, 2, 2, 2, 2]);
    const other = begin();
    play(other, 'a', 9, -0.01);
    expect(other.plan({ messages: turns('a', 10), at: 5 }).marks).toHaveLength(2);
  });

  it('strings that went up as lists stay lists where there are no more breakpoints', () => {
    const planning = begin();
    for (let count = 1; count <= 10; count++) {
      const planned = planning.answer({ messages: turns('a', count, userString), at: count / 2 });
      planning.receipt(planned, { dollars: -0.01 });
    }
    const { marks, arrays, sent } = planning.answer({ messages: turns('a', 11, userString), at: 6 });
    expect(marks).toEqual([]);
    expect(arrays).toEqual(Array.from({ length: 9 }, (_, index) => `au${index + 2}`));
    expect(JSON.parse(sent).messages.at(-1).content).toBeTypeOf('string');
  });

  it('a refused request leaves its strings as they are, and its upstream alone for as long as it is told', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1, userString), at: 0 });
    const refused = planning.plan({ messages: turns('a', 2, userString), at: 1 });
    expect(refused.arrays).toEqual(['au2']);
    planning.planner.begun(refused.id);
    planning.planner.refused(refused.id, beginning + (1 + day) * 60_000);
    const next = planning.answer({ messages: turns('a', 3, userString), at: 2 });
    expect([next.marks, next.arrays]).toEqual([[], []]);
    expect(planning.answer({ messages: turns('c', 1), at: 3, upstream: 'another' }).marks).toEqual(['cu1']);
    planning.answer({ messages: turns('b', 1), at: day });
    expect(planning.answer({ messages: turns('b', 2), at: day + 0.9 }).marks).toEqual([]);
    expect(planning.answer({ messages: turns('b', 3), at: day + 1.1 }).marks).toEqual(['bu3']);
  });

  it('a refusal of a body that was refused without breakpoints too leaves nothing alone, and settles no form', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1, userString), at: 0 });
    const refused = planning.plan({ messages: turns('a', 2, userString), at: 1 });
    planning.planner.refused(refused.id, 0);
    expect(planning.answer({ messages: turns('a', 2, userString), at: 1.5 }).marks).toEqual(['au2']);
  });

  it('an upstream that reads from a cache unasked is left alone for a day', () => {
    const planning = begin();
    planning.receipt(planning.answer({ messages: turns('a', 1), at: 0 }), { marks: 0, read: 900 });
    expect(planning.answer({ messages: turns('a', 2), at: 1 }).marks).toEqual([]);
    expect(planning.answer({ messages: turns('a', 3), at: day - 1 }).marks).toEqual([]);
    planning.answer({ messages: turns('b', 1), at: day + 1 });
    expect(planning.answer({ messages: turns('b', 2), at: day + 2 }).marks).toEqual(['bu1', 'bu2']);
  });

  it('an upstream that reads and never bills a write is left alone after three receipts', () => {
    const planning = begin();
    const ask = (count: number, receipt: { read: number; written: number }) => {
      const planned = planning.answer({ messages: turns('a', count), at: count });
      planning.receipt(planned, { marks: planned.marks.length, ...receipt });
      return planned.marks.length;
    };
    planning.answer({ messages: turns('a', 1), at: 1 });
    for (let count = 2; count <= 3; count++) expect(ask(count, { read: 900, written: 0 })).toBeGreaterThan(0);
    expect(ask(4, { read: 900, written: 100 })).toBeGreaterThan(0);
    for (let count = 5; count <= 7; count++) expect(ask(count, { read: 900, written: 0 })).toBeGreaterThan(0);
    expect(ask(8, { read: 900, written: 0 })).toBe(0);
  });

  it('nothing under the model’s minimum gets one, by the bytes a token of the last receipt', () => {
    const planning = begin();
    const says = (bytes: number) => (name: string) => user(name, bytes);
    // Two messages of the user and one of the model of 200 bytes are little over 3,500 bytes: 875 tokens at four each.
    const second = { messages: turns('a', 2, says(1600)), at: 1 };
    const first = planning.answer({ messages: turns('a', 1, says(1600)), at: 0 });
    expect(planning.plan(second).marks).toEqual([]);
    planning.receipt(first, { tokens: 1000, bytes: 3000 });
    expect(planning.plan(second).marks).toEqual(['au2']);
  });

  it('no receipt makes tokens shorter than two bytes or longer than six', () => {
    for (const [bytes, under, over] of [
      [1, 1024 * 2, 1024 * 2 + 400],
      [1e9, 1024 * 6, 1024 * 6 + 400],
    ] as const) {
      const planning = begin();
      const marksOf = (name: string, size: number) => {
        const [opening, ...rest] = turns(name, 2, (each) => user(each, 100));
        planning.receipt(planning.answer({ messages: [opening as never], at: 0 }), { tokens: 1000, bytes });
        const fill = size - JSON.stringify([opening, ...rest]).length;
        const answer = { role: 'assistant', content: [{ type: 'text', text: 'x'.repeat(fill) }] };
        return planning.plan({ messages: [opening as never, answer, user(`${name}u2`, 100)], at: 1 }).marks;
      };
      expect(marksOf('a', under - 400)).toEqual([]);
      expect(marksOf('b', over)).toEqual(['bu2']);
    }
  });

  it('receipts and answers of requests that nobody knows change nothing', () => {
    const planning = begin();
    planning.planner.begun(77);
    planning.planner.refused(77, beginning + day * 60_000);
    planning.planner.receipt(77, { dollars: -1, tokens: 1, bytes: 1, marks: 0, read: 5, written: 0 });
    planning.answer({ messages: turns('a', 1), at: 0 });
    expect(planning.answer({ messages: turns('a', 2), at: 1 }).marks).toEqual(['au2']);
  });
});
