import { HeadroomError } from '../src/model/errors.ts';

const unitMilliseconds: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * The moment that `--since` or `--until` names, in milliseconds since the epoch: a date (its first moment for
 * `since`, its last for `until`, in local time), a date with a time, or so long ago as `7d`, `12h` or `2w` say.
 * @throws {HeadroomError} `usage` for anything else
 */
export function parseMoment(flag: 'since' | 'until', text: string, now: number): number {
  const ago = /^(\d{1,5})([hdw])$/.exec(text.trim());
  if (ago !== null) return now - Number(ago[1]) * (unitMilliseconds[ago[2] as string] as number);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  const dated = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text.trim());
  const clock = flag === 'until' ? 'T23:59:59.999' : 'T00:00:00';
  const moment = day || dated ? Date.parse(text.trim() + (day ? clock : '')) : Number.NaN;
  if (Number.isNaN(moment)) {
    const expected = 'a date such as 2026-01-31, or an age such as 7d';
    throw new HeadroomError('usage', `--${flag}: expected ${expected}, found ${JSON.stringify(text)}`);
  }
  return moment;
}
