import type { StatsQuery } from '../src/engine/messages.ts';

/** Reads the query of `GET /stats`: `by`, `since`, `until` (dates or milliseconds) and `project`. Odd values count as unset. */
export function statsQuery(query: Readonly<Record<string, string>>): StatsQuery {
  const { by, project } = query;
  return {
    by: by === 'daily' || by === 'session' ? by : undefined,
    since: readTime(query.since),
    until: readTime(query.until),
    project,
  };
}

function readTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
