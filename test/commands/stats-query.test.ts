import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../commands/period.ts';
import { statsQuery } from '../../commands/stats-query.ts';
import { createLocalRoutes } from '../../src/proxy/routes.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

describe('the query of GET /stats', () => {
  it.each(['2026-01-31', '2026-01-31T10:00:00Z', '7d', '1h', '1750000000000'])(
    'takes %s for the moment that the command line takes it for',
    (text) => {
      const [{ since }, { until }] = [statsQuery({ since: text }, now), statsQuery({ until: text }, now)];
      expect(since).toBe(parseMoment('since', text, now));
      expect(until).toBe(parseMoment('until', text, now));
    },
  );

  it('leaves out what is not asked for', () => {
    expect(statsQuery({ by: 'daily', project: '/p' }, now)).toEqual({ by: ['day'], project: '/p' });
  });

  it.each([
    [
      'since=tomorrow',
      'since: expected a date such as 2026-01-31, an age such as 7d, or today, yesterday, this-week, this-month, found "tomorrow"',
    ],
    [
      'until=',
      'until: expected a date such as 2026-01-31, an age such as 7d, or today, yesterday, this-week, this-month, found ""',
    ],
    [
      'by=hour',
      'by: expected command, kind, tool, agent, payer, model, project, session, day, week, month, 5h, found "hour"',
    ],
    ['since=7d&until=8d', 'expected since before until, found "7d" and "8d"'],
    ['by=command,kind', 'expected at most one of command, kind and tool, found command and kind'],
  ])('is answered with 400 and one line for %s', async (query, error) => {
    const app = createLocalRoutes({
      version: '1',
      startedAt: 0,
      token: undefined,
      store: () => ({}),
      stats: async (asked) => statsQuery(asked, now),
      original: async () => undefined,
      compress: async (body) => body,
    });
    const answer = await app.request(`/stats?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error });
  });

  it('is answered with 500 where the ledger cannot be read', async () => {
    const app = createLocalRoutes({
      version: '1',
      startedAt: 0,
      token: undefined,
      store: () => ({}),
      stats: () => Promise.reject(new Error('expected to read, found nothing')),
      original: async () => undefined,
      compress: async (body) => body,
    });
    expect((await app.request('/stats')).status).toBe(500);
  });
});
