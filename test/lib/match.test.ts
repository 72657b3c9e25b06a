import { expect, test } from 'vitest';
import { matchEnd, matchFrom } from '../../src/lib/match.ts';

test('a shared pattern is as before after each use, so that walks over it may be nested', () => {
  for (const flags of ['g', 'y']) {
    const pattern = new RegExp('b+', flags);
    expect(matchFrom(pattern, 'abb', 1)?.[0]).toBe('bb');
    expect(pattern.lastIndex).toBe(0);
    expect(matchEnd(pattern, 'abb', 1)).toBe(3);
    expect(pattern.lastIndex).toBe(0);
    expect(matchFrom(pattern, 'abb', 3)).toBeNull();
    expect(matchEnd(pattern, 'abb', 3)).toBe(-1);
    expect(pattern.lastIndex).toBe(0);
  }
  expect(matchFrom(/b/y, 'ab', 0)).toBeNull();
  expect(matchFrom(/b/g, 'ab', 0)?.index).toBe(1);
});
