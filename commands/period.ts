import { HeadroomError } from '../src/model/errors.ts';

const unitMilliseconds: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * The moment that `since` or `until` names, in milliseconds since the epoch, `since` inclusive and `until`
 * exclusive: a date in local time (with `until` the end of that day), a date with a time, so long ago as `7d`,
 * `12h` or `2w` say, or milliseconds since the epoch as programs have them.
 * @param label what the error calls the text
 * @throws {HeadroomError} `usage` for anything else
 */
export function parseMoment(side: 'since' | 'until', text: string, now: number, label: string = `--${side}`): number {
  const typed = text.trim();
  if (/^\d{12,14}$/.test(typed)) return Number(typed);
  const ago = /^(\d{1,5})([hdw])$/.exec(typed);
  if (ago !== null) return now - Number(ago[1]) * (unitMilliseconds[ago[2] as string] as number);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(typed);
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed);
  const moment = new Date(isDay ? `${typed}T00:00:00` : isMoment ? typed : Number.NaN);
  if (Number.isNaN(moment.getTime())) {
    const expected = 'a date such as 2026-01-31, or an age such as 7d';
    throw new HeadroomError('usage', `${label}: expected ${expected}, found ${JSON.stringify(text)}`);
  }
  if (isDay && side === 'until') moment.setDate(moment.getDate() + 1);
  return moment.getTime();
}
