import type { VolatileName } from './alignment.ts';
import { type CacheBooking, cacheLosses } from './cache.ts';
import { bucketOf } from './histogram.ts';
import { beforeThisVersion, type Gain, type RequestRow } from './ledger.ts';
import type { Usage } from './usage.ts';

/** What the requests of one sum have in common. All that scales or prices them is among it. */
export type SumKey = Pick<
  RequestRow,
  'demo' | 'project' | 'agent' | 'payer' | 'api' | 'upstream' | 'model' | 'pricedAs' | 'tokenFactor'
> & {
  /** The calendar day where the person was, as a number: 20260131; of the sum of a whole month 20260100. */
  readonly day: number;
  /** Absent where sessions are not told apart. */
  readonly session?: string;
};

/** What is counted by name. `whole` holds single counters by their own names. */
export type SumGroup =
  | 'whole'
  | 'tool'
  | 'kind'
  | 'command'
  | 'way'
  | 'leftAlone'
  | 'loss'
  | 'lifetime'
  | 'volatile'
  | 'score'
  | 'addedMs';

/** Numbers by group and name. Sums are added number by number, in any order. Tokens and dollars are as they were booked. */
export type Counts = ReadonlyMap<SumGroup, ReadonlyMap<string, readonly number[]>>;

/** What some requests that have a key in common add up to. */
export type DaySum = {
  readonly key: SumKey;
  /** Milliseconds since the epoch at which the first and the last of them came in. */
  readonly first: number;
  readonly last: number;
  readonly counts: Counts;
};

/** Counts that can be added to. */
export type GrowingCounts = Map<SumGroup, Map<string, number[]>>;

/** Adds numbers to those of a name in a group; what the shorter of both lacks is zero. */
export function addNumbers(counts: GrowingCounts, group: SumGroup, name: string, numbers: readonly number[]): void {
  const names = counts.get(group) ?? new Map<string, number[]>();
  counts.set(group, names);
  const sums = names.get(name);
  if (sums === undefined) names.set(name, [...numbers]);
  else for (const [index, number] of numbers.entries()) sums[index] = (sums[index] ?? 0) + number;
}

/** Adds all of some counts to others. */
export function addCounts(sums: GrowingCounts, counts: Counts): void {
  for (const [group, names] of counts) for (const [name, numbers] of names) addNumbers(sums, group, name, numbers);
}

/** The sum of a single row that says what was paid. */
export function daySumOf(row: RequestRow, bySession: boolean): DaySum {
  const { demo, project, agent, payer, api, upstream, model, pricedAs, tokenFactor } = row;
  const parts = { day: dayOf(row.time), demo, project, agent, payer, api, upstream, model, pricedAs, tokenFactor };
  const time = Math.round(row.time);
  return {
    key: bySession ? { ...parts, session: row.session } : parts,
    first: time,
    last: time,
    counts: countsOf(row),
  };
}

/** Sums by their keys, as one grows by the other. */
export type SumTable = {
  add(sum: DaySum): void;
  sums(): readonly DaySum[];
};

/** Starts such a table. */
export function createSumTable(): SumTable {
  /** A sum that nothing was added to is still that of the caller. */
  const table = new Map<string, DaySum & { readonly own?: GrowingCounts }>();
  return {
    add(sum) {
      const name = JSON.stringify(keyParts(sum.key));
      const known = table.get(name);
      if (known === undefined) {
        table.set(name, sum);
        return;
      }
      const own = known.own ?? copied(known.counts);
      addCounts(own, sum.counts);
      const [first, last] = [Math.min(known.first, sum.first), Math.max(known.last, sum.last)];
      table.set(name, { key: known.key, first, last, counts: own, own });
    },
    sums: () => Array.from(table.values(), ({ key, first, last, counts }) => ({ key, first, last, counts })),
  };
}

function copied(counts: Counts): GrowingCounts {
  const copy: GrowingCounts = new Map();
  addCounts(copy, counts);
  return copy;
}

/** The parts of a key in a fixed order, `null` for what is absent. */
export function keyParts(key: SumKey): readonly (string | number | boolean | null)[] {
  const { day, demo, project, session, agent, payer, api, upstream, model, pricedAs, tokenFactor } = key;
  const parts = [day, demo, project, session, agent, payer, api, upstream, model, pricedAs, tokenFactor];
  return parts.map((part) => part ?? null);
}

/** The calendar day where the person is, as a number: a day's figures are read against a day's work. */
export function dayOf(time: number): number {
  const date = new Date(time);
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}

/** The month of a day, in the form of a day. */
export function monthOf(day: number): number {
  return day - (day % 100);
}

/** How far sums are told apart. */
export type SumDetail = {
  readonly bySession?: boolean;
  /** Each day by itself; else months will do. */
  readonly byDay?: boolean;
};

/** What one row counts for. */
function countsOf(row: RequestRow): Counts {
  const counts: GrowingCounts = new Map();
  for (const [name, number] of Object.entries(wholeOf(row))) {
    if (number !== 0) addNumbers(counts, 'whole', name, [number]);
  }
  const gains = [
    ['tool', row.byTool],
    ['kind', row.byKind],
    ['command', row.byCommand ?? commandsBefore(row)],
    ['way', row.byWay ?? {}],
  ] as const;
  for (const [group, parts] of gains) {
    for (const [name, gain] of Object.entries<Gain>(parts)) addNumbers(counts, group, name, gainNumbers(gain));
  }
  for (const [reason, blocks] of Object.entries(row.leftAlone)) addNumbers(counts, 'leftAlone', reason, [blocks]);
  if (row.cache !== undefined) addCache(counts, row.cache);
  if (row.alignment !== undefined) {
    addNumbers(counts, 'score', String(row.alignment.score), [1]);
    for (const name of new Set(row.alignment.changed.map(nameOf))) addNumbers(counts, 'volatile', name, [1]);
  }
  addNumbers(counts, 'addedMs', String(bucketOf(row.addedMs)), [1]);
  return counts;
}

/** Single counters of a row. */
function wholeOf(row: RequestRow) {
  const { usage, cache, breakpoints } = row;
  const hasReceipt = !row.estimated;
  const prompt = hasReceipt ? promptOf(usage) : 0;
  const isNoted = row.notSent !== undefined;
  return {
    requests: 1,
    failed: Number(row.failed),
    estimated: Number(row.estimated),
    paid: row.paid ?? 0,
    pricedLater: Number(row.pricedLater === true),
    tokensRemoved: row.tokensRemoved,
    tokensRetrieved: row.tokensRetrieved,
    dollars: row.dollars,
    dollarsRetrieved: row.dollarsRetrieved ?? 0,
    prompt,
    read: hasReceipt ? usage.read : 0,
    output: hasReceipt ? usage.output : 0,
    noted: Number(isNoted),
    notedPrompt: isNoted ? prompt : 0,
    notSent: row.notSent ?? 0,
    selfCausedMisses: Number(row.selfCausedMiss),
    could: cache?.could ?? 0,
    couldRead: cache?.read ?? 0,
    short: Number(cache?.short === true),
    breakpointRequests: Number(breakpoints !== undefined),
    breakpointDollars: breakpoints?.dollars ?? 0,
    promptChanges: Number((row.alignment?.changed.length ?? 0) > 0),
  };
}

/** Name of a single counter. */
export type SumCounter = keyof ReturnType<typeof wholeOf>;

function promptOf({ uncached, write, writeLong, read }: Usage): number {
  return uncached + write + writeLong + read;
}

/** Tokens, dollars, and for gains that say what was there before: that, and the tokens that were saved of it. */
function gainNumbers({ tokens, dollars, before }: Gain): readonly number[] {
  return before === undefined ? [tokens, dollars] : [tokens, dollars, before, tokens];
}

/** A row of an older version names no command: its gain has one name for all. */
function commandsBefore({ tokensRemoved, tokensRetrieved, dollars }: RequestRow): Readonly<Record<string, Gain>> {
  const tokens = tokensRemoved - tokensRetrieved;
  return tokens === 0 && dollars === 0 ? {} : { [beforeThisVersion]: { tokens, dollars } };
}

function addCache(counts: GrowingCounts, { losses = {}, lifetime }: CacheBooking): void {
  for (const cause of cacheLosses) {
    const loss = losses[cause];
    if (loss !== undefined) addNumbers(counts, 'loss', cause, [loss.tokens, loss.dollars]);
  }
  for (const [name, dollars] of Object.entries(lifetime ?? {})) addNumbers(counts, 'lifetime', name, [1, dollars]);
}

function nameOf({ kind, label }: VolatileName): string {
  return label === '' ? kind : `${kind} after "${label}"`;
}
