import { type LeftAloneReason, leftAloneReasons } from '../model/decision.ts';
import { percentileOf } from '../model/histogram.ts';
import { type SavingWay, savingWays } from '../model/ledger.ts';
import { counterIn, type ScaledTotal } from './add-up.ts';
import { type Bill, billOf, type ReadCounter } from './bill.ts';
import { type CacheFigures, cacheFiguresOf } from './cache-sums.ts';
import { entryName } from './dimensions.ts';
import { type SystemPrompts, systemPromptsOf } from './prompts.ts';
import { roundDollars, roundMs, shareOfWhole } from './rounding.ts';
import { type Savings, savingsByName, savingsOf } from './savings.ts';
import type { TokenFactor } from './token-factor.ts';

/** Tokens of whole prompts, repeated blocks included, in the provider's own: of requests that say what was not sent. */
export type PromptFigures = {
  /** How many requests say it. */
  readonly requests: number;
  /** What was billed, and what was not sent added. */
  readonly before: number;
  /** What was billed. */
  readonly after: number;
  /** Share of `before` that was not sent; negative where fetched originals weighed more. */
  readonly savedShare: number;
};

/**
 * What a set of requests saved. Tokens were counted once, in the provider's own as far as they are known; dollars are net, may be negative, and
 * are rounded to 1e-8. Rounding is the last step, so that parts add up to their whole but for that much each.
 */
export type Figures = Bill & {
  readonly failed: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  /** `tokensRemoved` less `tokensRetrieved`. */
  readonly netTokens: number;
  readonly netDollars: number;
  /** What fetched originals cost, which is taken off in `netDollars`; earlier versions did not note it. */
  readonly fetchedDollars: number;
  /** All that was saved by shorter outputs, with the tokens before and after. */
  readonly outputs: Savings;
  /** Whole prompts; absent where no request says what was not sent, as in older versions. */
  readonly prompts?: PromptFigures;
  /** When the first of the requests came in, and the last, in milliseconds since the epoch; absent where there is none. */
  readonly span?: { readonly first: number; readonly last: number };
  /** Share of the requests that did not fail whose answer had no receipt. */
  readonly estimatedShare: number;
  /** Net gain by tool; the entries add up to the net figures but for rounding. */
  readonly byTool: Readonly<Record<string, Savings>>;
  /** Net gain by kind of content; the entries add up to the net figures but for rounding. */
  readonly byKind: Readonly<Record<string, Savings>>;
  /** Net gain by command line, as far as its program and sub-command may be named; the entries add up to the net figures but for rounding. */
  readonly byCommand: Readonly<Record<string, Savings>>;
  /** What the requests of each agent cost; the entries add up to the whole. */
  readonly byAgent: Readonly<Record<string, Bill>>;
  /** What was asked for with a key and with a login, which is not billed by use; the entries add up to the whole. */
  readonly byPayer: Readonly<Record<string, Bill>>;
  /** Net gain by the way in which it was saved; tokens are rounded to whole ones. */
  readonly byWay: Readonly<Record<SavingWay, Savings>>;
  /** Blocks that were left as they were, by reason. */
  readonly leftAlone: Readonly<Record<LeftAloneReason, number>>;
  readonly cache: CacheFigures & {
    /** Share of all billed prompt tokens that the provider read from its cache. */
    readonly readShare: number;
    readonly selfCausedMisses: number;
  };
  /** Models that are not listed, by name, and the one whose price stands in for theirs. */
  readonly standIns: Readonly<Record<string, string>>;
  /** Provider tokens per o200k token by which tokens and dollars are scaled, by tokenizer, and from how many receipts; 0 is the table's. */
  readonly tokenFactors: Readonly<Record<string, Pick<TokenFactor, 'factor' | 'receipts'>>>;
  /** What of the system prompts was volatile. */
  readonly systemPrompts: SystemPrompts;
  /**
   * Breakpoints that were put into requests whose clients set none: into how many, and the dollars that they brought, what
   * writes cost more taken off. Apart from the net figures above, which are those of shorter prompts.
   */
  readonly breakpoints: { readonly requests: number; readonly dollars: number };
  /** Milliseconds between a request's end and its departure, to 5 %. */
  readonly addedMs: { readonly p50: number; readonly p99: number };
};

/** The figures of a total, rounded. */
export function figuresOf(total: ScaledTotal): Figures {
  const { counts } = total;
  const counter = counterIn(counts);
  const group = (name: Parameters<typeof counts.get>[0]) => counts.get(name) ?? new Map<string, number[]>();
  const bill = billOf(counter);
  const [removed, retrieved] = [Math.round(counter('tokensRemoved')), Math.round(counter('tokensRetrieved'))];
  const delays = new Map(Array.from(group('addedMs'), ([bucket, [count = 0]]) => [Number(bucket), count]));
  return {
    ...bill,
    failed: counter('failed'),
    tokensRemoved: removed,
    tokensRetrieved: retrieved,
    netTokens: removed - retrieved,
    netDollars: roundDollars(counter('dollars')),
    fetchedDollars: roundDollars(counter('dollarsRetrieved')),
    outputs: savingsOf(totalOf(group('tool'))),
    ...promptFigures(counter),
    ...(bill.requests === 0 ? {} : { span: { first: total.first, last: total.last } }),
    estimatedShare: shareOfWhole(counter('estimated'), bill.requests - counter('failed')),
    byTool: savingsByName(group('tool')),
    byKind: savingsByName(group('kind')),
    byCommand: savingsByName(Array.from(group('command'), ([name, own]) => [entryName('command', name), own] as const)),
    byAgent: billsOf(total.byAgent),
    byPayer: billsOf(total.byPayer),
    byWay: savingsByName(savingWays.map((way) => [way, group('way').get(way) ?? []])) as Figures['byWay'],
    leftAlone: Object.fromEntries(
      leftAloneReasons.map((reason) => [reason, group('leftAlone').get(reason)?.[0] ?? 0]),
    ) as Figures['leftAlone'],
    cache: {
      readShare: shareOfWhole(counter('read'), counter('prompt')),
      selfCausedMisses: counter('selfCausedMisses'),
      ...cacheFiguresOf(counter, group('loss'), total.byApi),
    },
    standIns: Object.fromEntries(total.standIns),
    tokenFactors: Object.fromEntries(total.tokenFactors),
    systemPrompts: systemPromptsOf(counter('promptChanges'), group('score'), group('volatile')),
    breakpoints: {
      requests: counter('breakpointRequests'),
      dollars: roundDollars(counter('breakpointDollars')),
    },
    addedMs: { p50: roundMs(percentileOf(delays, 0.5)), p99: roundMs(percentileOf(delays, 0.99)) },
  };
}

function promptFigures(counter: ReadCounter): Pick<Figures, 'prompts'> {
  const requests = counter('noted');
  if (requests === 0) return {};
  const [after, notSent] = [counter('notedPrompt'), counter('notSent')];
  const before = after + notSent;
  return {
    prompts: { requests, before: Math.round(before), after, savedShare: shareOfWhole(notSent, before) },
  };
}

function billsOf(bills: ScaledTotal['byAgent']): Readonly<Record<string, Bill>> {
  return Object.fromEntries(Array.from(bills, ([name, own]) => [name, billOf((counter) => own.get(counter) ?? 0)]));
}

/** The numbers of several gains as one. Where some note what was there before, the total does for those. */
function totalOf(gains: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const total: number[] = [];
  for (const numbers of gains.values()) {
    for (const [index, number] of numbers.entries()) total[index] = (total[index] ?? 0) + number;
  }
  return total;
}
