import type { CacheBooking } from '../model/cache.ts';
import type { Gain, LedgerBlock, LedgerRecord, RequestRow, SavingWay } from '../model/ledger.ts';
import type { ModelFacts, Price, Usage } from '../model/usage.ts';
import { cacheBooking } from './cache-loss.ts';
import { addGain } from './gains.ts';
import { dollarsOf, freshPrice, promptTokens } from './receipt.ts';

/** Dollars per token of a block: when this request is the first with it, and when an earlier one had it already. */
type Rates = { readonly first: number; readonly later: (depth: number) => number };

const perMillion = 1e-6;
/** An estimate of bytes per token of source text and JSON; used only for an answer without a receipt. */
const bytesPerToken = 4;

/**
 * Prices a request. A removed token is counted in the request that first sent its block, at what that answer charged
 * for prompt tokens that were new to its cache; in each later request it saves the price of a read, or of new tokens again
 * where the answer read less of the prompt than lies before the block. Fetched originals cost by the same rules. A failed request
 * saves nothing, and what it carried is still uncounted.
 * @param firstTime whether no earlier request was counted with this block; asked once a key, and never for a failed request.
 */
export function priceRecord(record: LedgerRecord, facts: ModelFacts, firstTime: (key: string) => boolean): RequestRow {
  const receipt = record.usage !== undefined && promptTokens(record.usage) > 0 ? record.usage : undefined;
  const usage = receipt ?? { ...none, uncached: record.failed ? 0 : Math.round(record.sentBytes / bytesPerToken) };
  const rates = receipt === undefined ? estimatedRates(facts.price) : billedRates(receipt, facts.price);
  const sums = record.failed ? sumUp([], rates, facts, firstTime) : sumUp(record.blocks, rates, facts, firstTime);
  return {
    ...(record.id === undefined ? {} : { id: record.id }),
    time: record.time,
    api: record.api,
    upstream: record.upstream,
    model: record.model,
    session: record.session,
    project: record.project,
    agent: record.agent ?? 'unknown',
    payer: record.payer ?? 'unknown',
    failed: record.failed,
    estimated: receipt === undefined && !record.failed,
    demo: record.demo,
    usage,
    tokenFactor: facts.tokenFactor,
    ...(facts.name === undefined ? { pricedAs: facts.pricedAs } : {}),
    paid: dollarsOf(usage, facts.price),
    ...sums,
    ...notSentIn(record, receipt, facts),
    ...cachePart(record, receipt, facts),
    addedMs: record.addedMs,
    leftAlone: record.leftAlone,
    selfCausedMiss: record.selfCausedMiss,
    ...(record.alignment === undefined ? {} : { alignment: record.alignment }),
    ...breakpointsOf(record, receipt, facts.price),
    replaced: record.blocks.filter((block) => !block.retrieved).map((block) => block.key),
  };
}

function breakpointsOf(
  { breakpoints }: LedgerRecord,
  receipt: Usage | undefined,
  price: Price,
): Pick<RequestRow, 'breakpoints'> {
  if (breakpoints === undefined || breakpoints.marks === 0 || receipt === undefined) return {};
  // If nothing was written that should have been, the upstream caches prompts by itself, and what it read is not our
  // doing.
  const unasked = breakpoints.writes === true && receipt.write + receipt.writeLong === 0;
  return { breakpoints: { marks: breakpoints.marks, dollars: unasked ? 0 : breakpointDollars(receipt, price) } };
}

/**
 * What breakpoints saved in a request whose client set none, in dollars: without them every token would have been new.
 */
export function breakpointDollars({ read, write, writeLong }: Usage, price: Price): number {
  const saved = read * (price.input - price.read);
  const premium = write * (price.write - price.input) + writeLong * (price.writeLong - price.input);
  return (saved - premium) * perMillion;
}

const none: Usage = { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 };

/** What a request read from the cache, if its answer has a receipt and was no failure. */
function cachePart(
  record: LedgerRecord,
  receipt: Usage | undefined,
  facts: ModelFacts,
): { readonly cache?: CacheBooking } {
  const cache = record.failed || receipt === undefined ? undefined : cacheBooking(record, receipt, facts);
  return cache === undefined ? {} : { cache };
}

function billedRates(usage: Usage, price: Price): Rates {
  const fresh = freshPrice(usage, price);
  const total = promptTokens(usage);
  return { first: fresh, later: (depth) => (usage.read < depth * total ? fresh : price.read) };
}

function estimatedRates(price: Price): Rates {
  return { first: price.input, later: () => price.read };
}

type Sums = Pick<
  RequestRow,
  'tokensRemoved' | 'tokensRetrieved' | 'dollars' | 'dollarsRetrieved' | 'byTool' | 'byKind' | 'byCommand' | 'byWay'
>;

function sumUp(
  blocks: readonly LedgerBlock[],
  rates: Rates,
  facts: ModelFacts,
  firstTime: (key: string) => boolean,
): Sums {
  const asked = new Map<string, boolean>();
  const byTool = new Map<string, Gain>();
  const byKind = new Map<string, Gain>();
  const byCommand = new Map<string, Gain>();
  const byWay = new Map<string, Gain>();
  let tokensRemoved = 0;
  let tokensRetrieved = 0;
  let dollars = 0;
  let dollarsRetrieved = 0;
  for (const block of blocks) {
    const first = asked.get(block.key) ?? firstTime(block.key);
    asked.set(block.key, first);
    const rate = first ? rates.first : rates.later(block.depth);
    const gain = {
      tokens: first ? Math.round(block.removed * facts.tokenFactor) : 0,
      dollars: block.removed * facts.tokenFactor * rate * perMillion,
      ...beforeOf(block, first, facts),
    };
    if (block.retrieved) {
      tokensRetrieved -= gain.tokens;
      dollarsRetrieved -= gain.dollars;
    } else tokensRemoved += gain.tokens;
    dollars += gain.dollars;
    addGain(byTool, block.tool, gain);
    addGain(byKind, block.kind, gain);
    addGain(byCommand, block.command ?? '', gain);
    for (const [way, share] of waysOf(block)) {
      const before = gain.before === undefined ? {} : { before: gain.before * share };
      addGain(byWay, way, { tokens: gain.tokens * share, dollars: gain.dollars * share, ...before });
    }
  }
  return {
    tokensRemoved,
    tokensRetrieved,
    dollars,
    dollarsRetrieved,
    byTool: Object.fromEntries(byTool),
    byKind: Object.fromEntries(byKind),
    byCommand: Object.fromEntries(byCommand),
    byWay: Object.fromEntries(byWay),
  };
}

/**
 * Tokens of a shortened output; none for one that was fetched back, whose tokens are only a cost, or that was counted
 * before.
 */
function beforeOf({ retrieved, before }: LedgerBlock, first: boolean, facts: ModelFacts): Pick<Gain, 'before'> {
  if (retrieved || !first) return { before: 0 };
  return before === undefined ? {} : { before: Math.round(before * facts.tokenFactor) };
}

/** Tokens of a whole prompt that were not sent, less what fetched originals added. */
function notSentIn(
  { failed, blocks }: LedgerRecord,
  receipt: Usage | undefined,
  facts: ModelFacts,
): Pick<RequestRow, 'notSent'> {
  if (failed || receipt === undefined) return {};
  return { notSent: Math.round(blocks.reduce((sum, { removed }) => sum + removed, 0) * facts.tokenFactor) + 0 };
}

/** The ways in which a block's tokens were saved, each with its share. */
function waysOf({ removed, repeated = 0, way = 'leftOut' }: LedgerBlock): readonly (readonly [SavingWay, number])[] {
  if (repeated === 0 || removed <= 0) return [[way, 1]];
  const share = Math.min(1, repeated / removed);
  return share === 1
    ? [['repeats', 1]]
    : [
        ['repeats', share],
        [way, 1 - share],
      ];
}
