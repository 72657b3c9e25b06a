import { describe, expect, it } from 'vitest';
import { daysBetween, renderBars } from '../../../commands/stats/bars.ts';
import { renderScreen } from '../../../commands/stats/screen.ts';
import type { RequestRow } from '../../../src/model/ledger.ts';
import { reportOf, requestRow } from './rows.ts';

const screen = (rows: readonly RequestRow[], columns = 80) => {
  const reportBy = reportOf(rows);
  const days = (reportBy(['day']).rows ?? []).map(({ names: [day = ''], figures }) => ({ day, figures }));
  return renderScreen({ sentence: 'This week: …', period: 'Last 14 days', days, reportBy, columns });
};

describe('the screen of stats', () => {
  it('tells each thing in its place: days, outputs, projects, models, agents, what was left, the cache', () => {
    const text = screen([requestRow('2026-03-01'), requestRow('2026-03-02', { payer: 'login', dollars: 0.1 })]);
    const order = [
      'This week',
      'Last 14 days   █ paid  ░ saved',
      'Sun  1 Mar',
      'output of',
      'npm test',
      'project ',
      'web-ui',
      'model ',
      'agent ',
      'Outputs left as they were: 6 too small.',
      'Cache hits',
      '2 requests',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toMatch(/^npm test +10,000 +2,000 +80 % less +\$2\.62$/m);
    expect(text).toMatch(/^web-ui +16,000 +12,000 +25 % less +\$1\.41$/m);
    expect(text).toContain('$2.37 is at list price, for requests of a login: nobody pays them by use.');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows the five of each that brought most', () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) =>
      requestRow('2026-03-01', {
        agent: name,
        byCommand: { [`run-${name}`]: { tokens: 100, dollars: index, before: 200 } },
        dollars: index,
      }),
    );
    const text = screen(rows);
    expect(text.match(/^run-\w/gm)).toEqual(['run-f', 'run-e', 'run-d', 'run-c', 'run-b']);
    expect(text).not.toMatch(/^a +/m);
  });

  it('draws tokens where a login alone asked', () => {
    const text = screen([requestRow('2026-03-01', { payer: 'login' })]);
    expect(text).toMatch(/^Last 14 days {3}█ sent {2}░ saved$/m);
    expect(text).toMatch(/^Sun {2}1 Mar {2}6,000 instead of 8,000, 25 % less {2}█+░+$/m);
    expect(text.match(/at list price$/gm)).toHaveLength(4);
    expect(text).not.toContain('nobody pays them');
    expect(text).not.toMatch(/(?<!░) saved$| paid$/m);
  });

  it('is no wider than the terminal, however long a name is', () => {
    const name = 'provider/of-models/with-a-name-that-is-long-2026-03-01:very';
    const text = screen([requestRow('2026-03-01', { model: name, agent: name, project: `/p/${name}` })]);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toContain('provider/of-models/with-');
  });

  it('shows what earlier versions did not note as not noted, never as zero', () => {
    const { byCommand: _, notSent: __, agent: ___, payer: ____, ...old } = requestRow('2026-03-01');
    const text = screen([old]);
    expect(text).toMatch(/^\(before this version\) +– +– +– +\$1\.31$/m);
    expect(text).toContain('–: not recorded by earlier versions, or without a receipt.');
  });

  it('tells what breakpoints saved or cost, and whose price stands in, without driving the terminal', () => {
    const brought = (dollars: number) =>
      screen([requestRow('2026-03-01', { breakpoints: { marks: 1, dollars } })], 200);
    expect(brought(0.5)).toContain('put into 1 request whose program asks for no caching, saved $0.5000 of it.');
    expect(brought(-0.009)).toContain('caching, cost $0.0090 more than they saved.');
    const text = screen([requestRow('2026-03-01', { model: 'next-\u001b[2Jmodel', pricedAs: 'a-model' })]);
    expect(text).toContain('next-^[[2Jmodel has no listed price and is priced as a-model.');
    expect(text).not.toContain('\u001b');
  });

  it('says what share of the requests is estimated, and what was priced later', () => {
    const text = screen([
      requestRow('2026-03-01', { estimated: true }),
      requestRow('2026-03-01', { pricedLater: true }),
    ]);
    expect(text).toContain('50 % of the requests had no receipt and are estimated.');
    expect(text).toContain('1 request of an earlier version priced later, at the prices of that day.');
  });
});

describe('bars', () => {
  const figures = (over: Partial<RequestRow>) => reportOf([requestRow('2026-03-01', over)])();

  it('are as long as what would have been paid, full as far as it was', () => {
    const lines = renderBars(
      [
        { day: '2026-03-01', figures: figures({ paid: 1, dollars: 1 }) },
        { day: '2026-03-02' },
        { day: '2026-03-03', figures: figures({ paid: 1, dollars: -0.5 }) },
        { day: '2026-03-04', figures: figures({ paid: 0.0001, dollars: 0 }) },
      ],
      80,
      false,
    ).split('\n');
    const drawn = lines.map((line) => [line.match(/█/g)?.length ?? 0, line.match(/░/g)?.length ?? 0]);
    const [[full = 0, light = 0] = [], none, [more = 0, lightMore = 0] = [], least] = drawn;
    expect(full).toBe(light);
    expect([none, lightMore, least]).toEqual([[0, 0], 0, [1, 0]]);
    expect(more).toBe(full);
    expect(lines[2]).toContain('100 % more');
    expect(lines[1]).toBe('Mon  2 Mar');
  });

  it('are drawn for each day of a period, the latest fourteen of it', () => {
    const time = (day: string) => new Date(`${day}T00:00:00`).getTime();
    expect(daysBetween(time('2026-02-27'), time('2026-03-02'), ['2026-02-28'], 14)).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    const long = daysBetween(time('2025-01-01'), time('2026-03-02'), [], 14);
    expect([long.length, long[0], long.at(-1)]).toEqual([14, '2026-02-16', '2026-03-01']);
    expect(daysBetween(undefined, time('2026-03-02'), ['2025-12-31', '2026-01-01'], 14)).toEqual([
      '2025-12-31',
      '2026-01-01',
    ]);
  });
});
