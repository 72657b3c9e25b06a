import { modelFacts } from '../../providers/models.ts';
import { findInCache } from '../../src/ledger/cache-findings.ts';
import { adviseLifetimes, type LifetimeRequest } from '../../src/ledger/lifetime-advice.ts';
import { report, reports } from '../../src/ledger/report.ts';
import type { RequestFilter } from '../../src/model/ledger.ts';
import type { ReadStore } from '../../src/store/read-only.ts';
import { parseMoment } from '../period.ts';
import { renderCache } from '../ui/cache.ts';
import { renderLifetimes } from '../ui/lifetimes.ts';
import { print, printJson, printLine } from '../ui/output.ts';
import { visibleName } from '../ui/visible.ts';
import { type BarDay, daysBetween } from './bars.ts';
import { statsAsJson, tableAsCsv } from './formats.ts';
import { projectNames, sessionFacts } from './names.ts';
import type { StatsFlags, StatsQuestion } from './query.ts';
import { renderScreen } from './screen.ts';
import { sentenceOf } from './sentence.ts';
import { renderStatsTable, type SessionNames, tableOf } from './table.ts';

/** Days that are drawn. */
const mostDays = 14;
/** Columns of a screen of unknown width, and at most. */
const [usualColumns, mostColumns] = [80, 120];

/** Prints the whole picture. */
export async function showScreen(store: ReadStore | undefined, question: StatsQuestion, now: number): Promise<void> {
  if (store?.lastRequest(question.filter) === undefined) return printLine(nothingFound(question.filter));
  const { filter, period } = periodShown(store, question, now);
  const reportBy = reports(store, filter, modelFacts);
  const byDay = new Map((reportBy(['day']).rows ?? []).map(({ names: [day = ''], figures }) => [day, figures]));
  const days = daysBetween(filter.since, filter.until ?? now + 1, [...byDay.keys()], mostDays);
  const isCut = [...byDay.keys()].some((day) => day < (days[0] ?? ''));
  const screen = renderScreen({
    sentence: firstSentence(store, question, now),
    period: isCut ? `${period}, latest ${days.length} days` : period,
    days: days.map((day): BarDay => ({ day, figures: byDay.get(day) })),
    reportBy,
    columns: Math.min(process.stdout.columns || usualColumns, mostColumns),
  });
  await printLine(screen);
}

/** The requested period, or else the latest days; everything if they have no requests. */
function periodShown(
  store: ReadStore,
  { filter, period }: StatsQuestion,
  now: number,
): { readonly filter: RequestFilter; readonly period: string } {
  if (period !== undefined) return { filter, period };
  const first = new Date(now);
  first.setHours(0, 0, 0, 0);
  first.setDate(first.getDate() - mostDays + 1);
  const latest = { ...filter, since: first.getTime() };
  return store.lastRequest(latest) === undefined
    ? { filter, period: 'So far' }
    : { filter: latest, period: `Last ${mostDays} days` };
}

/** What the requested period saved; else this week, with what came before it if this week has nothing. */
function firstSentence(store: ReadStore, { filter, period }: StatsQuestion, now: number): string {
  const sentence = (title: string, since?: number) => {
    const { rows = [] } = report(
      store,
      { filter: { ...filter, since: since ?? filter.since }, by: ['payer'] },
      modelFacts,
    );
    return sentenceOf(
      title,
      rows.map(({ names: [payer = ''], figures }) => ({ payer, figures })),
    );
  };
  if (period !== undefined) return sentence(period);
  const monday = parseMoment('since', 'this-week', now);
  const thisWeek = sentence('This week', monday);
  return store.lastRequest({ ...filter, since: monday }) === undefined ? `${thisWeek} ${sentence('So far')}` : thisWeek;
}

/**
 * Prints JSON: the figures of the whole, or only a table if one was requested.
 * @param unbooked requests that wait for a ledger that cannot be written
 */
export function showJson(
  store: ReadStore | undefined,
  { filter, by }: StatsQuestion,
  unbooked: number,
  withTitles: boolean,
): Promise<void> {
  const titles = withTitles ? (store?.titles() ?? new Map()) : undefined;
  const json = statsAsJson(reports(store, filter, modelFacts), { filter, by }, titles);
  return printJson(unbooked === 0 || by.length > 0 ? json : { ...json, unbooked });
}

/** Prints a table and nothing else, for a screen or as comma-separated values. */
export async function showTable(
  store: ReadStore | undefined,
  { filter, by: asked }: StatsQuestion,
  { csv, titles = false }: StatsFlags,
  now: number,
): Promise<void> {
  const by = asked.length === 0 ? (['day'] as const) : asked;
  const reportBy = reports(store, filter, modelFacts);
  const table = tableOf(reportBy(by), by);
  const sessions: SessionNames = by.includes('session')
    ? { facts: sessionFacts(reportBy), titles: store?.titles() ?? new Map() }
    : { facts: new Map(), titles: new Map() };
  if (csv) return print(`${tableAsCsv(table, sessions, titles)}\r\n`);
  return printLine(
    table.rows.length === 0
      ? nothingFound(filter)
      : renderStatsTable(table, sessions, now, process.stdout.columns || Number.POSITIVE_INFINITY),
  );
}

/** Prints the report on the cache. */
export async function showCache(store: ReadStore | undefined, filter: RequestFilter, json: boolean): Promise<void> {
  const { cache, requests } = report(store, { filter }, modelFacts);
  const findings = findInCache(store?.requests(filter) ?? []);
  const lifetimes = adviseLifetimes(lifetimeRequests(store, filter));
  if (json) return printJson({ ...cache, findings, lifetimes });
  if (requests === 0) return printLine(nothingFound(filter));
  const shown = projectNames(lifetimes.map(({ group }) => group));
  const advice = renderLifetimes(lifetimes, (group) => visibleName(shown(group)));
  return printLine([renderCache(cache, findings), advice].filter((part) => part !== '').join('\n\n'));
}

/** The requests of the ledger by project, as they are weighed for another lifetime. */
function* lifetimeRequests(store: ReadStore | undefined, filter: RequestFilter): Generator<LifetimeRequest> {
  for (const { project, paid, cache } of store?.requests(filter) ?? []) yield { group: project, paid, cache };
}

function nothingFound(filter: RequestFilter): string {
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (filtered) return 'No requests match; `headroom stats --by month` shows all there are.';
  return 'No requests yet. `headroom wrap AGENT` or `headroom proxy` makes some.';
}
