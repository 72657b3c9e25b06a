import { isJsonObject } from '../../src/model/json.ts';
import { type Check, type FetchLike, reasonOf } from './check.ts';

/** Whether a proxy of ours answers where one is expected. None running is no failure: `wrap` brings its own. */
export async function checkProxy(host: string, port: number, fetch: FetchLike): Promise<Check> {
  const name = 'proxy';
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    const answer = await fetch(`${url}/health`, { redirect: 'manual', signal: AbortSignal.timeout(3000) });
    const body = await answer.json().catch(() => undefined);
    if (isJsonObject(body) && body.service === 'headroom') {
      const version = typeof body.version === 'string' ? ` ${body.version}` : '';
      return { status: 'ok', name, detail: `headroom${version} answers at ${url}` };
    }
    return { status: 'failed', name, detail: `expected headroom at ${url}, found another program (${answer.status})` };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ECONNREFUSED') return { status: 'skipped', name, detail: `none runs at ${url}` };
    return { status: 'failed', name, detail: `expected an answer from ${url}, found ${reason}` };
  }
}
