import type { PromptAlignment } from '../model/alignment.ts';
import { type LeftAloneReason, leftAloneReasons } from '../model/decision.ts';
import { type Gain, type SavingWay, savingWays } from '../model/ledger.ts';
import {
  type Bill,
  type BillSum,
  type BillsByName,
  beforeThisVersion,
  createBillSum,
  createBillsByName,
} from './bill.ts';
import { type CacheFigures, type CacheSum, createCacheSum } from './cache-sums.ts';
import { addGain } from './gains.ts';
import { percentile } from './percentile.ts';
import { type SystemPrompts, summarisePrompts } from './prompts.ts';
import { promptTokens } from './receipt.ts';
import { roundDollars, roundGains, roundMs, roundTo, shareOfWhole } from './rounding.ts';
import type { ScaledRow } from './scaled.ts';
import type { TokenFactor } from './token-factor.ts';

/**
 * What a set of requests brought. Tokens were counted once, in the provider's own as far as they are known; dollars are net, may be negative, and
 * are rounded to 1e-8. Rounding is the last step, so that parts add up to their whole but for that much each.
 */
export type Figures = Bill & {
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
  /** Net gain by command line, as far as its program and sub-command may be named; the entries add up to the net figures. */
  readonly byCommand: Readonly<Record<string, Gain>>;
  /** What the requests of each agent cost; the entries add up to the whole. */
  readonly byAgent: Readonly<Record<string, Bill>>;
  /** What was asked for with a key and with a login, which is not billed by use; the entries add up to the whole. */
  readonly byPayer: Readonly<Record<string, Bill>>;
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

/** Under which name outputs are told of tools that run no command. */
const noCommand = '(no command)';

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
  readonly bill: BillSum;
  readonly byAgent: BillsByName;
  readonly byPayer: BillsByName;
  readonly byCommand: Map<string, Gain>;
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
    bill: createBillSum(),
    byAgent: createBillsByName(),
    byPayer: createBillsByName(),
    byCommand: new Map(),
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
  sum.bill.add(row);
  sum.byAgent.add(row.agent ?? beforeThisVersion, row);
  sum.byPayer.add(row.payer ?? beforeThisVersion, row);
  for (const [command, gain] of commandsOf(row)) addGain(sum.byCommand, command, gain);
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

/** The gains by command under the names by which they are told; a row of an older version has one for all. */
function commandsOf(row: ScaledRow): readonly (readonly [string, Gain])[] {
  const { byCommand, tokensRemoved, tokensRetrieved, dollars } = row;
  if (byCommand !== undefined)
    return Object.entries(byCommand).map(([name, gain]) => [name === '' ? noCommand : name, gain]);
  const net = tokensRemoved - tokensRetrieved;
  return net === 0 && dollars === 0 ? [] : [[beforeThisVersion, { tokens: net, dollars }]];
}

function figuresOf(sum: Sum): Figures {
  const bill = sum.bill.figures();
  return {
    ...bill,
    failed: sum.failed,
    tokensRemoved: sum.tokensRemoved,
    tokensRetrieved: sum.tokensRetrieved,
    netTokens: sum.tokensRemoved - sum.tokensRetrieved,
    netDollars: roundDollars(sum.dollars),
    estimatedShare: shareOfWhole(sum.estimated, bill.requests - sum.failed),
    byTool: roundGains(sum.byTool),
    byKind: roundGains(sum.byKind),
    byCommand: roundGains(sum.byCommand),
    byAgent: sum.byAgent.figures(),
    byPayer: sum.byPayer.figures(),
    byWay: roundGains(sum.byWay) as Figures['byWay'],
    leftAlone: { ...sum.leftAlone },
    cache: {
      readShare: shareOfWhole(sum.read, sum.prompt),
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

/** The calendar day where the person is: a day's figures are read against a day's work. */
function dayOf(time: number): string {
  const date = new Date(time);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
