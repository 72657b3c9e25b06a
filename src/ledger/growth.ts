import type { LedgerRecord, TokenGrowth } from '../model/ledger.ts';
import { promptTokens } from './receipt.ts';

/** o200k tokens of results below which what surrounds them would weigh too much. */
const leastTokens = 500;
/**
 * Bytes of an answer for each token that its receipt bills. Recorded answers have 1.9 to 3.4 (5th and 95th percentile). One
 * with fewer was billed for thinking that the client does not send back; one with more has no figure of its own, as where
 * a gateway passes on only what the start of a stream says.
 */
const answerBytes = { least: 1, most: 8 };

/**
 * How much of a prompt's growth falls on the results of tools in it: the growth between two receipts, less what the answer
 * between them was billed for.
 * @param count tells the o200k tokens of a text
 * @returns `undefined` where the growth holds anything else, or a receipt says nothing that can be used
 */
export function tokenGrowth(record: LedgerRecord, count: (text: string) => number): TokenGrowth | undefined {
  const { failed, usage, cache } = record;
  const before = cache?.before?.usage;
  if (failed || usage === undefined || before === undefined || cache?.growth === undefined) return undefined;
  const { results, removed, answerBytes: bytes } = cache.growth;
  const { output } = before;
  if (bytes < output * answerBytes.least || bytes > output * answerBytes.most) return undefined;
  if (promptTokens(before) === 0) return undefined;
  const o200k = results.reduce((sum, text) => sum + count(text), -removed);
  const billed = promptTokens(usage) - promptTokens(before) - output;
  return o200k < leastTokens || billed <= 0 ? undefined : { o200k, billed };
}
