import type { Handle } from '../../model/block.ts';
import { omittedRanges } from '../lines.ts';
import { countsNotice, gapNotice, type Range } from '../marker.ts';
import { type Asked, wordsFor } from './asked.ts';
import { chooseElements, type Strength, type Survey, survey } from './choose.ts';
import { readElements } from './elements.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { completeRuns, type Group } from './groups.ts';
import { findInnerTargets } from './inner.ts';
import type { LongString } from './strings.ts';
import { type Summarise, summariser } from './summary.ts';
import type { JsonNode, JsonScalar } from './tree.ts';

const minElements = 10;
const minScalars = 40;
const minCharacters = 1500;
const maxLevelsDown = 12;
const gapCharacters = 140;
const maxElements = 200_000;
const spacingWords = 'spacing taken out of the items shown';

/** An array, or what was complete of one, with what was found in its elements; read once for every strength. */
export type Target = {
  readonly group: Group;
  readonly survey: Survey;
  readonly summarise: Summarise;
  /** The string that holds the array, where it stands in one. */
  readonly within?: JsonScalar;
};

/** The arrays of a text that are long enough for elements to be left out, outermost first, in source order. */
export function findTargets(text: string, groups: readonly Group[], asked: Asked): readonly Target[] {
  const outer = groups.flatMap((group) => targetsIn(text, group, asked, 0));
  const skipped = new Set(outer.map(({ group }) => group.values));
  const inner = findInnerTargets(text, groups, skipped, (within, group) => targetsIn(within, group, asked, 0));
  return [...outer, ...inner].sort((a, b) => a.group.start - b.group.start);
}

function targetsIn(text: string, group: Group, asked: Asked, level: number): Target[] {
  const { values, start, end } = group;
  if (end - start < minCharacters || level > maxLevelsDown) return [];
  const containers = values.filter((value) => value.type !== 'scalar').length;
  const enough = values.length >= (containers * 2 > values.length ? minElements : minScalars);
  if (enough && values.length <= maxElements) {
    const elements = readElements(text, values);
    return [{ group, survey: survey(elements, asked), summarise: summariser(elements) }];
  }
  return values.flatMap((value) => insideOf(text, value).flatMap((inner) => targetsIn(text, inner, asked, level + 1)));
}

function insideOf(text: string, node: JsonNode): readonly Group[] {
  if (node.type !== 'list' || node.items.length < 2) return completeRuns(text, node);
  const first = node.items[0] as JsonNode;
  return [{ values: node.items, separator: ',', start: first.start, end: (node.items.at(-1) as JsonNode).end }];
}

/** What a form leaves out: elements of arrays, and lines of long strings. */
export type Omission = {
  readonly targets: readonly Target[];
  readonly strings: readonly LongString[];
  /** What the call and the user look for; it stays. */
  readonly asked: Asked;
  readonly strength: Strength;
};

/**
 * The text with elements of its arrays and lines of its strings left out. Elements that stay stand one on a line in
 * their source order; each gap has a notice in its place; the text around is untouched.
 * @returns `undefined` where everything would stay
 */
export function omitFrom(text: string, omission: Omission, handle: Handle): string | undefined {
  const { asked, strength } = omission;
  const excerpt = excerptOf(text, omission.strings, wordsFor(asked), strength);
  const chosen = omission.targets.map((target) => ({
    target,
    keep: closeSmallGaps(target.group, chooseElements(target.survey, strength)),
  }));
  const shortened = chosen.filter(({ keep }) => keep.includes(false));
  const ranges = shortened.map(({ keep }) => omittedRanges(keep));
  let out = '';
  let at = 0;
  for (const [index, { target, keep }] of shortened.entries()) {
    out += endLine(excerpt.write(at, target.group.start).replace(/[ \t]+$/, ''));
    out += writeElements(text, excerpt, target, keep, ranges[index] as readonly Range[]);
    at = target.group.end + behindLast(text, target.group).length;
    if (text.startsWith('\n', at)) at += 1;
  }
  out += endLine(excerpt.write(at, text.length));
  const omitted = ranges.flat().reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const items = { omitted, total: shortened.reduce((sum, { keep }) => sum + keep.length, 0), unit: 'items' } as const;
  const lines = { ...excerpt.counts(), unit: 'lines of strings' } as const;
  const counts = [items, lines].filter((each) => each.omitted > 0);
  if (counts.length === 0) return undefined;
  return `${out}${countsNotice(counts, handle)}${text.endsWith('\n') ? '\n' : ''}`;
}

/** What stands behind the last element on its line and belongs to it: the comma of an array that was cut off, a carriage return. */
function behindLast(text: string, group: Group): string {
  return (/^[ \t]*,?\r?(?=\n)|^,/.exec(text.slice(group.end, group.end + 40)) ?? [''])[0];
}

/** Keeps elements that are no longer than the notice in their place would be. */
function closeSmallGaps({ values }: Group, keep: readonly boolean[]): readonly boolean[] {
  const closed = [...keep];
  for (const [first, last] of omittedRanges(keep)) {
    const length = (values[last - 1] as JsonNode).end - (values[first - 1] as JsonNode).start;
    if (length < gapCharacters) closed.fill(true, first - 1, last);
  }
  return closed;
}

function writeElements(
  text: string,
  excerpt: Excerpt,
  target: Target,
  keep: readonly boolean[],
  ranges: readonly Range[],
): string {
  const { values, separator } = target.group;
  const gaps = new Map(ranges.map((range) => [range[0] - 1, range]));
  // Elements that had a line of their own keep it: indentation, comma and carriage return.
  const ownLines = separator.includes('\n');
  const indent = ownLines ? separator.slice(separator.lastIndexOf('\n') + 1) : '';
  const tail = ownLines ? separator.slice(0, separator.indexOf('\n')) : separator.trim();
  const lines: string[] = [];
  const gone = [...keep.keys()].filter((index) => !keep[index]);
  const words = target.summarise(gone);
  const summary = words === undefined || ranges.length === 1 ? words : `in all gaps: ${words}`;
  const lastGap = ranges.at(-1);
  let spaced = values.some((value, index) => keep[index] && text.slice(value.start, value.end).includes('\n'));
  for (const [index, value] of values.entries()) {
    const gap = gaps.get(index);
    if (gap !== undefined) {
      const said = [spaced ? spacingWords : undefined, gap === lastGap ? summary : undefined];
      const telling = said.filter((part) => part !== undefined);
      lines.push(gapNotice(gap, 'items', telling.length === 0 ? undefined : telling.join('; ')));
      spaced = false;
    }
    if (!keep[index]) continue;
    const spread = text.slice(value.start, value.end).includes('\n');
    const behind = index < values.length - 1 ? tail : behindLast(text, target.group);
    lines.push(
      spread ? excerpt.writeCompact(value) + behind.trim() : indent + excerpt.write(value.start, value.end) + behind,
    );
  }
  return `${lines.join('\n')}\n`;
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
