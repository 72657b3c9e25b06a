import { describe, expect, it } from 'vitest';
import { kinds, type Planning, planningOver, text, turns, user, userString } from './planning.ts';

/** Plays a conversation of so many answered requests, a minute apart, and gives the marks of each. */
function play(planning: Planning, name: string, count: number, from = 0, program?: string): readonly string[][] {
  return Array.from({ length: count }, (_, index) => [
    ...planning.answer({ messages: turns(name, index + 1), at: from + index, ...(program ? { program } : {}) }).marks,
  ]);
}

describe.each(kinds)('a conversation, what is known of it $name', ({ open }) => {
  const begin = () => planningOver(open());

  it('gets no breakpoint in its first request, and then one at each new end beside the one that is kept', () => {
    expect(play(begin(), 'a', 4)).toEqual([[], ['au2'], ['au2', 'au3'], ['au3', 'au4']]);
  });

  it('begins with one where two first requests of three were followed in time', () => {
    const planning = begin();
    expect(play(planning, 'a', 2)).toEqual([[], ['au2']]);
    expect(play(planning, 'b', 2, 2)).toEqual([['bu1'], ['bu1', 'bu2']]);
  });

  it('begins with none as soon as others after a quick follow-up have waited for theirs', () => {
    const planning = begin();
    play(planning, 'a', 2);
    const marks = [2, 2.4, 2.8, 3.2].map(
      (at, index) => planning.answer({ messages: turns(`n${index}x`, 1), at }).marks.length,
    );
    // 1 of 3, and then what has not come yet: 0.49 failures after 24 seconds, 0.66 after 48.
    expect(marks).toEqual([1, 1, 0, 0]);
    // One of them goes on: 2 of 4, and 2.2 failures in doubt.
    planning.answer({ messages: turns('n3x', 2), at: 3.4 });
    expect(planning.answer({ messages: turns('z', 1), at: 3.6 }).marks).toEqual(['zu1']);
  });

  it('begins with one although others that run beside it have not gone on for two minutes', () => {
    const planning = begin();
    play(planning, 'a', 2);
    play(planning, 'b', 2, 2);
    const names = ['c', 'd', 'e', 'f'];
    const firsts = names.map((name, index) => planning.answer({ messages: turns(name, 1), at: 4 + index / 10 }).marks);
    expect(firsts.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    const seconds = names.map((name, index) => planning.answer({ messages: turns(name, 2), at: 6 + index / 10 }).marks);
    expect(seconds).toEqual(names.map((name) => [`${name}u1`, `${name}u2`]));
    expect(planning.answer({ messages: turns('g', 1), at: 7 }).marks).toEqual(['gu1']);
  });

  it('counts for each program apart: user agent, model, tools, upstream', () => {
    const planning = begin();
    play(planning, 'a', 2);
    const next = { messages: turns('b', 1), at: 3 };
    expect(planning.plan({ ...next, program: 'another' }).marks).toEqual([]);
    expect(planning.plan({ ...next, model: 'another-model' }).marks).toEqual([]);
    expect(planning.plan({ ...next, tools: [{ name: 'a tool', input_schema: {} }] }).marks).toEqual([]);
    expect(planning.plan(next).marks).toEqual(['bu1']);
  });

  it('does not follow a request that went to another upstream', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1), at: 0 });
    expect(planning.answer({ messages: turns('a', 2), at: 1, upstream: 'another' }).marks).toEqual([]);
    expect(planning.answer({ messages: turns('a', 2), at: 1 }).marks).toEqual(['au2']);
  });

  it('counts by place: where all end after the second request, the second gets none at its end', () => {
    const planning = begin();
    const ends: boolean[] = [];
    for (let round = 0; round < 16; round++) {
      const [, second = []] = play(planning, `r${round}x`, 2, round * 10);
      ends.push(second.includes(`r${round}xu2`));
    }
    // 2 of 2 to begin with; at 2 of 8 it is under the threshold.
    expect(ends.indexOf(false)).toBe(6);
    expect(ends.slice(6)).not.toContain(true);
    const third = planning.answer({ messages: turns('z', 1), at: 500 });
    planning.answer({ messages: turns('z', 2), at: 501 });
    expect(third.marks).toEqual(['zu1']);
    expect(planning.answer({ messages: turns('z', 3), at: 502 }).marks).toContain('zu3');
  });

  it('is not extended by the same request once more', () => {
    const planning = begin();
    for (let round = 0; round < 5; round++) planning.answer({ messages: turns('a', 1), at: round / 10 });
    expect(planning.plan({ messages: turns('b', 1), at: 1 }).marks).toEqual([]);
    const after = planning.answer({ messages: turns('a', 2), at: 1 });
    expect(after.marks).toContain('au2');
  });

  it('is not read by requests that came before its answer had begun, and they count for nothing', () => {
    const planning = begin();
    const first = planning.plan({ messages: turns('a', 1), at: 0 });
    const second = planning.answer({ messages: turns('a', 2), at: 0.1 });
    expect(second.marks).toEqual([]);
    planning.planner.begun(first.id);
    expect(planning.plan({ messages: turns('b', 1), at: 0.2 }).marks).toEqual([]);
    // To the third, the two are conversations that share their first message.
    expect(planning.answer({ messages: turns('a', 3), at: 0.3 }).marks).toEqual(['au1', 'au3']);
  });

  it('does not keep what a request without an answer would have written', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1), at: 0 });
    expect(planning.plan({ messages: turns('a', 2), at: 1 }).marks).toEqual(['au2']);
    expect(planning.answer({ messages: turns('a', 2), at: 1.5 }).marks).toEqual(['au2']);
    expect(planning.answer({ messages: turns('a', 3), at: 2 }).marks).toEqual(['au2', 'au3']);
  });

  it('forgets the end that was kept after a pause of more than five minutes from its last use', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1), at: 0 });
    planning.answer({ messages: turns('a', 2), at: 1 });
    expect(planning.answer({ messages: turns('a', 3), at: 6 }).marks).toEqual(['au2', 'au3']);
    expect(planning.answer({ messages: turns('a', 4), at: 11.01 }).marks).toEqual(['au4']);
  });

  it('gets none after two long pauses, and some again when it is quick', () => {
    const planning = begin();
    const at = [0, 1, 7.1, 13.2, 14, 15, 16];
    const marks = at.map((minute, index) => [
      ...planning.answer({ messages: turns('a', index + 1), at: minute }).marks,
    ]);
    expect(marks).toEqual([[], ['au2'], ['au3'], ['au4'], ['au4', 'au5'], ['au5', 'au6'], ['au6', 'au7']]);
    const slow = begin();
    const late = [0, 6, 12, 18, 19, 20].map((minute, index) => [
      ...slow.answer({ messages: turns('s', index + 1), at: minute }).marks,
    ]);
    expect(late).toEqual([[], ['su2'], [], [], ['su5'], ['su5', 'su6']]);
  });

  it('sends the same request once more in the same form, whatever branches came between', () => {
    const planning = begin();
    const messages = turns('a', 2, userString);
    planning.answer({ messages: turns('a', 1, userString), at: 0 });
    const { sent } = planning.answer({ messages, at: 6 });
    expect(JSON.parse(sent).messages[2].content).toBeTypeOf('object');
    planning.answer({ messages: [...messages.slice(0, 2), userString('other')], at: 12 });
    const again = planning.answer({ messages, at: 18 });
    expect([again.marks, again.arrays]).toEqual([[], ['au2']]);
  });

  it('keeps the form of a request whose answer is not known to have begun', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1, userString), at: 0 });
    expect(planning.plan({ messages: turns('a', 2, userString), at: 1 }).arrays).toEqual(['au2']);
    const third = planning.answer({ messages: turns('a', 3, userString), at: 2 });
    expect(third).toMatchObject({ marks: ['au3'], arrays: ['au2', 'au3'] });
    planning.plan({ messages: turns('a', 4, userString), at: 20 });
    const fourth = planning.plan({ messages: turns('a', 4, userString), at: 21 });
    expect(fourth).toMatchObject({ arrays: ['au2', 'au3', 'au4'] });
  });

  it('keeps a message of the operator behind its end as the string that it was', () => {
    const planning = begin();
    planning.answer({ messages: turns('a', 1), at: 0 });
    const messages = [...turns('a', 2), { role: 'system', content: text('note') }];
    expect(planning.answer({ messages, at: 1 }).marks).toEqual(['au2']);
    const blank = { role: 'assistant', content: ' ' };
    const last = [...messages, blank, { role: 'user', content: ' ' }];
    expect(planning.answer({ messages: last, at: 2 })).toMatchObject({ marks: ['au2'], arrays: [] });
  });

  it('goes on from where a branch left it', () => {
    const planning = begin();
    play(planning, 'a', 3);
    const branch = [...turns('a', 2).slice(0, 2), user('other')];
    expect(planning.answer({ messages: branch, at: 3 }).marks).toEqual(['other']);
    expect(planning.answer({ messages: turns('a', 4), at: 4 }).marks).toEqual(['au3', 'au4']);
    const later = [...branch, { role: 'assistant', content: 'so' }, user('later')];
    expect(planning.answer({ messages: later, at: 5 }).marks).toEqual(['other', 'later']);
  });

  it('is found again after more requests of others than are compared', () => {
    const planning = begin();
    play(planning, 'a', 2);
    for (let index = 0; index < 80; index++) {
      planning.answer({ messages: [user(`n${index}`, 5000)], at: 2 + index / 100 });
    }
    expect(planning.answer({ messages: turns('a', 3), at: 3 }).marks).toEqual(['au2', 'au3']);
  });

  it('has no end where no message is the user’s', () => {
    const planning = begin();
    expect(planning.plan({ system: text('s'), messages: [{ role: 'assistant', content: 'so' }], at: 0 })).toMatchObject(
      {
        id: 0,
        marks: [],
      },
    );
    expect(planning.plan({ system: text('s'), messages: [], at: 0 }).id).toBe(0);
  });
});
