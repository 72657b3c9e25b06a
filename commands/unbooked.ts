import { isJsonObject } from '../src/model/json.ts';
import { announced } from '../src/proxy/announcement.ts';

/** Milliseconds that a proxy on this machine has to answer. */
const answerWithinMs = 1000;

/** How many requests wait in running proxies for a ledger that cannot be written. */
export async function countUnbooked(home: string): Promise<number> {
  const counts = await Promise.all(announced(home).map(({ url }) => unbookedAt(url)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function unbookedAt(url: string): Promise<number> {
  try {
    const answer = await fetch(`${url}/health`, { redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) });
    const health: unknown = await answer.json();
    const store = isJsonObject(health) && isJsonObject(health.store) ? health.store : {};
    return typeof store.unbooked === 'number' && store.status === 'failing' ? store.unbooked : 0;
  } catch {
    return 0;
  }
}
