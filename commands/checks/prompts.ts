import { existsSync } from 'node:fs';
import path from 'node:path';
import { summarise } from '../../src/ledger/summarise.ts';
import { databaseName } from '../../src/store/database.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { formatCount } from '../ui/numbers.ts';
import { promptWarning } from '../ui/prompts.ts';
import { type Check, reasonOf } from './check.ts';

const days = 7;

/**
 * Whether something volatile in a system prompt changed within a session, in the last days.
 * @param now milliseconds since the epoch
 */
export function checkPrompts(home: string, now: number): Check {
  const name = 'system prompts';
  if (!existsSync(path.join(home, databaseName))) return { status: 'skipped', name, detail: 'no requests yet' };
  try {
    const store = openReadOnly(home);
    try {
      const { requests, systemPrompts } = summarise(store.requests({ since: now - days * 86_400_000 }));
      if (requests === 0) return { status: 'skipped', name, detail: `no requests in the last ${days} days` };
      const warning = promptWarning(systemPrompts);
      if (warning !== undefined) return { status: 'warning', name, detail: `in the last ${days} days ${warning}` };
      const score = formatCount(systemPrompts.lowestScore);
      return { status: 'ok', name, detail: `nothing volatile changed within a session; lowest score ${score} of 100` };
    } finally {
      store.close();
    }
  } catch (error) {
    return { status: 'skipped', name, detail: reasonOf(error) };
  }
}
