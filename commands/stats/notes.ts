import type { Figures } from '../../src/ledger/summarise.ts';
import { formatCounted, formatDollars, formatMilliseconds, lossOf } from '../ui/numbers.ts';
import { promptWarning } from '../ui/prompts.ts';
import { briefShare } from '../ui/shares.ts';
import { visibleName } from '../ui/visible.ts';

/**
 * What a reader needs to know to read some figures correctly, one sentence each. Names of models come from requests and
 * are shortened.
 */
export function notesOn(figures: Figures): readonly string[] {
  const { requests, failed, estimatedShare, pricedLater, addedMs, systemPrompts } = figures;
  const warning = promptWarning(systemPrompts);
  return [
    ...broughtByBreakpoints(figures.breakpoints),
    ...(warning === undefined ? [] : [`${warning}.`]),
    `${formatCounted(requests, 'request')}${failed > 0 ? `, ${failed} of them failed` : ''}; headroom added ${formatMilliseconds(addedMs.p50)} in the median, ${formatMilliseconds(addedMs.p99)} in the 99th percentile.`,
    ...(estimatedShare > 0 ? [`${briefShare(estimatedShare)} of the requests had no receipt and are estimated.`] : []),
    ...aboutLogins(figures),
    ...(pricedLater > 0
      ? [`${formatCounted(pricedLater, 'request')} of an earlier version priced later, at the prices of that day.`]
      : []),
    ...standIns(figures.standIns),
    ...factors(figures.tokenFactors),
  ];
}

/** The share of the dollars that nobody pays by use, unless that is all of them. */
export function aboutLogins({ byPayer, paid }: Pick<Figures, 'byPayer' | 'paid'>): readonly string[] {
  const login = byPayer.login?.paid ?? 0;
  if (login <= 0 || login >= paid) return [];
  return [`${formatDollars(login)} is at list price, for requests of a login: nobody pays them by use.`];
}

/** What breakpoints saved. A loss is shown as what it cost, not as negative savings. */
function broughtByBreakpoints({ requests, dollars }: Figures['breakpoints']): readonly string[] {
  if (requests === 0) return [];
  const cost = lossOf(dollars);
  const put = `put into ${formatCounted(requests, 'request')} whose program asks for no caching`;
  return cost === undefined
    ? [`Cache breakpoints, ${put}, saved ${formatDollars(dollars)} of it.`]
    : [`Cache breakpoints, ${put}, cost ${cost} more than they saved.`];
}

function standIns(models: Figures['standIns']): readonly string[] {
  return Object.entries(models).map(
    ([model, pricedAs]) => `${visibleName(model)} has no listed price and is priced as ${pricedAs}.`,
  );
}

/** How the tokens of each tokenizer are counted, if not as o200k counts them. */
function factors(tokenFactors: Figures['tokenFactors']): readonly string[] {
  return Object.entries(tokenFactors).flatMap(([tokenizer, { factor, receipts }]) => {
    if (factor === 1 && receipts === 0) return [];
    const source = receipts === 0 ? 'from the table' : `fitted from ${formatCounted(receipts, 'receipt')}`;
    return [`Tokens of ${visibleName(tokenizer)} are o200k tokens times ${factor.toFixed(2)}, ${source}.`];
  });
}
