import { describe, expect, it } from 'vitest';
import { callThread } from '../../src/lib/call-thread.ts';
import type { methods } from '../fixtures/lib/thread.ts';

const entry = new URL('../fixtures/lib/thread.ts', import.meta.url);

function started() {
  const notices: string[] = [];
  const thread = callThread<typeof methods>({ entry, workerData: 'a word', onNotice: (line) => notices.push(line) });
  return { thread, notices };
}

describe('calls to a thread', () => {
  it('are answered each by its own value, or by what was thrown', async () => {
    const { thread } = started();
    expect(await Promise.all([thread.call('twice', 'ab'), thread.call('twice', 'c')])).toEqual(['abab', 'cc']);
    await expect(thread.call('fail')).rejects.toThrow('expected nothing, found a word');
    expect(await thread.call('twice', 'x')).toBe('xx');
    await thread.close();
  });

  it('fail when the thread dies, and the next starts it again, three times', async () => {
    const { thread } = started();
    for (let death = 0; death < 3; death++) {
      expect(await thread.call('twice', 'x')).toBe('xx');
      const waiting = Promise.allSettled([thread.call('die'), thread.call('twice', 'y')]);
      for (const { status } of await waiting) expect(status).toBe('rejected');
    }
    await expect(thread.call('twice', 'x')).rejects.toThrow('does not start');
    await thread.close();
  });

  it('need no thread to be closed, and close one that was started', async () => {
    const { thread } = started();
    await thread.close();
    await thread.call('twice', 'x');
    await thread.close();
  });
});
