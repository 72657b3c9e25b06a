import { append } from '../../lib/lists.ts';
import type { Range } from '../marker.ts';
import type { RepeatedBlock } from './blocks.ts';
import type { Weight } from './severity.ts';
import type { Survey } from './survey.ts';

/** A gap of fewer lines, or of a smaller share of all lines, is told in counts only. */
const fewestLines = 20;
const smallestShare = 0.05;
/** Events that are told of, the lines that one must have, and the characters of each that are shown. */
const mostEvents = 3;
const fewestOfEvent = 5;
const longestEvent = 70;

const counted: readonly (readonly [weight: Weight, singular: string, plural: string])[] = [
  ['error', 'error', 'errors'],
  ['failure', 'failure', 'failures'],
  ['finding', 'finding', 'findings'],
  ['notice', 'warning', 'warnings'],
];
// The start of a test is no result of its own.
const started = /^\s*(?:=== |\[ RUN|Start +\d)|"Action":"(?:run|pause|cont|start|output)"/;

/** Tells what a gap holds, in a few words: a block that stands further up, or how many lines of which kind. */
export function describeGaps(survey: Survey, repeats: readonly RepeatedBlock[]): (range: Range) => string | undefined {
  return (range) => describeRepeat(range, repeats) ?? describeLines(range, survey);
}

/** What a gap held, where it is exactly one block that stands further up. */
function describeRepeat([first, last]: Range, repeats: readonly RepeatedBlock[]): string | undefined {
  const block = findBlock(repeats, first - 1);
  if (block === undefined || last > block.end) return undefined;
  return `same as lines ${first - block.distance}-${last - block.distance}`;
}

/** The block that a line (from 0) stands in. */
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

function describeLines([first, last]: Range, survey: Survey): string | undefined {
  const weights = new Map<Weight, number>();
  const events = new Map<number, number>();
  let passed = 0;
  for (let index = first - 1; index < last; index++) {
    const weight = survey.weights[index] as Weight;
    weights.set(weight, (weights.get(weight) ?? 0) + 1);
    if (weight === 'routine' && !started.test(survey.bare[index] as string)) passed++;
    const event = survey.families.of[index] as number;
    if (weight !== 'routine') events.set(event, (events.get(event) ?? 0) + 1);
  }
  const parts = passed > 0 ? [`${passed} ok`] : [];
  for (const [weight, singular, plural] of counted) {
    const count = weights.get(weight) ?? 0;
    if (count > 0) parts.push(`${count} ${count === 1 ? singular : plural}`);
  }
  const lines = last - first + 1;
  if (lines >= Math.max(fewestLines, survey.lines.length * smallestShare)) append(parts, tellEvents(events, survey));
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The most frequent events, each by its wording with `#` for what varies. */
function tellEvents(events: ReadonlyMap<number, number>, survey: Survey): readonly string[] {
  const frequent = [...events].filter(([event, count]) => count >= fewestOfEvent && survey.wordingOf(event) !== '');
  // Those that are equally frequent stay in the order of the text.
  frequent.sort((one, other) => other[1] - one[1]);
  return frequent.slice(0, mostEvents).map(([event, count]) => `${count} like "${shortened(survey.wordingOf(event))}"`);
}

function shortened(wording: string): string {
  return wording.length <= longestEvent
    ? wording
    : `${wording.slice(0, longestEvent).replace(/[\ud800-\udbff]$/, '')}…`;
}
