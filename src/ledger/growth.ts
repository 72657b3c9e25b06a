import type { LedgerRecord, TokenGrowth } from '../model/ledger.ts';
import { promptTokens } from './receipt.ts';

/** o200k tokens of results below which the surrounding text would weigh too much. */
const leastTokens = 500;
/**
 * Bytes of an answer for each billed token. Recorded answers have 1.9 to 3.4 (5th and 95th percentile). One with fewer
 * was billed for thinking that the client does not send back; one with more has no figure of its own, for example when
 * a gateway forwards only the first figures of a stream.
 */
const answerBytes = { least: 1, most: 8 };

/**
 * The share of a prompt's growth that is due to the results of tools in it: the growth between two receipts, less the
 * billed tokens of the answer between them.
 * @param count counts the o200k tokens of a text
 * @returns `undefined` if the growth contains anything else, or a receipt has no usable figures
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
