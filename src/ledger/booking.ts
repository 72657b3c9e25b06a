import { append } from '../lib/lists.ts';
import type { LedgerRecord, RequestRow } from '../model/ledger.ts';
import type { ModelFacts } from '../model/usage.ts';
import { priceRecord } from './price.ts';

/** What some requests brought: tokens counted once, net dollars. */
export type Totals = {
  readonly requests: number;
  readonly tokensRemoved: number;
  readonly tokensRetrieved: number;
  readonly dollars: number;
  /** What breakpoints brought, apart from `dollars`. */
  readonly breakpointDollars: number;
};

/** What booking needs of the store. */
export type LedgerStore = {
  together<T>(work: () => T): T;
  markCounted(keys: readonly string[]): readonly string[];
  appendRequest(row: RequestRow): void;
};

/** Prices requests, keeps them, and tells what they brought. */
export type Book = (records: readonly LedgerRecord[]) => Totals;

/** Blocks that are known to be counted, in the ledger or in sums alone: history is not looked up with every request. */
const maxKnown = 50_000;

/**
 * Builds the booking of requests, several in one transaction. Without a store, or when it fails, their sums are all that
 * is known of them.
 */
export function createBooking(
  store: LedgerStore | undefined,
  modelFacts: (model: string, api: string) => ModelFacts,
  onNotice: (line: string) => void,
): Book {
  const kept = new Set<string>();
  const unkept = new Set<string>();
  const priceAll = (records: readonly LedgerRecord[], known: Set<string>, keeps?: LedgerStore, noted: string[] = []) =>
    records.map((record) => {
      const open = record.failed ? [] : record.blocks.map(({ key }) => key).filter((key) => !known.has(key));
      const fresh = new Set(keeps === undefined ? open : keeps.markCounted(open));
      if (known.size > maxKnown) known.clear();
      for (const key of open) known.add(key);
      append(noted, open);
      const row = priceRecord(record, modelFacts(record.model, record.api), (key) => fresh.has(key));
      keeps?.appendRequest(row);
      return row;
    });
  return (records) => {
    if (store === undefined) return sumOf(priceAll(records, unkept));
    const noted: string[] = [];
    try {
      return sumOf(store.together(() => priceAll(records, kept, store, noted)));
    } catch (error) {
      onNotice(`ledger: ${(error as Error).message}`);
      // Their rows are not in the ledger: the next request that carries them is the first to be counted with them.
      for (const key of noted) kept.delete(key);
      return sumOf(priceAll(records, unkept));
    }
  };
}

function sumOf(rows: readonly RequestRow[]): Totals {
  const sum = (pick: (row: RequestRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    requests: rows.length,
    tokensRemoved: sum((row) => row.tokensRemoved),
    tokensRetrieved: sum((row) => row.tokensRetrieved),
    dollars: sum((row) => row.dollars),
    breakpointDollars: sum((row) => row.breakpoints?.dollars ?? 0),
  };
}
