import { createSumTable, dayOf, daySumOf } from '../model/day-sums.ts';
import type { RequestRow } from '../model/ledger.ts';
import { dayName, type WindowedSum } from './dimensions.ts';

const windowMs = 5 * 60 * 60_000;

/**
 * Rows as sums of the windows of subscription plans: one begins with the first request after the one before has ended,
 * and lasts five hours. Each is named by its beginning in local time, such as `2026-01-31 11:16`.
 * @param rows in order of time; the first window begins with the first of them
 */
export function windowsOf(rows: Iterable<RequestRow>, bySession: boolean): readonly WindowedSum[] {
  const windows: { readonly name: string; readonly table: ReturnType<typeof createSumTable> }[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (row.time >= end) {
      windows.push({ name: minuteName(row.time), table: createSumTable() });
      end = row.time + windowMs;
    }
    windows.at(-1)?.table.add(daySumOf(row, bySession));
  }
  return windows.flatMap(({ name, table }) => table.sums().map((sum) => ({ ...sum, window: name })));
}

function minuteName(time: number): string {
  const date = new Date(time);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${dayName(dayOf(time))} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}
