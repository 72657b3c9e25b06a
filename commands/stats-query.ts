import type { StatsQuery } from '../src/engine/messages.ts';
import { parsePeriod } from './period.ts';
import { readDimensions } from './stats/query.ts';

/**
 * Reads the query of `GET /stats`: `by`, `since`, `until`, `project` and `session`, with the meaning that they have on the
 * command line.
 * @throws {HeadroomError} `usage` for a value that cannot be read
 */
export function statsQuery(query: Readonly<Record<string, string>>, now: number = Date.now()): StatsQuery {
  const { by, since, until, project, session } = query;
  return {
    by: by === undefined ? [] : readDimensions([by], 'by'),
    ...parsePeriod({ since, until }, now, ''),
    project,
    session,
  };
}
