import { within } from '../src/lib/time-limit.ts';
import { isJsonObject, type JsonObject } from '../src/model/json.ts';
import { storeTrouble } from './notices.ts';

/** Milliseconds within which a proxy on this machine must answer. */
const answerWithinMs = 1000;

/** Milliseconds within which a proxy must book what waits for its engine, which may still be starting. */
const settleWithinMs = 5000;

/** The answer to `/health` of the proxy at a URL; `undefined` if none of ours answers. */
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
 * Waits until a running proxy has booked the requests that it has answered, as it does before it reports its figures:
 * right after its start they wait for its engine. Never rejects; a proxy that takes too long is not waited for.
 */
export async function settleAt({ url, token }: { readonly url: string; readonly token?: string }): Promise<void> {
  try {
    const headers: Record<string, string> = token === undefined ? {} : { 'x-headroom-token': token };
    await within(settleWithinMs, async (signal) => {
      return (await fetch(`${url}/stats?since=1h`, { redirect: 'manual', headers, signal })).arrayBuffer();
    });
  } catch {
    // Then the figures booked so far are shown.
  }
}

/** A sentence on the state of a proxy's store, unless all is well. */
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
