import type { ModelList } from '../../providers/credentials.ts';
import { within } from '../../src/lib/time-limit.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { formatCounted } from '../ui/numbers.ts';
import { type Check, type FetchLike, reasonOf } from './check.ts';

/** Milliseconds within which an upstream must answer. */
const answerWithinMs = 10_000;

/**
 * Asks an upstream for its list of models, with the first key found in the environment. A redirect is not followed: the
 * key is sent to the configured upstream and nowhere else.
 * @param keys values of environment variables by name
 */
export async function checkUpstream(
  upstream: string,
  baseUrl: string,
  list: ModelList | undefined,
  keys: Readonly<Record<string, string | undefined>>,
  fetch: FetchLike,
): Promise<Check> {
  const name = `upstream ${upstream}`;
  if (list === undefined) return { status: 'skipped', name, detail: `${baseUrl} takes a login, not a key` };
  const credential = list.credentials.find(({ variable }) => keys[variable] !== undefined);
  if (credential === undefined) {
    const variables = list.credentials.map(({ variable }) => variable).join(' or ');
    return { status: 'skipped', name, detail: `${baseUrl}: no key in ${variables}` };
  }
  try {
    const headers = credential.headers(keys[credential.variable] as string);
    const { status, body } = await within(answerWithinMs, async (signal) => {
      const answer = await fetch(baseUrl + list.path, { headers, redirect: 'manual', signal });
      return {
        status: answer.status,
        body: answer.status === 200 ? await answer.json().catch(() => undefined) : undefined,
      };
    });
    if (status !== 200) {
      const detail = `expected 200 from ${baseUrl}${list.path} with ${credential.variable}, found ${status}`;
      return { status: 'failed', name, detail };
    }
    const models = countModels(body);
    if (models === undefined) {
      return {
        status: 'failed',
        name,
        detail: `expected a list of models from ${baseUrl}${list.path}, found something else`,
      };
    }
    return {
      status: 'ok',
      name,
      detail: `${baseUrl} lists ${formatCounted(models, 'model')} with ${credential.variable}`,
    };
  } catch (error) {
    return { status: 'failed', name, detail: `expected an answer from ${baseUrl}, found ${reasonOf(error)}` };
  }
}

function countModels(body: unknown): number | undefined {
  if (!isJsonObject(body)) return undefined;
  const list = body.data ?? body.models;
  return Array.isArray(list) ? list.length : undefined;
}
