import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../commands/period.ts';

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

  it.each(['', 'yesterday', '2026-13-01', '7', '1e3'])('refuses %j as wrong usage', (text) => {
    expect(() => parseMoment('since', text, now)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
