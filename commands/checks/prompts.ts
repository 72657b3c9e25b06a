import { existsSync } from 'node:fs';
import path from 'node:path';
import { type CacheFinding, findInCache } from '../../src/ledger/cache-findings.ts';
import { type Figures, summarise } from '../../src/ledger/summarise.ts';
import { databaseName } from '../../src/store/database.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { cacheHealth, describeFinding } from '../ui/cache.ts';
import { formatDollars } from '../ui/numbers.ts';
import { promptWarning } from '../ui/prompts.ts';
import { type Check, reasonOf } from './check.ts';

const days = 7;
/** A finding is worth a warning from this many dollars on, and from this share of what could be read from the cache. */
const leastDollars = 0.01;
const leastShare = 0.02;

/**
 * The share of cacheable tokens that were read from the providers' caches in the last days, and the most expensive
 * cause of misses that a person can act on.
 * @param now milliseconds since the epoch
 */
export function checkPrompts(home: string, now: number): Check {
  const name = 'prompt cache';
  if (!existsSync(path.join(home, databaseName))) return { status: 'skipped', name, detail: 'no requests yet' };
  try {
    const store = openReadOnly(home);
    try {
      const since = now - days * 86_400_000;
      const figures = summarise(store.requests({ since }));
      if (figures.requests === 0) return { status: 'skipped', name, detail: `no requests in the last ${days} days` };
      const warning = warningOf(figures, findInCache(store.requests({ since })));
      const detail = `in the last ${days} days ${warning ?? cacheHealth(figures.cache)}`;
      return { status: warning === undefined ? 'ok' : 'warning', name, detail };
    } finally {
      store.close();
    }
  } catch (error) {
    return { status: 'skipped', name, detail: reasonOf(error) };
  }
}

/** The most expensive finding that calls for action; if receipts show none, what was seen in system prompts. */
function warningOf({ cache, systemPrompts }: Figures, findings: readonly CacheFinding[]): string | undefined {
  const worst = findings.find((finding) => finding.dollars >= leastDollars && isAvoidable(finding, cache.could));
  if (worst !== undefined) return `${formatDollars(worst.dollars)} were lost: ${describeFinding(worst)}`;
  return promptWarning(systemPrompts);
}

function isAvoidable(finding: CacheFinding, could: number): boolean {
  switch (finding.kind) {
    case 'hours':
    case 'under':
      return true;
    case 'pauses':
      return finding.hourDollars !== undefined && finding.hourDollars < finding.dollars;
    case 'provider':
      return false;
    default:
      return finding.tokens >= could * leastShare;
  }
}
