import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { mostBlocks } from '../../src/breakpoints/query.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { beginning, planningOver, userString } from './planning.ts';

/** A conversation that ends after so many messages, all of them strings. */
const messages = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? userString(`u${index}`, 40) : { role: 'assistant', content: `#m${index}` },
  );

/** A body up to its last message, without the keys of breakpoints. */
const start = (sent: string) =>
  sent.slice(0, sent.lastIndexOf(']')).replaceAll(',"cache_control":{"type":"ephemeral"}', '');

describe('a prompt with more blocks than a plan looks at', () => {
  it('keeps the form of what was sent, and gets breakpoints among the first blocks alone', () => {
    const planning = planningOver(createMemoryStore());
    const counts = [-5, -3, -1, 1, 3, 5].map((more) => mostBlocks + more);
    let before = '';
    for (const [index, count] of counts.entries()) {
      const { sent, marks } = planning.answer({ messages: messages(count), at: index });
      expect(start(sent).startsWith(start(before)), `${count} blocks`).toBe(true);
      for (const mark of marks) expect(Number(mark.slice(1))).toBeLessThan(mostBlocks);
      expect(marks.length > 0).toBe(index > 0);
      before = sent;
    }
  });

  it('says the same whatever stands behind', () => {
    const [one, other] = [1, 2].map((end) => {
      const planning = planningOver(createMemoryStore());
      const asked = (more: number) => ({ messages: messages(mostBlocks - 1 + more), at: more });
      planning.answer(asked(0));
      return planning.answer({ ...asked(0), messages: messages(mostBlocks + 2 * end + 1), at: 1 });
    });
    expect(one?.marks).toEqual(other?.marks);
  });
});

describe('a memory', () => {
  it('keeps the latest where there are too many, requests and programs and accounts', () => {
    const memory = createMemoryStore();
    const planning = planningOver(memory);
    const first = memory.get(planning.answer({ messages: messages(1), at: 0 }).id) ?? expect.unreachable();
    const busy = { ...first, hashes: new Uint8Array(8 * mostBlocks) };
    const ids = Array.from({ length: 300 }, () => memory.add(busy).id);
    // 300 of them would take 39 MB: the hashes are bounded as well as the number.
    const left = ids.filter((id) => memory.get(id) !== undefined);
    expect(left).toEqual(ids.slice(-256));
    for (let number = 0; number <= 2000; number++) {
      memory.setHabits(`p${number}`, { extended: [], returned: [], bytesPerToken: 4 }, beginning);
      memory.addToAccount(number, 1, beginning);
    }
    expect([memory.habits('p0'), memory.account(0)]).toEqual([undefined, undefined]);
    expect(memory.habits('p1')).toBeDefined();
    expect(memory.account(1)).toBeDefined();
  });

  it('numbers requests in the order in which they came, also where a clock goes back', () => {
    const memory = createMemoryStore();
    const request = memory.get(planningOver(memory).answer({ messages: messages(1), at: 0 }).id);
    const { id, ...rest } = request ?? expect.unreachable();
    const ids = [5, 5, 3, 9, 9].map((minute) => memory.add({ ...rest, time: beginning + minute * 60_000 }).id);
    expect([id, ...ids].toSorted((a, b) => a - b)).toEqual([id, ...ids]);
    expect(ids.every((each) => Number.isSafeInteger(each))).toBe(true);
  });
});
