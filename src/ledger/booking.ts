import type { KeptPrompt } from '../model/cache.ts';
import type { LedgerRecord, RequestRow } from '../model/ledger.ts';
import { type BookedSums, sumsOf } from '../model/sums.ts';
import type { ModelFacts, Usage } from '../model/usage.ts';
import { tokenGrowth } from './growth.ts';
import { priceRecord } from './price.ts';

/** What booking needs of the store, inside one transaction. */
export type LedgerStore = {
  markCounted(keys: readonly string[]): readonly string[];
  hasRequest(request: Pick<RequestRow, 'time' | 'id'>): boolean;
  appendRequest(row: RequestRow): void;
  keepPrompt(prompt: KeptPrompt): void;
  keepTitle(title: { readonly session: string; readonly time: number; readonly title: string }): void;
};

/** The ledger, which may fail. */
export type Ledger = {
  /** Does writing work: all of it is stored, or none. */
  write<T>(work: (store: LedgerStore) => T): T;
  /** Those of the blocks that no request was counted with. */
  uncounted(keys: readonly string[]): readonly string[];
};

/** Prices requests and keeps them. */
export type Booking = {
  /**
   * Books requests in one transaction and returns what they saved.
   * @param again some may be booked already; those with an `id` that are bring nothing more
   * @throws what the ledger throws; none of them is booked then
   */
  record(records: readonly LedgerRecord[], again?: boolean): BookedSums;
  /** The rows of requests that are to be booked later, according to the present state. */
  price(records: readonly LedgerRecord[]): readonly RequestRow[];
  /** The ledger was replaced by an empty one: what this process booked last is put into it. */
  renew(): void;
};

/** Blocks that are known to be counted: history is not looked up with every request. */
const maxKnown = 50_000;
/** Rows of this process that are kept in case the ledger is lost. */
const maxOwn = 1000;

/** Builds the booking of requests. */
export function createBooking(
  ledger: Ledger,
  modelFacts: (model: string, api: string, usage?: Usage) => ModelFacts,
  onNotice: (line: string) => void,
  countTokens: (text: string) => number,
): Booking {
  const counted = new Set<string>();
  const own: RequestRow[] = [];
  const openKeys = ({ failed, blocks }: LedgerRecord, known: ReadonlySet<string>) =>
    failed ? [] : blocks.map(({ key }) => key).filter((key) => !known.has(key));
  /** One that cannot be priced must not prevent the others from being booked. */
  const priced = (record: LedgerRecord, fresh: ReadonlySet<string>): RequestRow | undefined => {
    try {
      return priceRecord(record, modelFacts(record.model, record.api, record.usage), (key) => fresh.has(key));
    } catch (error) {
      onNotice(`ledger: a request cannot be priced: ${(error as Error).message}`);
      return undefined;
    }
  };
  /** Before the transaction: a text takes time to count. */
  const grownBy = (record: LedgerRecord): Pick<RequestRow, 'growth'> => {
    const growth = tokenGrowth(record, countTokens);
    return growth === undefined ? {} : { growth };
  };
  const append = (
    store: LedgerStore,
    { record, grown }: { readonly record: LedgerRecord; readonly grown: Pick<RequestRow, 'growth'> },
    again: boolean,
    noted: string[],
  ) => {
    if (again && store.hasRequest(record)) return undefined;
    const open = openKeys(record, counted);
    const bare = priced(record, new Set(store.markCounted(open)));
    const row = bare && { ...bare, ...grown };
    if (counted.size > maxKnown) counted.clear();
    for (const key of open) {
      counted.add(key);
      noted.push(key);
    }
    if (row !== undefined) store.appendRequest(row);
    if (record.title !== undefined && !record.demo) store.keepTitle({ ...record, title: record.title });
    const prompt = promptOf(record);
    if (prompt !== undefined) store.keepPrompt(prompt);
    return row;
  };
  return {
    record(records, again = false) {
      const noted: string[] = [];
      const counting = records.map((record) => ({ record, grown: grownBy(record) }));
      try {
        const rows = ledger.write((store) => present(counting.map((each) => append(store, each, again, noted))));
        for (const row of rows) own.push(withoutList(row));
        own.splice(0, own.length - maxOwn);
        return sumsOf(rows);
      } catch (error) {
        // Their rows are not in the ledger: the next request with these blocks is the first to be counted with them.
        for (const key of noted) counted.delete(key);
        throw error;
      }
    },
    price(records) {
      const known = new Set(counted);
      return present(
        records.map((record) => {
          const open = openKeys(record, known);
          for (const key of open) known.add(key);
          return priced(record, new Set(unlessItFails(() => ledger.uncounted(open), open)));
        }),
      );
    },
    renew() {
      if (own.length === 0) return;
      ledger.write((store) => {
        store.markCounted([...counted]);
        for (const row of own) if (!store.hasRequest(row)) store.appendRequest(row);
      });
    },
  };
}

/** What later processes may know of a request's prompt; a failed one left nothing to be read. */
function promptOf({ failed, usage, cache }: LedgerRecord): KeptPrompt | undefined {
  if (failed || cache?.prompt === undefined) return undefined;
  const written = usage === undefined ? 0 : usage.write + usage.writeLong;
  const long = usage !== undefined && written > 0 ? usage.write === 0 : cache.prompt.long;
  return { ...cache.prompt, long, ...(usage === undefined ? {} : { usage }) };
}

/** In a row that may be booked once more, the list would be the longest part. */
function withoutList({ replaced: _, ...row }: RequestRow): RequestRow {
  return row;
}

function present(rows: readonly (RequestRow | undefined)[]): readonly RequestRow[] {
  return rows.filter((row) => row !== undefined);
}

function unlessItFails<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
