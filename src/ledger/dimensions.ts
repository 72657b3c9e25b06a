import type { DaySum } from '../model/day-sums.ts';
import { HeadroomError } from '../model/errors.ts';
import { beforeThisVersion, type Dimension } from '../model/ledger.ts';

/** Dimensions that split what was saved: one request has several commands, kinds and tools. */
export type SplittingDimension = 'command' | 'kind' | 'tool';

/** Every dimension. */
export const dimensions: readonly Dimension[] = [
  'command',
  'kind',
  'tool',
  'agent',
  'payer',
  'model',
  'project',
  'session',
  'day',
  'week',
  'month',
  '5h',
];

/** A sum, and its five-hour window, if that was asked for. */
export type WindowedSum = DaySum & { readonly window?: string };

/** The name for outputs of tools that run no command. */
export const noCommand = '(no command)';

const splitting: ReadonlySet<Dimension> = new Set(['command', 'kind', 'tool']);

/** Whether a dimension splits what was saved rather than requests. */
export function isSplitting(dimension: Dimension): dimension is SplittingDimension {
  return splitting.has(dimension);
}

/**
 * The one dimension among them that splits what was saved, if there is one.
 * @throws {HeadroomError} `usage` for two of them: no row records which kinds a command's output had
 */
export function splittingOf(by: readonly Dimension[]): SplittingDimension | undefined {
  const [one, another] = by.filter(isSplitting);
  if (another === undefined) return one;
  throw new HeadroomError('usage', `expected at most one of command, kind and tool, found ${one} and ${another}`);
}

/** The name of a sum in a dimension that splits requests. */
export function nameIn(dimension: Exclude<Dimension, SplittingDimension>, { key, window }: WindowedSum): string {
  switch (dimension) {
    case 'agent':
    case 'payer':
      return key[dimension] ?? beforeThisVersion;
    case 'model':
    case 'project':
      return key[dimension];
    case 'session':
      return key.session ?? '';
    case 'day':
      return dayName(key.day);
    case 'week':
      return weekName(key.day);
    case 'month':
      return dayName(key.day).slice(0, 'YYYY-MM'.length);
    case '5h':
      return window ?? '';
  }
}

/** The name of an entry in a dimension that splits what was saved. */
export function entryName(dimension: SplittingDimension, name: string): string {
  return dimension === 'command' && name === '' ? noCommand : name;
}

/** A day's name: `2026-01-31`. */
export function dayName(day: number): string {
  const digits = String(day).padStart('YYYYMMDD'.length, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

const msPerDay = 86_400_000;

/** The week of a day by ISO 8601: it begins on a Monday and belongs to the year of its Thursday. */
function weekName(day: number): string {
  const date = Date.parse(`${dayName(day)}T00:00:00Z`);
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  const thursday = new Date(date + (3 - weekday) * msPerDay);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * msPerDay));
  return `${year}-W${String(week).padStart(2, '0')}`;
}
