import type { Range } from '../marker.ts';
import type { RepeatedBlock } from './blocks.ts';
import type { IdLines } from './ids.ts';
import { commonQuote, masked } from './quote.ts';
import { type Stated, statedBy } from './stated.ts';
import type { Survey } from './survey.ts';

/** A gap of fewer lines, or of a smaller share of all lines, is described by counts only. */
const fewestLines = 20;
const smallestShare = 0.05;
/** How many events are described, and how many lines each must have. */
const mostEvents = 3;
const fewestOfEvent = 5;
/** How many events of lines with an id of their own are described, however few lines they have. */
const mostIdEvents = 8;

const counted: readonly (readonly [stated: Stated, singular: string, plural: string])[] = [
  ['ok', 'ok', 'ok'],
  ['failed', 'failed', 'failed'],
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['skipped', 'skipped', 'skipped'],
];

/** What is known about a log when its gaps are described. */
export type Told = { readonly survey: Survey; readonly repeats: readonly RepeatedBlock[]; readonly ids: IdLines };

type Teller = Told & { readonly maskedLine: (index: number) => string };

/**
 * Describes a gap in a few words: a block that is shown elsewhere in the form, or how many lines state what, and the
 * most frequent ones. `isKept` is asked for the lines that are sent in the end.
 */
export function describeGaps(told: Told): (range: Range, isKept: (index: number) => boolean) => string | undefined {
  const known = new Map<string, string | undefined>();
  const masks: string[] = [];
  const teller = {
    ...told,
    maskedLine(index: number) {
      masks[index] ??= masked(told.survey.bare[index] as string);
      return masks[index];
    },
  };
  const describe = (range: Range) => {
    const key = range.join('-');
    if (!known.has(key)) known.set(key, describeLines(range, teller));
    return known.get(key);
  };
  return (range, isKept) => describeRepeat(range, told.repeats, isKept) ?? describe(range);
}

/** The description of a gap that is exactly one block shown elsewhere. */
function describeRepeat(
  [first, last]: Range,
  repeats: readonly RepeatedBlock[],
  isKept: (index: number) => boolean,
): string | undefined {
  const block = findBlock(repeats, first - 1);
  if (block === undefined || last > block.end) return undefined;
  for (let line = first; line <= last; line++) if (!isKept(line - 1 - block.distance)) return undefined;
  return `same as lines ${first - block.distance}-${last - block.distance}`;
}

/** The block that contains a line (0-based). */
function findBlock(repeats: readonly RepeatedBlock[], line: number): RepeatedBlock | undefined {
  let low = 0;
  let high = repeats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((repeats[middle] as RepeatedBlock).end <= line) low = middle + 1;
    else high = middle;
  }
  const block = repeats[low];
  return block !== undefined && block.start <= line ? block : undefined;
}

function describeLines([first, last]: Range, teller: Teller): string | undefined {
  const { survey, ids } = teller;
  const counts = new Map<Stated, number>();
  const events = new Map<number, number[]>();
  const withIds = new Map<number, number[]>();
  for (let index = first - 1; index < last; index++) {
    const stated = statedBy(survey.bare[index] as string, survey.weights[index] ?? 'plain');
    if (stated !== undefined) counts.set(stated, (counts.get(stated) ?? 0) + 1);
    if (ids.isRare(index)) addTo(withIds, survey.wordings.of[index] as number, index);
    else if (survey.weights[index] !== 'routine') addTo(events, survey.families.of[index] as number, index);
  }
  const parts: string[] = [];
  for (const [stated, singular, plural] of counted) {
    const count = counts.get(stated) ?? 0;
    if (count > 0) parts.push(`${count} ${count === 1 ? singular : plural}`);
  }
  const large = last - first + 1 >= Math.max(fewestLines, survey.lines.length * smallestShare);
  const frequent = large ? [...events.values()].filter((lines) => lines.length >= fewestOfEvent) : [];
  return (
    [...parts, ...quoted(frequent, teller).slice(0, mostEvents), ...tellIds([...withIds.values()], teller)].join(
      ', ',
    ) || undefined
  );
}

function addTo(events: Map<number, number[]>, event: number, index: number): void {
  const known = events.get(event);
  if (known === undefined) events.set(event, [index]);
  else known.push(index);
}

/** The most frequent events first, each by what its lines have in common; equally frequent ones in the order of the text. */
function quoted(events: readonly (readonly number[])[], { maskedLine }: Teller): readonly string[] {
  const told = [...events].sort((one, other) => other.length - one.length).slice(0, 2 * mostIdEvents);
  return told.flatMap((lines) => {
    const quote = commonQuote(lines.map(maskedLine));
    return quote === undefined ? [] : [`${lines.length} like "${quote}"`];
  });
}

function tellIds(events: readonly (readonly number[])[], teller: Teller): readonly string[] {
  const told = quoted(events, teller).slice(0, mostIdEvents);
  const more = events.length - told.length;
  return more > 0 && told.length > 0 ? [...told, `${more} more with ids`] : told;
}
