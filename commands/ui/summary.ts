import type { Summary } from '../../src/ledger/summarise.ts';
import { leftAloneReasons } from '../../src/model/decision.ts';
import type { Gain } from '../../src/model/ledger.ts';
import { cacheHealth } from './cache.ts';
import { leftAloneWords } from './left-alone.ts';
import { formatCount, formatCounted, formatDollars, formatMilliseconds, formatShare, lossOf } from './numbers.ts';
import { type Column, renderTable } from './table.ts';
import { visible } from './visible.ts';
import { shorten } from './wrap.ts';

const gains: readonly Column[] = [
  { heading: 'tokens', align: 'right' },
  { heading: 'dollars', align: 'right' },
];

/**
 * A summary as text: the headline, the periods where there are any, then where it came from and what it cost.
 * @param by what the periods are
 * @param titles what sessions are called
 */
export function renderSummary(
  summary: Summary,
  by: 'daily' | 'session' = 'daily',
  titles: ReadonlyMap<string, string> = new Map(),
): string {
  const heading = by === 'session' ? 'session' : 'day';
  return [headline(summary), periods(summary, heading, titles), sources(summary), leftAlone(summary), health(summary)]
    .filter((section) => section !== '')
    .join('\n\n');
}

function headline(summary: Summary): string {
  const { netDollars, netTokens, tokensRemoved, tokensRetrieved, requests, failed, estimatedShare } = summary;
  const estimated = estimatedShare > 0 ? `, ${formatShare(estimatedShare)} of them estimated` : '';
  return [
    ...bill(summary),
    `Net ${formatDollars(netDollars)} and ${formatCount(netTokens)} tokens not sent`,
    `  ${formatCount(tokensRemoved)} tokens taken out, counted once, less ${formatCount(tokensRetrieved)} fetched back;`,
    `  priced by the receipts of ${formatCounted(requests, 'request')}, ${formatCount(failed)} of them failed${estimated}`,
    ...standInPrices(summary.standIns),
    ...factorsUsed(summary.tokenFactors),
    ...broughtByBreakpoints(summary.breakpoints),
  ].join('\n');
}

/** What was paid, and what share of what it would have cost was saved. Nobody pays a login's requests by use. */
function bill({ paid, wouldHaveCost, savedShare, pricedLater, byPayer }: Summary): readonly string[] {
  const share = `${formatShare(Math.abs(savedShare))} ${savedShare < 0 ? 'more' : 'less'}`;
  const instead = wouldHaveCost > 0 ? ` instead of ${formatDollars(wouldHaveCost)}, ${share}` : '';
  const login = byPayer.login?.paid ?? 0;
  return [
    `Paid ${formatDollars(paid)}${instead}`,
    ...(login > 0 ? [`  ${formatDollars(login)} of it is what requests of a login would cost at list price`] : []),
    ...(pricedLater > 0
      ? [`  ${formatCounted(pricedLater, 'request')} of older versions priced later, at the prices of that day`]
      : []),
  ];
}

/** Models whose own price is not known. Their names come from requests and are shortened. */
function standInPrices(standIns: Summary['standIns']): readonly string[] {
  return Object.entries(standIns).map(
    ([model, pricedAs]) => `  ${visible(shorten(model, 60))} has no listed price and is priced as ${pricedAs}`,
  );
}

/** How the tokens of each tokenizer are counted, where that is not as o200k counts them. */
function factorsUsed(tokenFactors: Summary['tokenFactors']): readonly string[] {
  return Object.entries(tokenFactors).flatMap(([tokenizer, { factor, receipts }]) => {
    if (factor === 1 && receipts === 0) return [];
    const source = receipts === 0 ? 'from the table' : `fitted from ${formatCounted(receipts, 'receipt')}`;
    return [`  tokens of ${visible(shorten(tokenizer, 60))}: factor ${factor.toFixed(2)}, ${source}`];
  });
}

/** What breakpoints brought. A loss is told as what it cost, not as something brought below zero. */
function broughtByBreakpoints({ requests, dollars }: Summary['breakpoints']): readonly string[] {
  if (requests === 0) return [];
  const cost = lossOf(dollars);
  const put = `  put into ${formatCounted(requests, 'request')} whose program asks for no caching`;
  return cost === undefined
    ? [`Cache breakpoints brought ${formatDollars(dollars)} more`, `${put}; what writing costs more is taken off`]
    : [`Cache breakpoints cost ${cost}: writing cost more than reading saved`, put];
}

function periods({ rows }: Summary, heading: string, titles: ReadonlyMap<string, string>): string {
  if (rows === undefined || rows.length === 0) return '';
  const titleColumn = titles.size === 0 ? [] : [{ heading: 'title' }];
  return renderTable(
    [{ heading }, ...titleColumn, { heading: 'requests', align: 'right' }, ...gains],
    rows.map(({ names: [name = ''], figures }) => [
      visible(name),
      ...(titles.size === 0 ? [] : [visible(titles.get(name) ?? '')]),
      formatCount(figures.requests),
      formatCount(figures.netTokens),
      formatDollars(figures.netDollars),
    ]),
  );
}

function sources({ byTool, byKind, byWay, tokensRemoved, tokensRetrieved }: Summary): string {
  const ways = tokensRemoved + tokensRetrieved === 0 ? {} : named(byWay);
  return [gainTable('tool', byTool), gainTable('kind', byKind), gainTable('saved by', ways)]
    .filter((table) => table !== '')
    .join('\n\n');
}

/** Ways in words. */
function named({ lossless, repeats, leftOut }: Summary['byWay']): Readonly<Record<string, Gain>> {
  return {
    'lossless layout': lossless,
    'pointing at what stands above': repeats,
    'leaving out what can be fetched': leftOut,
  };
}

function gainTable(heading: string, parts: Readonly<Record<string, Gain>>): string {
  const rows = Object.entries(parts).sort(([a, left], [b, right]) => right.dollars - left.dollars || (a < b ? -1 : 1));
  if (rows.length === 0) return '';
  return renderTable(
    [{ heading }, ...gains],
    rows.map(([name, gain]) => [visible(name), formatCount(gain.tokens), formatDollars(gain.dollars)]),
  );
}

function leftAlone(summary: Summary): string {
  const rows = leftAloneReasons.filter((reason) => summary.leftAlone[reason] > 0);
  if (rows.length === 0) return '';
  return renderTable(
    [{ heading: 'left alone because' }, { heading: 'blocks', align: 'right' }],
    rows.map((reason) => [leftAloneWords[reason], formatCount(summary.leftAlone[reason])]),
  );
}

function health({ cache, addedMs }: Summary): string {
  return [
    `cache    ${cacheHealth(cache)}`,
    `latency  ${formatMilliseconds(addedMs.p50)} added in the median, ${formatMilliseconds(addedMs.p99)} in the 99th percentile`,
  ].join('\n');
}
