import { describe, expect, it } from 'vitest';
import { chanceAt, doubtAfter, unknownHabits } from '../../src/breakpoints/habits.ts';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { type Known, observe } from '../../src/breakpoints/observe.ts';
import { prefixHashBytes } from '../../src/lib/prefix-hash.ts';
import type { PlannedRequest } from '../../src/model/breakpoints.ts';

const second = 1000;

/** A request at second 0, the first of its conversation, of which all is still to be seen. */
const waiting: Omit<PlannedRequest, 'id'> = {
  program: 'a program',
  upstream: 'an upstream',
  time: 0,
  begun: true,
  conversation: 0,
  hashes: new Uint8Array(2 * prefixHashBytes),
  ends: [1],
  pace: { came: 0, of: 0 },
  arrays: [],
  kept: [],
  open: true,
  parts: [[0, 2]],
};

/** What one request tells that comes so many seconds after others, with which it shares no block unless it says so. */
function afterSeconds(seconds: number, others: readonly (Partial<PlannedRequest> & { shared?: number })[]) {
  const store = createMemoryStore();
  const known = others.map(({ shared = 0, ...changes }): Known => {
    return { request: store.add({ ...waiting, ...changes }), shared };
  });
  const { learned, likely } = observe(store, unknownHabits, known, { time: seconds * second, end: 3 });
  return { learned, likely, first: likely.extended[0], second: likely.returned[1] };
}

describe('what has not come so far', () => {
  it('counts as a part of a failure, by its age', () => {
    expect([0, 25, 75, 300].map((age) => doubtAfter(age * second))).toEqual([0, 0.5, 0.75, 12 / 13]);
  });

  it('counts as nothing where a clock was put back', () => {
    for (const age of [-1, -25, -26, -3600]) expect(doubtAfter(age * second)).toBe(0);
    expect(afterSeconds(-26, [{}]).first).toEqual({ came: 0, of: 2 });
  });

  it('is counted for its place and for the parts that it waits for, and not kept', () => {
    const { learned, first, second: returned } = afterSeconds(25, [{}, {}, { parts: [] }]);
    expect([first, returned]).toEqual([
      { came: 0, of: 3.5 },
      { came: 0, of: 3 },
    ]);
    expect(learned).toEqual(unknownHabits);
  });

  it('is counted with the last place from the sixth on', () => {
    const { likely } = afterSeconds(25, [{ ends: [0, 1, 2, 3, 4, 5, 6, 7] }]);
    expect([1, 2, 5].map((place) => chanceAt(likely.extended, place))).toEqual([0, 1, 1]);
    expect(chanceAt(likely.extended, 6)).toBe(2 / 2.5);
  });

  it('is none of what the present request extends or shares', () => {
    const { learned, likely } = afterSeconds(25, [{ shared: 2 }]);
    expect(likely).toEqual(learned);
    expect([learned.extended[0], learned.returned[1]]).toEqual([
      { came: 1, of: 3 },
      { came: 1, of: 3 },
    ]);
  });

  it('is none of a request whose answer has not begun, or that was settled before', () => {
    for (const changes of [{ begun: false }, { open: false, parts: [] }]) {
      expect(afterSeconds(25, [changes]).likely).toEqual(unknownHabits);
    }
  });

  it('is a failure like any other after five minutes', () => {
    const { learned, likely, first } = afterSeconds(301, [{}]);
    expect(first).toEqual({ came: 0, of: 3 });
    expect(likely).toEqual(learned);
  });
});
