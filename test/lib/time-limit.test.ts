import { expect, test } from 'vitest';
import { within } from '../../src/lib/time-limit.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('gives what the work gives, and keeps the process only meanwhile', async () => {
  const before = timers();
  let during = 0;
  const work = within(60_000, async () => {
    await Promise.resolve();
    during = timers();
    return 7;
  });
  expect(await work).toBe(7);
  expect([during, timers()]).toEqual([before + 1, before]);
});

test('aborts what takes too long, by an error that says so', async () => {
  const endless = within(10, (signal) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  await expect(endless).rejects.toMatchObject({ name: 'TimeoutError', message: 'no answer within 10 ms' });
});
