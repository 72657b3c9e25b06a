import type { RequestFilter, RequestRow } from '../model/ledger.ts';

/** Whether a row passes a filter, as it would in the store. */
export function passes(row: RequestRow, filter: RequestFilter): boolean {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, project, session } = filter;
  const time = Math.round(row.time);
  if (time < since || time >= until) return false;
  if (row.demo && filter.includeDemo !== true) return false;
  return (project === undefined || row.project === project) && (session === undefined || row.session === session);
}

/**
 * The requests that wait to be booked, pass a filter and are not in the ledger: one may be booked without its proxy's
 * knowledge.
 */
export function notBooked(
  ledger: { hasRequest(request: Pick<RequestRow, 'time' | 'id'>): boolean } | undefined,
  unbooked: readonly RequestRow[],
  filter: RequestFilter,
): readonly RequestRow[] {
  return unbooked.filter((row) => passes(row, filter) && ledger?.hasRequest(row) !== true);
}

/**
 * Rows of the ledger, followed by those of requests that wait to be booked, each once: one may have been booked without
 * its proxy's knowledge.
 */
export function* withUnbooked(
  booked: Iterable<RequestRow>,
  unbooked: readonly RequestRow[],
  filter: RequestFilter,
): Generator<RequestRow> {
  const open = new Map(unbooked.filter((row) => passes(row, filter)).map((row, index) => [row.id ?? index, row]));
  for (const row of booked) {
    if (row.id !== undefined) open.delete(row.id);
    yield row;
  }
  yield* open.values();
}
