import { passes } from '../../src/ledger/passes.ts';
import type { ReadLedger } from '../../src/ledger/report.ts';
import { sumsOfRows } from '../../src/ledger/summarise.ts';
import type { RequestRow } from '../../src/model/ledger.ts';

/** A ledger that holds some rows in memory. */
export function ledgerOf(rows: readonly RequestRow[], grown: readonly RequestRow[] = []): ReadLedger {
  return {
    requests: (filter = {}) => rows.filter((row) => passes(row, filter)),
    daySums: (filter, { bySession = false }, fill) =>
      sumsOfRows(rows.filter((row) => passes(row, filter)).map(fill), bySession),
    hasRequest: ({ time, id }) => rows.some((row) => row.id !== undefined && row.id === id && row.time === time),
    grownRequests: () => grown,
  };
}
