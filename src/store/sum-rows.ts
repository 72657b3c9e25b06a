import { createSumTable, type DaySum, daySumOf } from '../model/day-sums.ts';
import type { RequestFilter, RequestRow } from '../model/ledger.ts';
import type { Connection } from './connection.ts';
import { requests } from './ledger-rows.ts';

/**
 * What the requests that pass a filter add up to.
 * @param bySession tell sessions apart
 * @param fill gives a row that is not summed yet what was paid
 */
export function daySums(
  connection: Connection,
  filter: RequestFilter,
  bySession: boolean,
  fill: (row: RequestRow) => RequestRow,
): readonly DaySum[] {
  const table = createSumTable();
  for (const row of requests(connection, filter)) table.add(daySumOf(fill(row), bySession));
  return table.sums();
}
