import { describe, expect, test } from 'vitest';
import { tokenGrowth } from '../../src/ledger/growth.ts';
import type { PromptGrowth } from '../../src/model/cache.ts';
import type { LedgerRecord } from '../../src/model/ledger.ts';
import type { Usage } from '../../src/model/usage.ts';

const count = (text: string) => text.length;
const before: Usage = { uncached: 100, write: 200, writeLong: 300, read: 400, output: 50 };
const growth: PromptGrowth = { results: ['x'.repeat(400), 'y'.repeat(300)], removed: 100, answerBytes: 150 };

/** A request whose results of 600 tokens were billed as 780. */
function record(part: { usage?: Partial<Usage>; before?: Partial<Usage>; growth?: Partial<PromptGrowth> } = {}) {
  const sizes = { bytes: 9, sameBytes: 5, couldBytes: 5, continues: true };
  const earlier = { usage: { ...before, ...part.before }, bytes: 5, sentBytes: 5, long: false };
  return {
    failed: false,
    usage: { uncached: 1, write: 20, writeLong: 9, read: 1000 + 50 + 780 - 30, output: 7, ...part.usage },
    cache: { ...sizes, before: earlier, growth: { ...growth, ...part.growth } },
  } as unknown as LedgerRecord;
}

describe('what a receipt tells of the provider’s tokens', () => {
  test('is the growth of the prompt, less the answer before, for what went up of the results', () => {
    expect(tokenGrowth(record(), count)).toEqual({ o200k: 600, billed: 780 });
  });

  test.each([
    ['less than 500 tokens of results', record({ growth: { removed: 201 } })],
    ['a prompt that did not grow by more than the answer', record({ usage: { read: 1000 } })],
    ['an answer billed for more tokens than it has bytes', record({ before: { output: 151 } })],
    ['an answer whose receipt tells the start of a stream alone', record({ before: { output: 18 } })],
    ['an earlier receipt that says nothing', record({ before: { uncached: 0, write: 0, writeLong: 0, read: 0 } })],
    ['a failed request', { ...record(), failed: true }],
    ['an answer without a receipt', { ...record(), usage: undefined }],
    ['a prompt that nothing is known of', { ...record(), cache: undefined }],
  ])('is nothing for %s', (_, each) => {
    expect(tokenGrowth(each as LedgerRecord, count)).toBeUndefined();
  });

  test('holds at the very bounds', () => {
    expect(tokenGrowth(record({ growth: { removed: 200 } }), count)?.o200k).toBe(500);
    expect(tokenGrowth(record({ before: { output: 150 } }), count)?.billed).toBe(680);
    expect(tokenGrowth(record({ before: { output: 19 } }), count)?.billed).toBe(811);
  });

  test('counts no text of a request that cannot be used', () => {
    const counted: string[] = [];
    tokenGrowth(record({ before: { output: 1 } }), (text) => counted.push(text));
    expect(counted).toEqual([]);
  });
});
