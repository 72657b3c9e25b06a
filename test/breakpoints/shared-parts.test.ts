import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { type Asked, kinds, planningOver, text, turns, user } from './planning.ts';

const system = [{ type: 'text', text: text('s') }];

/** A request about one thing, of a program that never asks on. */
const oneShot = (index: number, at = index): Asked => ({ system, messages: [user(`q${index}`)], at });

/** A question about a document that stands in the same message. */
const question = (document: number, index: number, at: number, bytes = 6000): Asked => {
  const content: JsonObject[] = [
    { type: 'text', text: text(`d${document}`, bytes) },
    { type: 'text', text: text(`d${document}q${index}`, 100) },
  ];
  return { system: text('small', 400), messages: [{ role: 'user', content }], at };
};

describe.each(kinds)('parts that conversations share, what is known of them $name', ({ open }) => {
  const begin = () => planningOver(open());

  it('get a breakpoint from the third request on that has them', () => {
    const planning = begin();
    const marks = [0, 1, 2, 3, 4].map((index) => planning.answer(oneShot(index)).marks);
    expect(marks).toEqual([[], [], ['s'], ['s'], ['s']]);
  });

  it('get none any more where they come too late', () => {
    const planning = begin();
    const marks = [0, 1, 2, 8.1, 14.2, 20.3].map((at, index) => planning.answer(oneShot(index, at)).marks);
    expect(marks).toEqual([[], [], ['s'], [], [], []]);
  });

  it('are not written once more while a request that writes them is under way', () => {
    const planning = begin();
    for (const index of [0, 1]) planning.answer(oneShot(index));
    const writing = planning.plan(oneShot(2));
    expect(writing.marks).toEqual(['s']);
    expect([3, 4].map((index) => planning.plan(oneShot(index, 2.01)).marks)).toEqual([[], []]);
    planning.planner.begun(writing.id);
    expect(planning.plan(oneShot(5, 2.1)).marks).toEqual(['s']);
  });

  it('are written by another where the one under way was not answered within two minutes', () => {
    const planning = begin();
    for (const index of [0, 1]) planning.answer(oneShot(index));
    planning.plan(oneShot(2));
    expect(planning.plan(oneShot(3, 3.9)).marks).toEqual([]);
    expect(planning.plan(oneShot(4, 4.1)).marks).toEqual(['s']);
  });

  it('are no documents with two questions each', () => {
    const planning = begin();
    const marks = Array.from({ length: 24 }, (_, index) => [
      ...planning.answer(question(Math.floor(index / 2), index % 2, index / 4)).marks,
    ]);
    expect(marks.flat()).toEqual([]);
  });

  it('are no documents with three questions each, one about every document and then the next', () => {
    const planning = begin();
    const marks = Array.from({ length: 30 }, (_, index) => [
      ...planning.answer(question(index % 10, Math.floor(index / 10), index / 2)).marks,
    ]);
    expect(marks.flat()).toEqual([]);
  });

  it('are documents with many questions each, from the third question on and later from the second', () => {
    const planning = begin();
    const marks = Array.from({ length: 40 }, (_, index) => [
      ...planning.answer(question(Math.floor(index / 10), index % 10, index / 10)).marks,
    ]);
    expect(marks.slice(0, 4)).toEqual([[], [], ['d0'], ['d0']]);
    expect(marks.slice(10, 13)).toEqual([[], ['d1'], ['d1']]);
    expect(marks.slice(30, 33)).toEqual([[], ['d3'], ['d3']]);
  });

  it('are marked beside the end of a conversation that is written anyway', () => {
    const planning = begin();
    for (const name of ['a', 'b']) {
      for (const count of [1, 2]) planning.answer({ system, messages: turns(name, count), at: count });
    }
    expect(planning.answer({ system, messages: turns('c', 1), at: 3 }).marks).toEqual(['s', 'cu1']);
    expect(planning.answer({ system, messages: turns('c', 2), at: 4 }).marks).toEqual(['s', 'cu1', 'cu2']);
  });

  it('are never more than four breakpoints with the rest', () => {
    const planning = begin();
    const tools = [{ name: 't', description: text('t'), input_schema: {} }];
    const opening = {
      role: 'user',
      content: [
        { type: 'text', text: text('d') },
        { type: 'text', text: text('first') },
      ],
    };
    for (let round = 0; round < 3; round++) {
      const content = [opening.content[0], { type: 'text', text: text(`r${round}`) }] as JsonObject[];
      const all = [{ role: 'user', content }, ...turns(`x${round}`, 3).slice(1)];
      for (const count of [1, 3, 5]) planning.answer({ tools, system, messages: all.slice(0, count), at: round });
    }
    const messages = [opening, ...turns('y', 4).slice(1)];
    const marks = [1, 3, 5, 7].map(
      (count) => planning.answer({ tools, system, messages: messages.slice(0, count), at: 3 }).marks,
    );
    expect(marks).toEqual([
      ['s', 'd', 'first'],
      ['s', 'd', 'first', 'yu2'],
      ['s', 'd', 'yu2', 'yu3'],
      ['s', 'd', 'yu3', 'yu4'],
    ]);
  });
});
