import { within } from '../src/lib/time-limit.ts';
import { isJsonObject, type JsonObject } from '../src/model/json.ts';
import { storeTrouble } from './notices.ts';

/** Milliseconds that a proxy on this machine has to answer. */
const answerWithinMs = 1000;

/** Milliseconds that a proxy has to book what waits for its engine, which may still be starting. */
const settleWithinMs = 5000;

/** What the proxy at a URL answers to `/health`; `undefined` where none of ours does. */
export async function healthAt(url: string): Promise<JsonObject | undefined> {
  try {
    const health: unknown = await within(answerWithinMs, async (signal) => {
      return (await fetch(`${url}/health`, { redirect: 'manual', signal })).json();
    });
    return isJsonObject(health) && health.service === 'headroom' ? health : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Waits until a running proxy has booked the requests that it has answered, as it does before it tells its figures: in
 * the first moments of its life they wait for its engine. Never rejects; a proxy that takes too long is not waited for.
 */
export async function settleAt({ url, token }: { readonly url: string; readonly token?: string }): Promise<void> {
  try {
    const headers: Record<string, string> = token === undefined ? {} : { 'x-headroom-token': token };
    await within(settleWithinMs, async (signal) => {
      return (await fetch(`${url}/stats?since=1h`, { redirect: 'manual', headers, signal })).arrayBuffer();
    });
  } catch {
    // What it has booked by now is shown.
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
