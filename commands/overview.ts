import { modelFacts } from '../providers/models.ts';
import { stateFolder } from '../src/config/resolve.ts';
import { report } from '../src/ledger/report.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { announced } from '../src/proxy/announcement.ts';
import { holdsDatabase, openReadOnly, type ReadStore } from '../src/store/read-only.ts';
import { parseMoment } from './period.ts';
import { formatCounted, formatShare } from './ui/numbers.ts';
import { printLine } from './ui/output.ts';
import { billsInWords } from './ui/savings.ts';
import { wrapWords } from './ui/wrap.ts';

/** Totals of the requests of the latest seven days. */
type Week = {
  readonly requests: number;
  /** How many of them were authenticated by a login. */
  readonly byLogin: number;
  /** Dollars at list price. */
  readonly paid: number;
  readonly wouldHaveCost: number;
};

/** The facts behind the lines. */
export type OverviewFacts = {
  /** Base URLs of the proxies that run. */
  readonly urls: readonly string[];
  /** `undefined` if no request was ever handled. */
  readonly week: Week | undefined;
  /** Why the figures cannot be read. */
  readonly trouble?: string;
};

/** `headroom` alone, on a terminal: what it is, its state, and what to type next, one line each. */
export async function showOverview(now: number): Promise<void> {
  const home = stateFolder();
  const urls = announced(home).map(({ url }) => url);
  const width = process.stdout.columns > 0 ? process.stdout.columns : Number.MAX_SAFE_INTEGER;
  for (const line of overviewLines({ urls, ...readWeek(home, now) })) await printLine(wrapWords(line, width));
}

/** The three lines. */
export function overviewLines({ urls, week, trouble }: OverviewFacts): readonly string[] {
  return [
    'headroom shortens what the tools of coding agents print, and keeps every original.',
    `${proxies(urls)} ${trouble === undefined ? figures(week) : `The figures cannot be read: ${trouble}.`}`,
    `Next: ${trouble === undefined ? nextSteps(week) : 'headroom doctor shows what is wrong.'}`,
  ];
}

function nextSteps(week: Week | undefined): string {
  if (week === undefined) return 'headroom demo to see it work, headroom wrap claude to use it, or headroom --help.';
  return 'headroom wrap claude to use it, headroom stats for more figures, or headroom --help.';
}

function proxies(urls: readonly string[]): string {
  if (urls.length === 0) return 'No proxy runs now.';
  return urls.length === 1 ? `A proxy runs at ${urls[0]}.` : `${urls.length} proxies run, at ${urls.join(', ')}.`;
}

function figures(week: Week | undefined): string {
  if (week === undefined) return 'No requests yet.';
  if (week.requests === 0) return 'No requests in the last 7 days.';
  const { requests, byLogin, paid, wouldHaveCost } = week;
  const saved = wouldHaveCost - paid;
  const bills = billsInWords({ requests, byLogin, paid, saved });
  if (bills === undefined) return `Last 7 days: nothing saved in ${formatCounted(requests, 'request')}.`;
  const share = wouldHaveCost > 0 ? `${formatShare(Math.abs(saved) / wouldHaveCost)} ` : '';
  return `Last 7 days: ${share}${saved < 0 ? 'more spent' : 'saved'}, ${bills}.`;
}

function readWeek(home: string, now: number): Pick<OverviewFacts, 'week' | 'trouble'> {
  let store: ReadStore | undefined;
  try {
    store = holdsDatabase(home) ? openReadOnly(home) : undefined;
    if (store?.lastRequest() === undefined) return { week: undefined };
    const { requests, byPayer, paid, wouldHaveCost } = report(
      store,
      { filter: { since: parseMoment('since', '7d', now) } },
      modelFacts,
    );
    return { week: { requests, byLogin: byPayer.login?.requests ?? 0, paid, wouldHaveCost } };
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return { week: undefined, trouble: error.message };
  } finally {
    store?.close();
  }
}
