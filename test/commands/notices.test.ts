import { describe, expect, it } from 'vitest';
import { type StoreReport, storeTrouble, withoutRepeats } from '../../commands/notices.ts';
import { storeIsBack } from '../../src/model/store-state.ts';

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

  it('tell a trouble again that comes after the store was back', () => {
    const lines = ['store: expected X; new output is sent as it is', `store: ${storeIsBack}`];
    expect(toldOf(...lines, ...lines)).toEqual([...lines, ...lines]);
  });

  it.each([
    ['ledger: expected X', 'store: expected X and Y; new output is sent as it is'],
    ['store: expected X', 'store: expected Y'],
  ])('tell each of two troubles: %s', (first, second) => {
    expect(toldOf(first, second)).toEqual([first, second]);
  });
});

describe('the store in words', () => {
  const since = new Date(2026, 0, 31, 14, 2, 11).getTime();
  const failing = { status: 'failing', since, reason: 'database is locked' } as const;

  it.each([
    [{ status: 'ok', unbooked: 0, dropped: 0 }, undefined],
    [{ status: 'ok', unbooked: 3, dropped: 0 }, undefined],
    [{ status: 'opening', unbooked: 0, dropped: 1 }, '1 request lost to the ledger'],
    [{ ...failing, unbooked: 0, dropped: 0 }, 'database is locked (since 14:02:11); new output is sent as it is'],
    [
      { ...failing, unbooked: 1, dropped: 2 },
      'database is locked (since 14:02:11); 1 request not booked yet; 2 requests lost to the ledger; ' +
        'new output is sent as it is',
    ],
  ] satisfies (readonly [StoreReport, string | undefined])[])('%j', (report, words) => {
    expect(storeTrouble(report)).toBe(words);
  });
});
