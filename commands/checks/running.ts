import { within } from '../../src/lib/time-limit.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import { announced } from '../../src/proxy/announcement.ts';
import { type FetchLike, reasonOf } from './check.ts';

/** Milliseconds within which a proxy must report its health. */
const answerWithinMs = 3000;

/** A place where a proxy may run, and what answered there. */
export type Running = {
  readonly url: string;
  /** Its answer to `/health`, if it is one of ours. */
  readonly health?: JsonObject;
  /** Why there is no health: the HTTP status of another program, or the reason of a failure. */
  readonly found?: number | string;
};

/**
 * Asks the proxy at the configured address, and each that has announced itself, for its health. The configured one is
 * first.
 */
export function findRunning(host: string, port: number, home: string, fetch: FetchLike): Promise<readonly Running[]> {
  const configured = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const urls = new Set([configured, ...announced(home).map(({ url }) => url)]);
  return Promise.all([...urls].map((url) => ask(url, fetch)));
}

async function ask(url: string, fetch: FetchLike): Promise<Running> {
  try {
    return await within(answerWithinMs, async (signal) => {
      const answer = await fetch(`${url}/health`, { redirect: 'manual', signal });
      const body = await answer.json().catch(() => undefined);
      return isJsonObject(body) && body.service === 'headroom' ? { url, health: body } : { url, found: answer.status };
    });
  } catch (error) {
    return { url, found: reasonOf(error) };
  }
}
