import { json } from 'node:stream/consumers';
import type { Dispatch } from '../../src/proxy/dispatch.ts';
import type { FetchLike } from './check.ts';

/** Fetches the way requests are forwarded, HTTP proxies included, so that a check fails where they would. */
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
    // Tearing down an unread body reports an error, which is of no interest.
    answer.body.on('error', () => {});
    return { status: answer.status, json: () => json(answer.body) };
  };
}
