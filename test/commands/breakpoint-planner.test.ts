import { describe, expect, it } from 'vitest';
import { startPlanner } from '../../commands/breakpoint-planner.ts';
import type { KeeperMethods } from '../../src/breakpoints/keeper.ts';
import { breakpointQuery } from '../../src/breakpoints/query.ts';
import type { CalledThread } from '../../src/lib/call-thread.ts';
import type { BreakpointChanges } from '../../src/model/breakpoint-rows.ts';
import { readRequest, turns, userString } from '../breakpoints/planning.ts';
import { freshFolder } from '../store/samples.ts';

/** A thread whose writes end when the test says so, and whose reads may fail. */
function heldThread(readFails = false) {
  const calls: string[] = [];
  const written: BreakpointChanges[] = [];
  const ends: (() => void)[] = [];
  const call = async (method: string, changes: BreakpointChanges) => {
    calls.push(method);
    if (method === 'read' && readFails) throw new Error('locked');
    if (method !== 'write') return undefined;
    await new Promise<void>((resolve) => ends.push(resolve));
    written.push(changes);
    return undefined;
  };
  const close = async () => void calls.push('close');
  const thread = { call, close } as unknown as CalledThread<KeeperMethods>;
  return { thread, calls, written, end: () => ends.shift()?.() };
}

const asking = { userAgent: 'a program', upstream: 'an upstream', time: Date.now() };
const queryOf = (count: number) => {
  const request = readRequest(JSON.stringify({ model: 'claude-opus-4-8', messages: turns('a', count, userString) }));
  return breakpointQuery(request, asking) ?? expect.unreachable();
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the planner of a proxy', () => {
  it('reads before its first plan, and plans while what it learned is being written', async () => {
    const { thread, calls, end } = heldThread();
    const { planner, settle } = await startPlanner(freshFolder(), thread, () => expect.unreachable());
    expect(calls).toEqual(['read']);
    planner.begun(planner.plan(queryOf(1)).id);
    const settling = settle();
    await turn();
    expect(calls.filter((method) => method === 'write')).toHaveLength(1);
    expect(planner.plan(queryOf(2)).marks).toEqual([2]);
    end();
    await turn();
    end();
    await settling;
  });

  it('settles when what it learned is written and what others wrote is read', async () => {
    const { thread, calls, written, end } = heldThread();
    const { planner, settle } = await startPlanner(freshFolder(), thread, () => expect.unreachable());
    const { id } = planner.plan(queryOf(1));
    let settled = false;
    const settling = settle().then(() => {
      settled = true;
    });
    await turn();
    const before = calls.length;
    expect(settled).toBe(false);
    end();
    await settling;
    expect(written.flatMap(({ requests }) => requests.map((request) => request.id))).toEqual([id]);
    expect(calls.slice(before)).toEqual(['read']);
  });

  it('writes what is still to be written before it lets the thread go', async () => {
    const { thread, calls, written, end } = heldThread();
    const { planner, close } = await startPlanner(freshFolder(), thread, () => expect.unreachable());
    planner.plan(queryOf(1));
    const closing = close();
    await turn();
    expect(calls).not.toContain('close');
    end();
    await closing;
    expect(written).toHaveLength(1);
    expect(calls.at(-1)).toBe('close');
  });

  it('plans from its memory where nothing can be read, and says so once', async () => {
    const { thread } = heldThread(true);
    const told: string[] = [];
    const { planner } = await startPlanner(freshFolder(), thread, (line) => told.push(line));
    planner.begun(planner.plan(queryOf(1)).id);
    expect(planner.plan(queryOf(2)).marks).toEqual([2]);
    await turn();
    expect(told).toEqual(['what the planner learned before cannot be read: locked']);
  });
});
