import type { RecordedSums } from '../../src/model/sums.ts';
import { formatCounted, formatDollars, lossOf } from './numbers.ts';

/** What some requests brought, in one line. A loss is told as what it cost, not as something saved below zero. */
export function renderSavings(sums: RecordedSums): string {
  const { requests, tokensRemoved, tokensRetrieved, dollars, breakpointDollars } = sums;
  const net = tokensRemoved - tokensRetrieved;
  const tokens = `${formatCounted(Math.abs(net), 'token')} ${net < 0 ? 'more sent' : 'saved'}`;
  const within = `in ${formatCounted(requests, 'request')}`;
  const loss = lossOf(dollars + breakpointDollars);
  const cost = lossOf(breakpointDollars);
  if (loss !== undefined) {
    return `${loss} more spent and ${tokens} ${within}${cost === undefined ? '' : `; cache breakpoints cost ${cost}`}`;
  }
  const saved = `${formatDollars(dollars + breakpointDollars)} ${net < 0 ? 'saved ' : ''}and ${tokens} ${within}`;
  if (cost !== undefined) return `${saved}; cache breakpoints cost ${cost}, which is taken off`;
  return breakpointDollars > 0 ? `${saved}, ${formatDollars(breakpointDollars)} of it by cache breakpoints` : saved;
}
