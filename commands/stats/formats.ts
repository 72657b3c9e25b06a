import type { Summary } from '../../src/ledger/summarise.ts';
import type { Dimension, RequestFilter } from '../../src/model/ledger.ts';
import { type Cell, renderCsv } from '../ui/spreadsheet.ts';
import { sessionFacts } from './names.ts';
import { type SessionNames, type StatsTable, tableOf } from './table.ts';

/** Version of the JSON that `headroom stats` prints. It grows when a key is removed or changes its meaning. */
const statsVersion = 1;

/** The ends of the requested period, as dates with a time; absent if it has none. */
function periodOf({ since, until }: RequestFilter): { readonly since?: string; readonly until?: string } {
  const text = (time: number) => new Date(time).toISOString();
  return {
    ...(since === undefined ? {} : { since: text(since) }),
    ...(until === undefined ? {} : { until: text(until) }),
  };
}

/**
 * What is printed as JSON: the figures of the whole, or a table alone where one is asked for.
 * @param reportBy gives the figures of the requests that pass the filter
 * @param titles of sessions by their ids, where they are asked for
 */
export function statsAsJson(
  reportBy: (by?: readonly Dimension[]) => Summary,
  { filter, by }: { readonly filter: RequestFilter; readonly by: readonly Dimension[] },
  titles?: ReadonlyMap<string, string>,
): object {
  if (by.length === 0) return { version: statsVersion, period: periodOf(filter), ...reportBy() };
  const facts = by.includes('session') ? sessionFacts(reportBy) : new Map();
  const sessions = { facts, titles: titles ?? new Map() };
  return tableAsJson(tableOf(reportBy(by), by), filter, sessions, titles !== undefined);
}

/** A table as JSON has it: a row's names are under their dimensions. A session has its facts, and its title where that was asked for. */
function tableAsJson(table: StatsTable, filter: RequestFilter, sessions: SessionNames, withTitles: boolean) {
  return {
    version: statsVersion,
    by: table.by,
    period: periodOf(filter),
    rows: table.rows.map(({ names, values }) => ({
      ...Object.fromEntries(names.map((name, index) => [table.by[index] as string, name])),
      ...sessionColumns(table, names, sessions, withTitles),
      ...values,
    })),
  };
}

/** A table as comma-separated values, with the same columns. */
export function tableAsCsv(table: StatsTable, sessions: SessionNames, withTitles: boolean): string {
  const columnsOf = (names: readonly string[]) => sessionColumns(table, names, sessions, withTitles);
  const extra = Object.keys(columnsOf([]));
  return renderCsv(
    [...table.by, ...extra, ...table.fields],
    table.rows.map(({ names, values }): readonly Cell[] => [
      ...names,
      ...Object.values(columnsOf(names)),
      ...table.fields.map((field) => values[field] ?? undefined),
    ]),
  );
}

/** The facts about a row's session besides its id, if sessions were asked for. */
function sessionColumns(
  { by }: StatsTable,
  names: readonly string[],
  { facts, titles }: SessionNames,
  withTitles: boolean,
): Readonly<Record<string, string>> {
  const at = by.indexOf('session');
  if (at === -1) return {};
  const session = names[at] ?? '';
  const known = facts.get(session);
  const others = {
    agent: known?.agent ?? '',
    project: known?.project ?? '',
    started: known === undefined ? '' : new Date(known.started).toISOString(),
    ...(withTitles ? { title: titles.get(session) ?? '' } : {}),
  };
  return Object.fromEntries(Object.entries(others).filter(([name]) => !by.some((dimension) => dimension === name)));
}
