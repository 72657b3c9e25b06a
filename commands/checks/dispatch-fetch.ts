import { json } from 'node:stream/consumers';
import type { Dispatch } from '../../src/proxy/dispatch.ts';
import type { FetchLike } from './check.ts';

/** Fetches by the way that forwarded requests take, so that a check fails where they would: HTTP proxies included. */
export function fetchThrough(dispatch: Dispatch): FetchLike {
  return async (url, { headers = {}, signal }) => {
    const { origin, pathname, search } = new URL(url);
    const answer = await dispatch.send({
      origin,
      path: pathname + search,
      method: 'GET',
      headers: Object.entries(headers).flat(),
      body: undefined,
      signal,
    });
    // An unread body that is torn down reports an error, which nobody asked for.
    answer.body.on('error', () => {});
    return { status: answer.status, json: () => json(answer.body) };
  };
}
