import path from 'node:path';
import { Argument, Command } from 'commander';
import { modelFacts } from '../providers/models.ts';
import { stateFolder } from '../src/config/resolve.ts';
import { findInCache } from '../src/ledger/cache-findings.ts';
import { dimensionsOf } from '../src/ledger/dimensions.ts';
import { factorsIn, report } from '../src/ledger/report.ts';
import type { Summary } from '../src/ledger/summarise.ts';
import { HeadroomError } from '../src/model/errors.ts';
import type { RequestFilter } from '../src/model/ledger.ts';
import { announced } from '../src/proxy/announcement.ts';
import { holdsDatabase, openReadOnly, type ReadStore } from '../src/store/read-only.ts';
import { healthAt, settleAt, unbookedIn } from './health.ts';
import { showLastRequest } from './last-request.ts';
import { parseMoment } from './period.ts';
import { renderCache } from './ui/cache.ts';
import { showNotices } from './ui/errors.ts';
import { formatCounted } from './ui/numbers.ts';
import { printJson, printLine } from './ui/output.ts';
import { promptWarning } from './ui/prompts.ts';
import { renderSummary } from './ui/summary.ts';

/** Options of `headroom stats` as they were typed. */
type StatsFlags = {
  readonly since?: string;
  readonly until?: string;
  readonly project?: string;
  readonly json?: boolean;
  readonly full?: boolean;
  readonly cache?: boolean;
  readonly titles?: boolean;
};

type View = 'daily' | 'session' | 'last';

/** `headroom stats`: what was saved. Every view is a sum over the same rows of one ledger. */
export function statsCommand(): Command {
  return new Command('stats')
    .description('Show what was saved, priced by the providers’ own receipts, less what retrieving originals cost.')
    .addArgument(
      new Argument('[view]', 'by day, by session, or the last request’s blocks').choices(['daily', 'session', 'last']),
    )
    .option('--since <when>', 'from a date (2026-01-31) or an age (7d) on')
    .option('--until <when>', 'up to a date or an age')
    .option('--project <path>', 'only this project')
    .option('--full', 'with last: whole texts instead of their ends')
    .option('--cache', 'what the provider’s cache could have given and did, and what cost the most there')
    .option('--titles', 'with session and --json: titles of sessions too, which are words that somebody typed')
    .option('--json', 'as JSON')
    .action((view: View | undefined, flags: StatsFlags) => showStats(view, flags, Date.now()));
}

async function showStats(view: View | undefined, flags: StatsFlags, now: number): Promise<void> {
  if (flags.cache && view !== undefined) {
    throw new HeadroomError('usage', `expected --cache without a view, found '${view}'`);
  }
  const filter = {
    since: flags.since === undefined ? undefined : parseMoment('since', flags.since, now),
    until: flags.until === undefined ? undefined : parseMoment('until', flags.until, now),
    project: flags.project === undefined ? undefined : projectNamed(flags.project),
  };
  await Promise.all(announced(stateFolder()).map(settleAt));
  const store = openLedger();
  try {
    if (view === 'last')
      return await showLastRequest(store, filter, factorsIn(store, modelFacts), {
        json: flags.json ?? false,
        full: flags.full ?? false,
      });
    if (flags.cache) return await showCache(store, filter, flags.json ?? false);
    const summary = report(store, { filter, by: dimensionsOf(view) }, modelFacts);
    const unbooked = await countUnbooked();
    const titles = view === 'session' ? store?.titles() : undefined;
    if (flags.json) {
      const told = flags.titles === true ? withTitles(summary, titles) : summary;
      return await printJson(unbooked === 0 ? told : { ...told, unbooked });
    }
    if (unbooked > 0)
      showNotices([`${formatCounted(unbooked, 'request')} not booked yet: the store cannot be written`]);
    if (summary.requests === 0) return await printLine(nothingFound(filter));
    const warning = promptWarning(summary.systemPrompts);
    await printLine(renderSummary(summary, view, titles) + (warning === undefined ? '' : `\nprompt   ${warning}`));
  } finally {
    store?.close();
  }
}

/** Sessions with their titles; one whose title is not kept has none. */
function withTitles(summary: Summary, titles: ReadonlyMap<string, string> = new Map()): Summary {
  const rows = summary.rows?.map((row) => ({ ...row, title: titles.get(row.names[0] ?? '') }));
  return rows === undefined ? summary : { ...summary, rows };
}

/** How many requests wait in running proxies for a ledger that cannot be written. */
async function countUnbooked(): Promise<number> {
  const healths = await Promise.all(announced(stateFolder()).map(({ url }) => healthAt(url)));
  return healths.reduce((sum, health) => sum + unbookedIn(health), 0);
}

/** The report on the cache. */
async function showCache(store: ReadStore | undefined, filter: RequestFilter, json: boolean): Promise<void> {
  const { cache, requests } = report(store, { filter }, modelFacts);
  const findings = findInCache(store?.requests(filter) ?? []);
  if (json) return await printJson({ ...cache, findings });
  await printLine(requests === 0 ? nothingFound(filter) : renderCache(cache, findings));
}

/** Projects are launch folders; what a proxy of its own served stands under a word. */
function projectNamed(typed: string): string {
  return typed === 'unknown' ? typed : path.resolve(typed);
}

function nothingFound(filter: RequestFilter): string {
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (filtered) return 'No requests in that time or project; `headroom stats` without options shows all.';
  return 'No requests yet. `headroom wrap AGENT` or `headroom proxy` makes some.';
}

/** The ledger, or `undefined` before the first start of a proxy. */
function openLedger(): ReadStore | undefined {
  const home = stateFolder();
  return holdsDatabase(home) ? openReadOnly(home) : undefined;
}
