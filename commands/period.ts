import { HeadroomError } from '../src/model/errors.ts';

const unitMilliseconds: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const unitNames: Readonly<Record<string, string>> = { h: 'hour', d: 'day', w: 'week' };

/** Named calendar periods: the words for each in a sentence, and its first day and length counted from today. */
const namedPeriods: Readonly<
  Record<
    string,
    { readonly title: string; readonly first: (today: Date) => Date; readonly next: (first: Date) => Date }
  >
> = {
  today: { title: 'Today', first: (today) => today, next: (first) => moved(first, { days: 1 }) },
  yesterday: {
    title: 'Yesterday',
    first: (today) => moved(today, { days: -1 }),
    next: (first) => moved(first, { days: 1 }),
  },
  'this-week': {
    title: 'This week',
    first: (today) => moved(today, { days: -((today.getDay() + 6) % 7) }),
    next: (first) => moved(first, { days: 7 }),
  },
  'this-month': {
    title: 'This month',
    first: (today) => moved(today, { days: 1 - today.getDate() }),
    next: (first) => moved(first, { months: 1 }),
  },
};

/**
 * The moment that `since` or `until` names, in milliseconds since the epoch, `since` inclusive and `until` exclusive:
 * `today`, `yesterday`, `this-week` (from Monday), `this-month` or a date in local time (with `until` its end), a date
 * with a time, an age such as `7d`, `12h` or `2w`, or milliseconds since the epoch as programs use them.
 * @param label the text's name in errors
 * @throws {HeadroomError} `usage` for anything else
 */
export function parseMoment(side: 'since' | 'until', text: string, now: number, label: string = `--${side}`): number {
  const typed = text.trim();
  if (Object.hasOwn(namedPeriods, typed)) return edgeOf(typed, side, now);
  if (/^\d{12,14}$/.test(typed)) return Number(typed);
  const ago = agoIn(typed);
  if (ago !== undefined) return now - ago.count * (unitMilliseconds[ago.unit] as number);
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}.*)?$/.exec(typed) ?? [];
  const moment = new Date(day === undefined ? Number.NaN : `${day}${time ?? 'T00:00:00'}`);
  if (Number.isNaN(moment.getTime()) || !isInCalendar(day as string)) {
    const expected = `a date such as 2026-01-31, an age such as 7d, or ${Object.keys(namedPeriods).join(', ')}`;
    throw new HeadroomError('usage', `${label}: expected ${expected}, found ${JSON.stringify(text)}`);
  }
  if (time === undefined && side === 'until') moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}

/**
 * The period between two such moments; an end that was not typed is absent.
 * @param prefix put before `since` and `until` in errors
 * @throws {HeadroomError} `usage` if one is invalid, or the period is empty
 */
export function parsePeriod(
  typed: { readonly since?: string; readonly until?: string },
  now: number,
  prefix = '--',
): { readonly since?: number; readonly until?: number } {
  const read = (side: 'since' | 'until') => {
    const text = typed[side];
    return text === undefined ? undefined : parseMoment(side, text, now, `${prefix}${side}`);
  };
  const [since, until] = [read('since'), read('until')];
  if (since !== undefined && until !== undefined && since >= until) {
    const found = `${JSON.stringify(typed.since)} and ${JSON.stringify(typed.until)}`;
    throw new HeadroomError('usage', `expected ${prefix}since before ${prefix}until, found ${found}`);
  }
  return { since, until };
}

/** Whether the day exists: `Date` reads the 30th of February as a day in March. */
function isInCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A period's words at the beginning of a sentence, from what was typed for its ends. */
export function titleOfPeriod(since: string | undefined, until: string | undefined): string {
  if (since === undefined) return until === undefined ? 'So far' : `Until ${until.trim()}`;
  const typed = since.trim();
  if (until !== undefined)
    return typed === until.trim() ? (namedPeriods[typed]?.title ?? typed) : `From ${typed} until ${until.trim()}`;
  if (typed === 'yesterday') return 'Since yesterday';
  const named = Object.hasOwn(namedPeriods, typed) ? namedPeriods[typed] : undefined;
  if (named !== undefined) return named.title;
  const ago = agoIn(typed);
  if (ago === undefined) return `Since ${typed}`;
  const unit = unitNames[ago.unit] as string;
  return ago.count === 1 ? `In the last ${unit}` : `In the last ${ago.count} ${unit}s`;
}

function agoIn(text: string): { readonly count: number; readonly unit: string } | undefined {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  return unit === undefined ? undefined : { count: Number(count), unit };
}

function edgeOf(name: string, side: 'since' | 'until', now: number): number {
  const { first, next } = namedPeriods[name] as (typeof namedPeriods)[string];
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  const start = first(today);
  return (side === 'since' ? start : next(start)).getTime();
}

/** A day some days or months later, by the calendar: days on which the clock changes are not 24 hours long. */
function moved(day: Date, { days = 0, months = 0 }: { readonly days?: number; readonly months?: number }): Date {
  return new Date(day.getFullYear(), day.getMonth() + months, day.getDate() + days);
}
