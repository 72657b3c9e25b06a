import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('property tests', () => {
  it('take the seed that the run printed', () => {
    const seed = Number(process.env.HEADROOM_TEST_SEED);
    expect(Number.isInteger(seed)).toBe(true);
    const property = fc.property(fc.integer(), () => true);
    expect(fc.check(property)).toMatchObject({ seed, failed: false });
    expect(fc.sample(fc.integer(), 20)).toEqual(fc.sample(fc.integer(), { numRuns: 20, seed }));
  });
});
