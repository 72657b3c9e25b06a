import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../commands/stats/sentence.ts';
import type { RequestRow } from '../../../src/model/ledger.ts';
import { reportOf, requestRow } from './rows.ts';

const sentence = (...rows: readonly Partial<RequestRow>[]) => {
  const { rows: payers = [] } = reportOf(rows.map((over) => requestRow('2026-03-01', over)))(['payer']);
  return sentenceOf(
    'This week',
    payers.map(({ names: [payer = ''], figures }) => ({ payer, figures })),
  );
};

describe('the first sentence', () => {
  it('tells what was paid instead of what, and what of it fetching originals back cost', () => {
    expect(sentence({})).toBe('This week: paid $2.37 instead of $3.68, 36 % less.');
    expect(sentence({ dollarsRetrieved: 0.01 })).toBe(
      'This week: paid $2.37 instead of $3.68, 36 % less; 0.4 % of it spent on fetching originals back.',
    );
    expect(sentence({}, { payer: 'unknown' })).toBe('This week: paid $4.74 instead of $7.36, 36 % less.');
  });

  it('tells a loss as one, and nothing saved as that', () => {
    expect(sentence({ dollars: -0.1 })).toBe('This week: paid $2.37 instead of $2.27, 4.4 % more.');
    expect(sentence({ dollars: 0 })).toBe('This week: paid $2.37, nothing saved.');
    expect(sentence({ dollars: -3 })).toBe('This week: paid $2.37 instead of -$0.6300.');
    expect(sentence()).toBe('This week: no requests.');
  });

  it('leads with tokens where a login asked, whose dollars nobody pays', () => {
    expect(sentence({ payer: 'login' })).toBe(
      'This week: sent 6,000 prompt tokens instead of 8,000, 25 % less; at list price $2.37 instead of $3.68, 36 % less.',
    );
    expect(sentence({ payer: 'login', notSent: undefined })).toBe(
      'This week: at list price $2.37 instead of $3.68, 36 % less.',
    );
    expect(sentence({}, { payer: 'login' })).toBe(
      'This week: paid $2.37 instead of $3.68, 36 % less; with a login sent 6,000 prompt tokens instead of 8,000, 25 % less; at list price $2.37 instead of $3.68, 36 % less.',
    );
  });
});
