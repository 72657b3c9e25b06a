import type { Figures } from '../../src/ledger/summarise.ts';
import { formatCount, formatDollars } from '../ui/numbers.ts';
import { briefShare, lessOrMore } from '../ui/shares.ts';

/** What the requests of one payer saved. */
export type PaidBy = { readonly payer: string; readonly figures: Figures };

/**
 * A period in one sentence: what was paid instead of what. Requests of a login, which nobody pays by use, are
 * counted in tokens, with dollars at list price.
 * @param title the period, as a sentence begins with it
 */
export function sentenceOf(title: string, payers: readonly PaidBy[]): string {
  const parts = [
    ...billOf(payers.filter(({ payer }) => payer !== 'login')),
    ...payers.filter(({ payer }) => payer === 'login').flatMap(({ figures }) => loginOf(figures)),
  ];
  return `${title}: ${parts.length === 0 ? 'no requests' : parts.join('; with a login ')}.`;
}

function billOf(payers: readonly PaidBy[]): readonly string[] {
  const sum = (pick: (figures: Figures) => number) => payers.reduce((total, { figures }) => total + pick(figures), 0);
  if (sum(({ requests }) => requests) === 0) return [];
  const paid = sum((figures) => figures.paid);
  const before = sum(({ wouldHaveCost }) => wouldHaveCost);
  const fetched = sum(({ fetchedDollars }) => fetchedDollars);
  const isSame = formatDollars(paid) === formatDollars(before);
  const bill = isSame ? `paid ${formatDollars(paid)}, nothing saved` : `paid ${instead(paid, before)}`;
  return [
    fetched > 0 && paid > 0 ? `${bill}; ${briefShare(fetched / paid)} of it spent on fetching originals back` : bill,
  ];
}

function loginOf({ requests, prompts, paid, wouldHaveCost }: Figures): readonly string[] {
  if (requests === 0) return [];
  if (prompts === undefined) return [`at list price ${instead(paid, wouldHaveCost)}`];
  const { before, after } = prompts;
  const tokens = `sent ${formatCount(after)} prompt tokens instead of ${formatCount(before)}, ${lessOrMore(prompts.savedShare)}`;
  return [`${tokens}; at list price ${instead(paid, wouldHaveCost)}`];
}

/** Both bills, and the share between them if the bill without savings is positive. */
function instead(paid: number, before: number): string {
  const share = before > 0 ? `, ${lessOrMore((before - paid) / before)}` : '';
  return `${formatDollars(paid)} instead of ${formatDollars(before)}${share}`;
}
