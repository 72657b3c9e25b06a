import type { Figures } from '../../src/ledger/summarise.ts';
import { largest } from '../../src/lib/lists.ts';
import { formatCount, formatDollars } from '../ui/numbers.ts';
import { lessOrMore } from '../ui/shares.ts';

/** A day with its figures; without figures where there was no request. */
export type BarDay = { readonly day: string; readonly figures?: Figures };

/** What a bar is drawn of: what was paid or sent, and what it would have been. */
type Amounts = { readonly after: number; readonly before: number };

const sent = '█';
const saved = '░';
/** The greatest width of a bar in characters, and the least on a narrow screen. */
const [longest, shortest] = [40, 8];

/**
 * The days that are drawn, by their names in the ledger: `2026-01-31`, the earliest first.
 * @param since start of the period, in milliseconds since the epoch; by default the first day with requests
 * @param until its end, exclusive
 * @param known days with requests, in order
 * @param most the greatest number; the latest are kept
 */
export function daysBetween(
  since: number | undefined,
  until: number,
  known: readonly string[],
  most: number,
): readonly string[] {
  const last = new Date(until - 1);
  const end = known.at(-1);
  const lastName = end !== undefined && end < dayName(last) && since === undefined ? end : dayName(last);
  const first = since === undefined ? (known[0] ?? lastName) : dayName(new Date(since));
  const days: string[] = [];
  for (const day = new Date(`${lastName}T12:00:00`); days.length < most; day.setDate(day.getDate() - 1)) {
    const name = dayName(day);
    if (name < first) break;
    days.unshift(name);
  }
  return days;
}

function dayName(date: Date): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/**
 * Days as bars, a line each: what was paid is the full part, what was saved the light one.
 * @param columns width of the screen
 * @param inTokens draws prompt tokens in place of dollars, for requests that nobody pays by use
 */
export function renderBars(days: readonly BarDay[], columns: number, inTokens: boolean): string {
  const format = inTokens ? formatCount : formatDollars;
  const lines = days.map(({ day, figures }) => {
    const amounts = figures === undefined ? undefined : amountsOf(figures, inTokens);
    return { label: labelOf(day), amounts, words: amounts === undefined ? '' : wordsOf(amounts, format) };
  });
  const wordsWidth = largest([0, ...lines.map(({ words }) => words.length)]);
  const width = Math.max(shortest, Math.min(longest, columns - 'Mon 31 Jan'.length - wordsWidth - 4));
  const most = largest([0, ...lines.map(({ amounts }) => Math.max(amounts?.before ?? 0, amounts?.after ?? 0))]);
  return lines
    .map(({ label, amounts, words }) =>
      `${label}  ${words.padStart(wordsWidth)}  ${bar(amounts, most, width)}`.trimEnd(),
    )
    .join('\n');
}

function amountsOf({ prompts, paid, wouldHaveCost }: Figures, inTokens: boolean): Amounts | undefined {
  if (!inTokens) return { after: paid, before: wouldHaveCost };
  return prompts === undefined ? undefined : { after: prompts.after, before: prompts.before };
}

function wordsOf({ after, before }: Amounts, format: (value: number) => string): string {
  const share = before > 0 ? `, ${lessOrMore((before - after) / before)}` : '';
  return `${format(after)} instead of ${format(before)}${share}`;
}

function bar(amounts: Amounts | undefined, most: number, width: number): string {
  if (amounts === undefined || most <= 0) return '';
  const cells = (amount: number) => (amount > 0 ? Math.max(1, Math.round((amount / most) * width)) : 0);
  const full = cells(amounts.after);
  return sent.repeat(full) + saved.repeat(Math.max(0, cells(amounts.before) - full));
}

/** `2026-01-31` as `Sat 31 Jan`, spelled the same everywhere. */
function labelOf(day: string): string {
  const date = new Date(`${day}T12:00:00`);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getDay()];
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][date.getMonth()];
  return `${weekday} ${String(date.getDate()).padStart(2)} ${month}`;
}
