import { isJsonObject, type JsonObject } from '../src/model/json.ts';
import { storeTrouble } from './notices.ts';

/** Milliseconds that a proxy on this machine has to answer. */
const answerWithinMs = 1000;

/** What the proxy at a URL answers to `/health`; `undefined` where none of ours does. */
export async function healthAt(url: string): Promise<JsonObject | undefined> {
  try {
    const answer = await fetch(`${url}/health`, { redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) });
    const health: unknown = await answer.json();
    return isJsonObject(health) && health.service === 'headroom' ? health : undefined;
  } catch {
    return undefined;
  }
}

/** What a proxy tells of its store, in words, where that is no good news. */
export function troubleIn(health: JsonObject | undefined): string | undefined {
  const { status, since, reason, unbooked, dropped } = storeIn(health);
  const counts = { unbooked: Number(unbooked ?? 0), dropped: Number(dropped ?? 0) };
  if (status !== 'failing') return storeTrouble({ status: 'ok', ...counts });
  return storeTrouble({ status, since: Number(since), reason: String(reason), ...counts });
}

/** Requests that wait in a proxy because its ledger cannot be written. */
export function unbookedIn(health: JsonObject | undefined): number {
  const { status, unbooked } = storeIn(health);
  return status === 'failing' && typeof unbooked === 'number' ? unbooked : 0;
}

function storeIn(health: JsonObject | undefined): JsonObject {
  return isJsonObject(health?.store) ? health.store : {};
}
