import { describe, expect, it } from 'vitest';
import { runChild } from './run-child.ts';

const calls = ['get', 'all', 'run', 'open', 'fail in exec'];
const ways = { exit: 7, 'nothing left to do': 7, 'an error that nobody caught': 1, 'end of the thread': 7 };

describe('a process whose thread is inside the database', () => {
  it.each(calls)('ends as it was told to during a call of %s', async (call) => {
    const { code, signal, err } = await runChild('end-inside', [call, 'exit']);
    expect({ code, signal, err }).toEqual({ code: 7, signal: null, err: '' });
  });

  it.each(Object.entries(ways))('ends as it should by %s', async (way, expected) => {
    const { code, signal, err } = await runChild('end-inside', ['get', way]);
    expect({ code, signal }).toEqual({ code: expected, signal: null });
    expect(err).not.toContain('terminate called');
  });
});
