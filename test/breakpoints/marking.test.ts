import { describe, expect, it, vi } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createMarking, type StartedPlanner } from '../../src/breakpoints/marking.ts';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { createPlanner } from '../../src/breakpoints/planner.ts';
import type { BreakpointQuery } from '../../src/model/breakpoints.ts';
import { pricing, readRequest, turns, userString } from './planning.ts';

const syntax = anthropicMessages.breakpoints;
const asking = { userAgent: 'a program', upstream: 'http://127.0.0.1/v1/messages', time: 0 };
const requestOf = (count: number) =>
  readRequest(JSON.stringify({ model: 'm', messages: turns('a', count, userString) }));

/** A marking whose planner starts when the test says so. */
function waiting() {
  const planner = createPlanner({ store: createMemoryStore(), pricing: () => pricing });
  const planned: BreakpointQuery[] = [];
  const started: StartedPlanner = {
    planner: {
      ...planner,
      plan(query) {
        planned.push(query);
        return planner.plan(query);
      },
    },
    receiptOf: () => undefined,
    settle: vi.fn(async () => {}),
    close: vi.fn(async () => {}),
  };
  let start: () => void = () => {};
  const failures: string[] = [];
  const starting = vi.fn(() => new Promise<StartedPlanner>((resolve) => (start = () => resolve(started))));
  const marking = createMarking(starting, ({ message }) => failures.push(message));
  return { marking, planned, started, starting, failures, start: () => start() };
}

describe('a request that needs a plan', () => {
  it('waits for the planner to start, however long that takes, and sets no clock', async () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const { marking, planned, failures, start } = waiting();
    const marked = [1, 2, 3].map((count) => marking.mark(requestOf(count), syntax, asking));
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(planned).toEqual([]);
    start();
    const ids = (await Promise.all(marked)).map((each) => each?.id ?? 0);
    expect(planned.map(({ flags }) => flags.length)).toEqual([1, 3, 5]);
    expect(ids.toSorted((a, b) => a - b)).toEqual(ids);
    expect(failures).toEqual([]);
    expect(setTimer).not.toHaveBeenCalled();
    setTimer.mockRestore();
  });

  it('starts the planner once, and then has its plan in the same turn of the event loop', async () => {
    const { marking, starting, start } = waiting();
    const first = marking.mark(requestOf(1), syntax, asking);
    start();
    marking.begun((await first)?.id ?? 0);
    let marks: number | undefined;
    void marking.mark(requestOf(2), syntax, asking).then((marked) => {
      marks = marked?.marks;
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(marks).toBe(1);
    expect(starting).toHaveBeenCalledTimes(1);
  });

  it('goes up without breakpoints where the planner does not start, and says why', async () => {
    const failures: string[] = [];
    const marking = createMarking(
      () => Promise.reject(new Error('no planner')),
      ({ message }) => failures.push(message),
    );
    expect(await marking.mark(requestOf(2), syntax, asking)).toBeUndefined();
    expect(failures).toEqual(['no planner']);
    await marking.settle();
    await marking.close();
  });
});

describe('a marking', () => {
  it('starts no planner where the API takes no breakpoints', async () => {
    const { marking, starting } = waiting();
    expect(await marking.mark(requestOf(1), undefined, asking)).toBeUndefined();
    await marking.settle();
    await marking.close();
    expect(starting).not.toHaveBeenCalled();
  });

  it('settles and closes a planner that is still starting', async () => {
    const { marking, started, start } = waiting();
    const marked = marking.mark(requestOf(1), syntax, asking);
    const closed = marking.settle().then(() => marking.close());
    start();
    await Promise.all([marked, closed]);
    expect(started.settle).toHaveBeenCalledTimes(1);
    expect(started.close).toHaveBeenCalledTimes(1);
  });
});
