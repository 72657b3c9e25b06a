import type { StatsQuery } from '../src/engine/messages.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { parseMoment } from './period.ts';

/**
 * Reads the query of `GET /stats`: `by`, `since`, `until` and `project`, with the meaning that they have on the
 * command line.
 * @throws {HeadroomError} `usage` for a value that cannot be read
 */
export function statsQuery(query: Readonly<Record<string, string>>, now: number = Date.now()): StatsQuery {
  const { by, since, until, project } = query;
  if (by !== undefined && by !== 'daily' && by !== 'session') {
    throw new HeadroomError('usage', `by: expected daily or session, found ${JSON.stringify(by)}`);
  }
  return {
    by,
    since: since === undefined ? undefined : parseMoment('since', since, now, 'since'),
    until: until === undefined ? undefined : parseMoment('until', until, now, 'until'),
    project,
  };
}
