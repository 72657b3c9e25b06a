import fc from 'fast-check';
import { expect, test } from 'vitest';
import { append, largest, lastAtMost, smallest } from '../../src/lib/lists.ts';

test('lists take more items than a call has room for', () => {
  const list = [0];
  append(
    list,
    Array.from({ length: 300_000 }, (_, index) => index + 1),
  );
  expect(list).toHaveLength(300_001);
  expect([smallest(list), largest(list), smallest([]), largest([])]).toEqual([0, 300_000, Infinity, -Infinity]);
});

test('the last of sorted numbers that is not above a value is found', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 })), fc.integer({ min: -1, max: 41 }), (numbers, value) => {
      const sorted = [...numbers].sort((one, other) => one - other);
      expect(lastAtMost(sorted, value)).toBe(sorted.findLastIndex((number) => number <= value));
    }),
  );
});
