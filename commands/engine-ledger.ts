import { modelFacts } from '../providers/models.ts';
import type { EngineMethods, StatsQuery } from '../src/engine/messages.ts';
import { createBooking, type Ledger } from '../src/ledger/booking.ts';
import { filledIn } from '../src/ledger/fill-in.ts';
import { factorsIn, reports } from '../src/ledger/report.ts';
import { shareOf } from '../src/ledger/scaled.ts';
import type { RequestRow } from '../src/model/ledger.ts';
import { addSums, sumsOf, totalOf } from '../src/model/sums.ts';
import type { StoreKeeper } from '../src/store/keeper.ts';
import { statsAsJson } from './stats/formats.ts';

/** The part of the engine that books receipts and reports figures. It decides nothing about what is sent. */
export type EngineLedger = {
  readonly methods: Pick<EngineMethods, 'record' | 'price' | 'total' | 'stats'>;
  /** Fills in some rows of older versions, or adds some rows to the sums of their days, and returns whether there may be more. */
  catchUp(): boolean;
  /** The ledger was replaced by an empty one. */
  renew(): void;
};

/** Rows of older versions filled in per transaction: a few milliseconds, so that nothing waits long. */
const fillAtOnce = 100;

/**
 * Assembles it over a store that may fail.
 * @param countTokens counts the o200k tokens of a text
 */
export function engineLedger(
  keeper: StoreKeeper,
  countTokens: (text: string) => number,
  notice: (line: string) => void,
): EngineLedger {
  const booking = createBooking(ledgerIn(keeper), modelFacts, notice, countTokens);
  return {
    methods: {
      record: booking.record,
      price: (records) => sumsOf(booking.price(records)),
      total(sums) {
        const factors = factorsOf(keeper);
        return totalOf(addSums(sums), (part) => shareOf(part, factors(part)));
      },
      stats: (query, unbooked) => statsOf(keeper, query, booking.price(unbooked)),
    },
    renew: booking.renew,
    catchUp: () =>
      keeper.write((store) => {
        const filled = store.fillUnpriced(fillAtOnce, (row) => filledIn(row, modelFacts));
        return filled > 0 || store.sumUp();
      }),
  };
}

/** What booking needs of the store. */
function ledgerIn(keeper: StoreKeeper): Ledger {
  return {
    write: (work) => keeper.write((store) => store.together(() => work(store))),
    uncounted: (keys) => keeper.read((store) => store.uncounted(keys)),
  };
}

/** The current factors; the table's if the ledger cannot be read. */
function factorsOf(keeper: StoreKeeper) {
  try {
    return keeper.read((store) => factorsIn(store, modelFacts));
  } catch {
    return factorsIn(undefined, modelFacts);
  }
}

/**
 * What `stats --json` prints, from the ledger and the receipts that wait to be booked; from those alone if the ledger
 * cannot be read.
 */
function statsOf(keeper: StoreKeeper, { by, ...filter }: StatsQuery, unbooked: readonly RequestRow[]): object {
  try {
    return keeper.read((store) => statsAsJson(reports(store, filter, modelFacts, unbooked), { filter, by }));
  } catch {
    return statsAsJson(reports(undefined, filter, modelFacts, unbooked), { filter, by });
  }
}
