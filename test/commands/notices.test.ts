import { describe, expect, it } from 'vitest';
import { withoutRepeats } from '../../commands/notices.ts';

function toldOf(...lines: readonly string[]): readonly string[] {
  const told: string[] = [];
  const pass = withoutRepeats((line) => told.push(line));
  for (const line of lines) pass(line);
  return told;
}

describe('lines without repeats', () => {
  it.each([
    ['ledger: expected X', 'store: expected X; new output is sent as it is'],
    ['store: expected X; new output is sent as it is', 'ledger: expected X'],
    ['store: expected X', 'store: expected X'],
  ])('tell one trouble once: %s', (first, second) => {
    expect(toldOf(first, second, first)).toEqual([first]);
  });

  it.each([
    ['ledger: expected X', 'store: expected X and Y; new output is sent as it is'],
    ['store: expected X', 'store: expected Y'],
  ])('tell each of two troubles: %s', (first, second) => {
    expect(toldOf(first, second)).toEqual([first, second]);
  });
});
