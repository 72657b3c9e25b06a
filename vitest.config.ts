import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One seed for every property test of a run; `HEADROOM_TEST_SEED` repeats the run that printed it. */
const seed = Number(process.env.HEADROOM_TEST_SEED ?? randomInt(2 ** 31));
if (!Number.isInteger(seed)) throw new Error('expected an integer in HEADROOM_TEST_SEED');
console.log(`property tests: HEADROOM_TEST_SEED=${seed}`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/harness/property-seed.ts'],
    env: { HEADROOM_TEST_SEED: String(seed) },
    // Ends what hangs, and judges nothing: a busy machine takes twenty times as long as one that is free.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // Many tests wait for a program that they started: one core left free for each other worker would idle.
    maxWorkers: Math.max(2, availableParallelism()),
  },
});
