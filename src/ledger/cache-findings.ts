import { largest, smallest } from '../lib/lists.ts';
import type { CacheBooking, Parting } from '../model/cache.ts';
import type { Gain, RequestRow } from '../model/ledger.ts';

/** The counts of a finding: requests that lost something, the tokens that were not read, and their cost. */
type Counted = Gain & { readonly requests: number };

/** Something that cost money at the provider's cache, with numbers from receipts. */
export type CacheFinding = Counted &
  (
    | ({ readonly kind: 'changed' } & Parting)
    /** Pauses, in milliseconds. `hourDollars`: the extra cost of writing for an hour, if the client can ask for it. */
    | { readonly kind: 'pauses'; readonly shortest: number; readonly longest: number; readonly hourDollars?: number }
    /** Writes for an hour cost more than the pauses that they bridged would have; `dollars` is the difference. */
    | {
        readonly kind: 'hours';
        readonly extraDollars: number;
        readonly bridgedDollars: number;
        readonly pauses: number;
      }
    /** Prompts just under the shortest that is cached. */
    | {
        readonly kind: 'under';
        readonly model: string;
        readonly minimum: number;
        readonly shortest: number;
        readonly longest: number;
      }
    | { readonly kind: 'unasked' | 'provider' | 'headroom' }
  );

/** Findings at most. */
const mostFindings = 5;

const hour = 60 * 60_000;
/** Dollars below which nothing is a finding: a hundredth of a cent. */
const leastDollars = 0.0001;

type Row = Pick<RequestRow, 'model' | 'cache'>;

/** The most expensive findings in some rows of the ledger, the most expensive first. */
export function findInCache(rows: Iterable<Row>): readonly CacheFinding[] {
  const booked: { readonly model: string; readonly cache: CacheBooking }[] = [];
  for (const { model, cache } of rows) if (cache !== undefined) booked.push({ model, cache });
  const all = booked.map(({ cache }) => cache);
  const findings = [...changes(all), ...pauses(all), ...hours(all), ...unders(booked), ...others(all)];
  return findings
    .filter(({ dollars }) => dollars >= leastDollars)
    .sort((a, b) => b.dollars - a.dollars)
    .slice(0, mostFindings);
}

function counted(gains: readonly Gain[]): Counted {
  return {
    requests: gains.length,
    tokens: gains.reduce((sum, { tokens }) => sum + tokens, 0),
    dollars: gains.reduce((sum, { dollars }) => sum + dollars, 0),
  };
}

/** Changes by the agent, distinguished by place and cause; the byte is that of the latest. */
function changes(all: readonly CacheBooking[]): readonly CacheFinding[] {
  const groups = new Map<string, { parted: Parting; gains: Gain[] }>();
  for (const { parted, losses } of all) {
    if (parted === undefined || losses?.agent === undefined) continue;
    const key = JSON.stringify([parted.section, parted.cause, parted.names]);
    const group = groups.get(key) ?? { parted, gains: [] };
    group.gains.push(losses.agent);
    groups.set(key, { ...group, parted });
  }
  return [...groups.values()].map(({ parted, gains }) => ({ kind: 'changed', ...parted, ...counted(gains) }));
}

/** Pauses: those that an hour's lifetime would have bridged, and the longer ones. */
function pauses(all: readonly CacheBooking[]): readonly CacheFinding[] {
  const lost = all.filter(({ losses }) => losses?.pause !== undefined);
  const isBridgeable = ({ pauseMs = 0, lifetime }: CacheBooking) => pauseMs <= hour && lifetime?.longer !== undefined;
  const hourDollars = all.reduce((sum, { lifetime }) => sum + (lifetime?.longer ?? 0), 0);
  return [
    ...pausesOf(lost.filter(isBridgeable)).map((finding) => ({ ...finding, hourDollars })),
    ...pausesOf(lost.filter((each) => !isBridgeable(each))),
  ];
}

function pausesOf(lost: readonly CacheBooking[]): readonly (CacheFinding & { readonly kind: 'pauses' })[] {
  if (lost.length === 0) return [];
  const lengths = lost.map(({ pauseMs = 0 }) => pauseMs);
  const gains = lost.flatMap(({ losses }) => losses?.pause ?? []);
  return [{ kind: 'pauses', shortest: smallest(lengths), longest: largest(lengths), ...counted(gains) }];
}

function hours(all: readonly CacheBooking[]): readonly CacheFinding[] {
  const long = all.filter(({ lifetime }) => lifetime?.shorter !== undefined);
  const bridged = all.filter(({ lifetime }) => lifetime?.bridged !== undefined);
  const sum = (of: (cache: CacheBooking) => number | undefined) =>
    all.reduce((total, each) => total + (of(each) ?? 0), 0);
  const extraDollars = sum(({ lifetime }) => lifetime?.shorter);
  const bridgedDollars = sum(({ lifetime }) => lifetime?.bridged);
  const dollars = extraDollars - bridgedDollars;
  const facts = { extraDollars, bridgedDollars, pauses: bridged.length };
  return [{ kind: 'hours', requests: long.length, tokens: 0, dollars, ...facts }];
}

function unders(booked: readonly { readonly model: string; readonly cache: CacheBooking }[]): readonly CacheFinding[] {
  const groups = new Map<string, NonNullable<CacheBooking['under']>[]>();
  for (const { model, cache } of booked) {
    if (cache.under !== undefined) groups.set(model, [...(groups.get(model) ?? []), cache.under]);
  }
  return [...groups].map(([model, each]) => ({
    kind: 'under',
    model,
    minimum: largest(each.map(({ minimum }) => minimum)),
    shortest: smallest(each.map(({ tokens }) => tokens)),
    longest: largest(each.map(({ tokens }) => tokens)),
    ...counted(each),
  }));
}

function others(all: readonly CacheBooking[]): readonly CacheFinding[] {
  return (['unasked', 'provider', 'headroom'] as const).flatMap((kind) => {
    const gains = all.flatMap(({ losses }) => losses?.[kind] ?? []);
    return gains.length === 0 ? [] : [{ kind, ...counted(gains) }];
  });
}
