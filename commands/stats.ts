import { Argument, Command } from 'commander';
import { modelFacts } from '../providers/models.ts';
import { stateFolder } from '../src/config/resolve.ts';
import { dimensions } from '../src/ledger/dimensions.ts';
import { factorsIn } from '../src/ledger/report.ts';
import { announced } from '../src/proxy/announcement.ts';
import { holdsDatabase, openReadOnly, type ReadStore } from '../src/store/read-only.ts';
import { healthAt, settleAt, unbookedIn } from './health.ts';
import { showLastRequest } from './last-request.ts';
import { readQuestion, type StatsFlags, type StatsQuestion, type View } from './stats/query.ts';
import { showCache, showJson, showScreen, showTable } from './stats/show.ts';
import { showNotices } from './ui/errors.ts';
import { formatCounted } from './ui/numbers.ts';

/** `headroom stats`: what was saved. Every view is a sum over the same rows of one ledger. */
export function statsCommand(): Command {
  return new Command('stats')
    .description(
      'Show what was paid and saved, by the providers’ own receipts, less what fetching originals back cost.',
    )
    .addArgument(
      new Argument('[view]', 'the same as --by day, --by session, or the outputs of the last request').choices([
        'daily',
        'session',
        'last',
      ]),
    )
    .option('--by <name>', `a table by ${dimensions.join(', ')}; two at once with a comma`, collect)
    .option('--since <when>', 'from today, yesterday, this-week, this-month, a date (2026-01-31) or an age (7d) on')
    .option('--until <when>', 'up to the end of such a period, or to a date or an age')
    .option('--project <path>', 'only this project')
    .option('--session <id>', 'only this session, by its id in --by session --json')
    .option('--full', 'with last: whole texts instead of their ends')
    .option('--cache', 'cache hits, and what caused the cache misses that cost the most')
    .option('--titles', 'with --json or --csv and sessions: their titles too, which are words that somebody typed')
    .option('--json', 'as JSON')
    .option('--csv', 'as comma-separated values, by day if no table is chosen')
    .action((view: View | undefined, flags: StatsFlags) => showStats(view, flags, Date.now()));
}

async function showStats(view: View | undefined, flags: StatsFlags, now: number): Promise<void> {
  const question = readQuestion(view, flags, now);
  await Promise.all(announced(stateFolder()).map(settleAt));
  const store = openLedger();
  try {
    if (view === 'last')
      return await showLastRequest(store, question.filter, factorsIn(store, modelFacts), {
        json: flags.json ?? false,
        full: flags.full ?? false,
      });
    if (flags.cache) return await showCache(store, question.filter, flags.json ?? false);
    await showAsked(store, question, flags, now);
  } finally {
    store?.close();
  }
}

async function showAsked(
  store: ReadStore | undefined,
  question: StatsQuestion,
  flags: StatsFlags,
  now: number,
): Promise<void> {
  const unbooked = await countUnbooked();
  if (unbooked > 0 && !(flags.json && question.by.length === 0))
    showNotices([`${formatCounted(unbooked, 'request')} not booked yet: the store cannot be written`]);
  if (flags.json) return showJson(store, question, unbooked, flags.titles ?? false);
  return question.by.length > 0 || flags.csv
    ? showTable(store, question, flags, now)
    : showScreen(store, question, now);
}

function collect(word: string, words: readonly string[] = []): readonly string[] {
  return [...words, word];
}

/** How many requests wait in running proxies for a ledger that cannot be written. */
async function countUnbooked(): Promise<number> {
  const healths = await Promise.all(announced(stateFolder()).map(({ url }) => healthAt(url)));
  return healths.reduce((sum, health) => sum + unbookedIn(health), 0);
}

/** The ledger, or `undefined` before the first start of a proxy. */
function openLedger(): ReadStore | undefined {
  const home = stateFolder();
  return holdsDatabase(home) ? openReadOnly(home) : undefined;
}
