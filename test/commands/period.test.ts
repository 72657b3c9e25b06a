import { describe, expect, it } from 'vitest';
import { parseMoment, parsePeriod, titleOfPeriod } from '../../commands/period.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

describe('moments', () => {
  it.each([
    ['7d', 7 * 24],
    ['12h', 12],
    ['2w', 14 * 24],
  ])('%s is so many hours ago', (text, hours) => {
    expect(parseMoment('since', text, now)).toBe(now - hours * 3_600_000);
  });

  it('takes a date as the whole of that day, in local time', () => {
    expect(parseMoment('since', '2026-01-31', now)).toBe(new Date(2026, 0, 31).getTime());
    expect(parseMoment('until', '2026-01-31', now)).toBe(new Date(2026, 1, 1).getTime());
  });

  it('takes a date with a time as it is', () => {
    expect(parseMoment('until', '2026-01-31T10:00:00Z', now)).toBe(Date.parse('2026-01-31T10:00:00Z'));
  });

  it('takes milliseconds since the epoch, as programs have them', () => {
    expect(parseMoment('until', String(now), now)).toBe(now);
  });

  // A Tuesday, in local time.
  const noon = new Date(2026, 2, 10, 12).getTime();
  it.each([
    ['today', [2026, 2, 10], [2026, 2, 11]],
    ['yesterday', [2026, 2, 9], [2026, 2, 10]],
    ['this-week', [2026, 2, 9], [2026, 2, 16]],
    ['this-month', [2026, 2, 1], [2026, 3, 1]],
  ])('takes %s as whole calendar days, in local time', (text, first, next) => {
    expect(parseMoment('since', text, noon)).toBe(new Date(...(first as [number, number, number])).getTime());
    expect(parseMoment('until', text, noon)).toBe(new Date(...(next as [number, number, number])).getTime());
  });

  it('begins a week on Monday, whichever day it is', () => {
    for (let day = 9; day <= 15; day += 1) {
      const during = new Date(2026, 2, day, 23, 59).getTime();
      expect(parseMoment('since', 'this-week', during)).toBe(new Date(2026, 2, 9).getTime());
    }
  });

  it.each([
    [undefined, undefined, 'So far'],
    ['today', undefined, 'Today'],
    ['this-week', undefined, 'This week'],
    ['yesterday', undefined, 'Since yesterday'],
    ['yesterday', 'yesterday', 'Yesterday'],
    ['7d', undefined, 'In the last 7 days'],
    ['1h', undefined, 'In the last hour'],
    ['2026-01-31', undefined, 'Since 2026-01-31'],
    ['2026-01-31', '2026-01-31', '2026-01-31'],
    ['2026-01-01', '2026-01-31', 'From 2026-01-01 until 2026-01-31'],
    [undefined, '2026-01-31', 'Until 2026-01-31'],
  ])('since %s until %s is called %j', (since, until, title) => {
    expect(titleOfPeriod(since, until)).toBe(title);
  });

  it('end after they begin', () => {
    expect(parsePeriod({ since: 'yesterday', until: 'yesterday' }, noon)).toEqual({
      since: new Date(2026, 2, 9).getTime(),
      until: new Date(2026, 2, 10).getTime(),
    });
    expect(parsePeriod({ until: '2026-02-28' }, noon)).toEqual({ until: new Date(2026, 2, 1).getTime() });
    expect(() => parsePeriod({ since: 'today', until: 'yesterday' }, noon)).toThrow(
      'expected --since before --until, found "today" and "yesterday"',
    );
    expect(() => parsePeriod({ since: '1d', until: '7d' }, noon, '')).toThrow('expected since before until');
  });

  it.each([
    '',
    'tomorrow',
    'constructor',
    '2026-13-01',
    '2026-02-30',
    '2026-04-31T10:00',
    '2026-01-31T25:00',
    '7',
    '1e3',
  ])('refuses %j as wrong usage', (text) => {
    expect(() => parseMoment('since', text, now)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
