import type { RecordedSums } from '../../src/model/sums.ts';
import { whyLeftAlone } from './left-alone.ts';
import { formatCounted, formatDollars, formatShare, lossOf } from './numbers.ts';

/** Below this share of the bill a person wonders why it was not more. */
const smallShare = 0.1;
/** Reasons that fit in a line. */
const reasonsTold = 3;

/**
 * What some requests saved, in one line: the share of what they would have cost, tokens, both bills, and where the
 * share is small, why. A loss is shown as what it cost, not as something saved below zero.
 */
export function renderSavings(sums: RecordedSums): string {
  const { requests, paid, dollars, breakpointDollars } = sums;
  const saved = dollars + breakpointDollars;
  const share = paid + saved > 0 ? saved / (paid + saved) : 0;
  const outcome = `${outcomeOf(sums, saved, share)} in ${formatCounted(requests, 'request')}`;
  const bills = billsInWords({ ...sums, saved });
  const reason = share < smallShare ? whyLeftAlone(sums.leftAlone, reasonsTold) : undefined;
  return [bills === undefined ? outcome : `${outcome}: ${bills}`, byBreakpoints(breakpointDollars), reason]
    .filter((part) => part !== undefined)
    .join('; ');
}

/** The share and the tokens that were saved, or what was lost. */
function outcomeOf({ tokensRemoved, tokensRetrieved }: RecordedSums, saved: number, share: number): string {
  const isLoss = lossOf(saved) !== undefined;
  const net = tokensRemoved - tokensRetrieved;
  if (net === 0 && formatDollars(Math.abs(saved)) === formatDollars(0)) return 'saved nothing';
  const told = `${isLoss ? 'lost' : 'saved'} ${formatShare(Math.abs(share))}`;
  if (net === 0) return told;
  const tokens = formatCounted(Math.abs(net), 'token');
  if (net < 0) return `${told}, with ${tokens} more sent,`;
  return isLoss ? `${told}, with ${tokens} saved,` : `${told} and ${tokens}`;
}

/** What some requests cost and what they would have cost, in dollars at list price. */
export type Bills = Pick<RecordedSums, 'requests' | 'byLogin' | 'paid'> & {
  /** What was saved, net; negative for a loss. */
  readonly saved: number;
};

/** Both bills in words; `undefined` if they read the same. Nobody pays the dollars of a login's requests. */
export function billsInWords({ requests, byLogin, paid, saved }: Bills): string | undefined {
  const [now, before] = [formatDollars(paid), formatDollars(paid + saved)];
  if (now === before) return undefined;
  if (byLogin === requests) return `${now} instead of ${before} at list price`;
  return `paid ${now} instead of ${before}${byLogin === 0 ? '' : ', a login’s at list price'}`;
}

function byBreakpoints(dollars: number): string | undefined {
  const cost = lossOf(dollars);
  if (cost !== undefined) return `cache breakpoints cost ${cost}`;
  return dollars > 0 ? `${formatDollars(dollars)} of it by cache breakpoints` : undefined;
}
