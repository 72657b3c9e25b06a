import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createMarking } from '../../src/breakpoints/marking.ts';
import type { PlannerMethods } from '../../src/breakpoints/planner-calls.ts';
import type { CalledThread } from '../../src/lib/call-thread.ts';

type Call = readonly [method: string, ...args: readonly unknown[]];

const raw = Buffer.from('{"model":"m","messages":[{"role":"user","content":"a question"}]}');
const request = { api: anthropicMessages.api, raw, ...anthropicMessages.read(raw) };
const asking = { userAgent: 'a program', upstream: 'http://127.0.0.1/v1/messages', time: 0 };

/** A planner that answers a plan when the test says so. */
function waitingPlanner() {
  const calls: Call[] = [];
  let answer: (value: unknown) => void = () => {};
  const call = (...asked: Call) => {
    calls.push(asked);
    return asked[0] === 'plan' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve();
  };
  const failures: string[] = [];
  const thread = { call, close: async () => {} } as unknown as CalledThread<PlannerMethods>;
  const marking = createMarking(thread, ({ message }) => failures.push(message));
  return { marking, calls, failures, answer: (value: unknown) => answer(value) };
}

describe('a request that waits for its plan', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes up with it when it comes', async () => {
    const { marking, answer } = waitingPlanner();
    const marked = marking.mark(request, anthropicMessages.breakpoints, asking);
    answer({ id: 7, marks: [0], arrays: [0] });
    expect(await marked).toMatchObject({ id: 7, marks: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes up without when it is late, and what was planned in the end is forgotten', async () => {
    const { marking, calls, failures, answer } = waitingPlanner();
    const marked = marking.mark(request, anthropicMessages.breakpoints, asking);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await marked).toBeUndefined();
    expect(failures).toEqual(['no plan within 1000 ms, sent without']);
    expect(calls).toHaveLength(1);
    answer({ id: 7, marks: [0], arrays: [0] });
    await vi.advanceTimersByTimeAsync(0);
    expect(calls[1]).toEqual(['refused', 7, 0]);
  });

  it('asks for none where the API takes none', async () => {
    const { marking, calls } = waitingPlanner();
    expect(await marking.mark(request, undefined, asking)).toBeUndefined();
    expect(calls).toEqual([]);
  });
});
