import type { VolatileKind, VolatileName } from '../model/alignment.ts';

/** A volatile token of a text, with its character offsets. */
export type VolatileToken = VolatileName & { readonly start: number; readonly end: number };

const clock = '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d{1,9})?)?';
const zone = '(?: ?(?:Z|UTC|GMT|[AP]M|[+-]\\d\\d:?\\d\\d))?';
const month = '(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:[a-z]{3,7})?\\.?';
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?';
const after = `(?:,? (?:at )?${clock}${zone})?`;

/**
 * One pattern for all kinds, the more specific first. Every part is bounded, or (the token with two dots) can only
 * begin at the start of a word, so that the time is linear in the text.
 */
const pattern = new RegExp(
  [
    `(?<![\\w-])(?<key>[\\w-]{0,24}?(?:request|trace|session|correlation)[_-]?id)["']?[ \\t]{0,3}[:=][ \\t]{0,3}["']?(?<id>(?=[\\w.:-]{0,127}\\d)[\\w.:-]{6,128})`,
    '(?<![0-9a-z-])(?<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-z])',
    '(?<![\\w.-])(?<jwt>ey[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]{10,})',
    '(?<![0-9a-z])(?<hex>[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])',
    `(?<![\\w.-])(?<iso8601>\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])(?:[T ]${clock}${zone})?|\\d{8}T\\d{6}Z?)(?![\\d-])`,
    `(?<![\\w/])(?<date>${weekday}${month} \\d{1,2}(?:st|nd|rd|th)?,?(?: ${clock}${zone})? \\d{4}${after}|${weekday}\\d{1,2} ${month} \\d{4}${after}|\\d{1,2}/\\d{1,2}/\\d{4}${after})(?![\\d/])`,
    '(?<![\\w:.-])(?<time>(?:[01]?\\d|2[0-3]):[0-5]\\d:[0-5]\\d)(?![\\d:])',
    '(?<![\\w.-])(?<epoch>1[4-9]\\d{8}(?:\\d{3})?)(?![\\w-]|\\.\\d)',
  ].join('|'),
  'gi',
);

const kinds: readonly VolatileKind[] = ['id', 'uuid', 'jwt', 'hex', 'iso8601', 'date', 'time', 'epoch'];

/** Characters before a token that are searched for its label. */
const labelWindow = 48;

/** The volatile tokens of a text, in order. Linear in its length. */
export function detectVolatile(text: string): readonly VolatileToken[] {
  const found: VolatileToken[] = [];
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups as Record<string, string | undefined>;
    const kind = kinds.find((each) => groups[each] !== undefined) as VolatileKind;
    const value = groups[kind] as string;
    if (kind === 'hex' && !(/\d/.test(value) && /[a-f]/i.test(value))) continue;
    const end = match.index + match[0].length;
    const start = end - value.length;
    found.push({ kind, label: groups.key ?? labelBefore(text, start), start, end });
  }
  return found;
}

/** The plain words right before a token on its line, three at most. A word that could be a value itself ends them. */
export function labelBefore(text: string, start: number): string {
  const from = Math.max(0, start - labelWindow);
  const before = text.slice(from, start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const words = line.split(/[^\p{L}\p{N}_'’-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  // The window may begin inside a word.
  const whole = from > 0 && line.length === before.length ? words.slice(1) : words;
  const plain = whole.slice(-3);
  const value = plain.findLastIndex((word) => word.length > 20 || (word.length > 8 && /\d/.test(word)));
  return plain.slice(value + 1).join(' ');
}
