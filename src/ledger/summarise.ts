import type { PromptAlignment } from '../model/alignment.ts';
import { type LeftAloneReason, leftAloneReasons } from '../model/decision.ts';
import { type Gain, type SavingWay, savingWays } from '../model/ledger.ts';
import { type CacheFigures, type CacheSum, createCacheSum } from './cache-sums.ts';
import { addGain } from './gains.ts';
import { percentile } from './percentile.ts';
import { type SystemPrompts, summarisePrompts } from './prompts.ts';
import { promptTokens } from './receipt.ts';
import type { ScaledRow } from './scaled.ts';
import type { TokenFactor } from './token-factor.ts';

/**
 * What a set of requests brought. Tokens were counted once, in the provider's own as far as they are known; dollars are net, may be negative, and
 * are rounded to 1e-8. Rounding is the last step, so that parts add up to their whole but for that much each.
 */
export type Figures = {
  /** All requests, the failed ones included. */
  readonly requests: number;
  readonly failed: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  /** `tokensRemoved` less `tokensRetrieved`. */
  readonly netTokens: number;
  readonly netDollars: number;
  /** Share of the requests that did not fail whose answer had no receipt. */
  readonly estimatedShare: number;
  /** Net gain by tool; the entries add up to the net figures. */
  readonly byTool: Readonly<Record<string, Gain>>;
  /** Net gain by kind of content; the entries add up to the net figures. */
  readonly byKind: Readonly<Record<string, Gain>>;
  /** Net gain by the way in which it was saved; tokens are rounded to whole ones. */
  readonly byWay: Readonly<Record<SavingWay, Gain>>;
  /** Blocks that were left alone, by reason. */
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
  /** Milliseconds between a request's end and its departure. */
  readonly addedMs: { readonly p50: number; readonly p99: number };
};

/** Figures, with those of each day or session where asked for. */
export type Summary = Figures & { readonly rows?: readonly (Figures & { readonly period: string })[] };

/**
 * Adds up rows of the ledger. The one place where that is done, so that every view agrees.
 * @param by also the figures of each local calendar day (`2026-01-31`, in order), or of each session (in order of first
 *   appearance).
 */
export function summarise(rows: Iterable<ScaledRow>, by?: 'daily' | 'session'): Summary {
  const whole = createSum();
  const parts = new Map<string, Sum>();
  for (const row of rows) {
    add(whole, row);
    if (by === undefined) continue;
    const period = by === 'daily' ? dayOf(row.time) : row.session;
    const part = parts.get(period) ?? createSum();
    parts.set(period, part);
    add(part, row);
  }
  if (by === undefined) return figuresOf(whole);
  const periods = [...parts].map(([period, sum]) => ({ period, ...figuresOf(sum) }));
  if (by === 'daily') periods.sort((left, right) => (left.period < right.period ? -1 : 1));
  return { ...figuresOf(whole), rows: periods };
}

type Sum = {
  requests: number;
  failed: number;
  estimated: number;
  tokensRemoved: number;
  tokensRetrieved: number;
  dollars: number;
  prompt: number;
  read: number;
  selfCausedMisses: number;
  readonly cache: CacheSum;
  readonly byTool: Map<string, Gain>;
  readonly byKind: Map<string, Gain>;
  readonly byWay: Map<string, Gain>;
  readonly leftAlone: Record<LeftAloneReason, number>;
  readonly standIns: Map<string, string>;
  readonly tokenFactors: Map<string, Pick<TokenFactor, 'factor' | 'receipts'>>;
  readonly alignments: PromptAlignment[];
  breakpointRequests: number;
  breakpointDollars: number;
  readonly addedMs: number[];
};

function createSum(): Sum {
  return {
    requests: 0,
    failed: 0,
    estimated: 0,
    tokensRemoved: 0,
    tokensRetrieved: 0,
    dollars: 0,
    prompt: 0,
    read: 0,
    selfCausedMisses: 0,
    cache: createCacheSum(),
    byTool: new Map(),
    byKind: new Map(),
    byWay: new Map(savingWays.map((way) => [way, { tokens: 0, dollars: 0 }])),
    leftAlone: Object.fromEntries(leftAloneReasons.map((reason) => [reason, 0])) as Record<LeftAloneReason, number>,
    standIns: new Map(),
    tokenFactors: new Map(),
    alignments: [],
    breakpointRequests: 0,
    breakpointDollars: 0,
    addedMs: [],
  };
}

function add(sum: Sum, row: ScaledRow): void {
  sum.requests += 1;
  if (row.failed) sum.failed += 1;
  if (row.estimated) sum.estimated += 1;
  else {
    sum.prompt += promptTokens(row.usage);
    sum.read += row.usage.read;
  }
  if (row.pricedAs !== undefined) sum.standIns.set(row.model, row.pricedAs);
  if (row.scale !== undefined) {
    const { tokenizer, factor, receipts } = row.scale;
    sum.tokenFactors.set(tokenizer, { factor, receipts });
  }
  sum.cache.add(row);
  if (row.alignment !== undefined) sum.alignments.push(row.alignment);
  if (row.breakpoints !== undefined) {
    sum.breakpointRequests += 1;
    sum.breakpointDollars += row.breakpoints.dollars;
  }
  if (row.selfCausedMiss) sum.selfCausedMisses += 1;
  sum.tokensRemoved += row.tokensRemoved;
  sum.tokensRetrieved += row.tokensRetrieved;
  sum.dollars += row.dollars;
  sum.addedMs.push(row.addedMs);
  for (const [tool, gain] of Object.entries(row.byTool)) addGain(sum.byTool, tool, gain);
  for (const [kind, gain] of Object.entries(row.byKind)) addGain(sum.byKind, kind, gain);
  for (const [way, gain] of Object.entries(row.byWay ?? {})) addGain(sum.byWay, way, gain);
  for (const reason of leftAloneReasons) sum.leftAlone[reason] += row.leftAlone[reason] ?? 0;
}

function figuresOf(sum: Sum): Figures {
  return {
    requests: sum.requests,
    failed: sum.failed,
    tokensRemoved: sum.tokensRemoved,
    tokensRetrieved: sum.tokensRetrieved,
    netTokens: sum.tokensRemoved - sum.tokensRetrieved,
    netDollars: roundDollars(sum.dollars),
    estimatedShare: share(sum.estimated, sum.requests - sum.failed),
    byTool: roundGains(sum.byTool),
    byKind: roundGains(sum.byKind),
    byWay: roundGains(sum.byWay) as Figures['byWay'],
    leftAlone: { ...sum.leftAlone },
    cache: {
      readShare: share(sum.read, sum.prompt),
      selfCausedMisses: sum.selfCausedMisses,
      ...sum.cache.figures(),
    },
    standIns: Object.fromEntries(sum.standIns),
    tokenFactors: Object.fromEntries(
      [...sum.tokenFactors].map(([tokenizer, { factor, receipts }]) => [
        tokenizer,
        { factor: roundTo(factor, 1e4), receipts },
      ]),
    ),
    systemPrompts: summarisePrompts(sum.alignments),
    breakpoints: { requests: sum.breakpointRequests, dollars: roundDollars(sum.breakpointDollars) },
    addedMs: { p50: roundMs(percentile(sum.addedMs, 0.5)), p99: roundMs(percentile(sum.addedMs, 0.99)) },
  };
}

function roundGains(gains: ReadonlyMap<string, Gain>): Readonly<Record<string, Gain>> {
  const rounded = [...gains].map(([name, { tokens, dollars }]) => [
    name,
    { tokens: Math.round(tokens), dollars: roundDollars(dollars) },
  ]);
  return Object.fromEntries(rounded) as Record<string, Gain>;
}

/** To a hundred-millionth of a dollar, far below the price of a token: what is cut off is noise of the addition. */
function roundDollars(dollars: number): number {
  return roundTo(dollars, 1e8);
}

/** To a hundredth of a millisecond. */
function roundMs(milliseconds: number): number {
  return roundTo(milliseconds, 100);
}

/** Adding zero makes a rounded negative zero a plain one. */
function roundTo(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** The calendar day where the person is: a day's figures are read against a day's work. */
function dayOf(time: number): string {
  const date = new Date(time);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
