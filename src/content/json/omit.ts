import type { Handle } from '../../model/block.ts';
import { omittedRanges } from '../lines.ts';
import { gapNotice, omissionNotice, type Range } from '../marker.ts';
import { chooseElements, type Strength } from './choose.ts';
import { completeRuns, type Group } from './groups.ts';
import { type Summarise, summariser } from './summary.ts';
import { type Traits, traitsOf } from './traits.ts';
import { compactText, type JsonNode } from './tree.ts';

const minElements = 10;
const minScalars = 40;
const minCharacters = 1500;
const maxLevelsDown = 12;
const gapCharacters = 140;
const maxElements = 200_000;
const spacingWords = 'spacing taken out of the items shown';

/** An array, or what was complete of one, with its elements' traits; read once for every strength. */
export type Target = { readonly group: Group; readonly traits: readonly Traits[]; readonly summarise: Summarise };

/** The arrays of a text that are long enough for elements to be left out, outermost first, in source order. */
export function findTargets(text: string, groups: readonly Group[]): readonly Target[] {
  return groups.flatMap((group) => targetsIn(text, group, 0));
}

function targetsIn(text: string, group: Group, level: number): Target[] {
  const { values, start, end } = group;
  if (end - start < minCharacters || level > maxLevelsDown) return [];
  const containers = values.filter((value) => value.type !== 'scalar').length;
  const enough = values.length >= (containers * 2 > values.length ? minElements : minScalars);
  if (enough && values.length <= maxElements) {
    const traits = values.map((value) => traitsOf(text, value));
    return [{ group, traits, summarise: summariser(traits) }];
  }
  return values.flatMap((value) => insideOf(text, value).flatMap((inner) => targetsIn(text, inner, level + 1)));
}

function insideOf(text: string, node: JsonNode): readonly Group[] {
  if (node.type !== 'list' || node.items.length < 2) return completeRuns(text, node);
  const first = node.items[0] as JsonNode;
  return [{ values: node.items, separator: ',', start: first.start, end: (node.items.at(-1) as JsonNode).end }];
}

/**
 * The text with elements of its arrays left out: elements that stay stand one on a line, whole, in their source order,
 * and each gap has a notice in its place. The text around the arrays is untouched.
 * @returns `undefined` where every element would stay
 */
export function omitElements(
  text: string,
  targets: readonly Target[],
  handle: Handle,
  call: string,
  strength: Strength,
): string | undefined {
  const chosen = targets.map((target) => ({
    target,
    keep: closeSmallGaps(target.group, chooseElements(target.traits, call, strength)),
  }));
  const shortened = chosen.filter(({ keep }) => keep.includes(false));
  if (shortened.length === 0) return undefined;
  const ranges = shortened.map(({ keep }) => omittedRanges(keep));
  const omitted = ranges.flat().reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const total = shortened.reduce((sum, { keep }) => sum + keep.length, 0);
  let out = '';
  let at = 0;
  for (const [index, { target, keep }] of shortened.entries()) {
    out += endLine(text.slice(at, target.group.start).replace(/[ \t]+$/, ''));
    out += writeElements(text, target, keep, ranges[index] as readonly Range[]);
    at = target.group.end + behindLast(text, target.group).length;
    if (text.startsWith('\n', at)) at += 1;
  }
  const rest = text.slice(at);
  const notice = omissionNotice({ omitted, total, unit: 'items', handle });
  return `${out}${endLine(rest)}${notice}${text.endsWith('\n') ? '\n' : ''}`;
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

function writeElements(text: string, target: Target, keep: readonly boolean[], ranges: readonly Range[]): string {
  const { values, separator } = target.group;
  const gaps = new Map(ranges.map((range) => [range[0] - 1, range]));
  // Elements that had a line of their own keep it: indentation, comma and carriage return.
  const ownLines = separator.includes('\n');
  const indent = ownLines ? separator.slice(separator.lastIndexOf('\n') + 1) : '';
  const tail = ownLines ? separator.slice(0, separator.indexOf('\n')) : separator.trim();
  const lines: string[] = [];
  let spaced = values.some((value, index) => keep[index] && text.slice(value.start, value.end).includes('\n'));
  for (const [index, value] of values.entries()) {
    const gap = gaps.get(index);
    if (gap !== undefined) {
      const words = [spaced ? spacingWords : undefined, target.summarise(gap)].filter((part) => part !== undefined);
      lines.push(gapNotice(gap, 'items', words.length === 0 ? undefined : words.join('; ')));
      spaced = false;
    }
    if (!keep[index]) continue;
    const source = text.slice(value.start, value.end);
    const behind = index < values.length - 1 ? tail : behindLast(text, target.group);
    lines.push(source.includes('\n') ? compactText(value) + behind.trim() : indent + source + behind);
  }
  return `${lines.join('\n')}\n`;
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
