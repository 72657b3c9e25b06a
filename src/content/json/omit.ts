import type { Handle } from '../../model/block.ts';
import { omittedRanges } from '../lines.ts';
import { gapNotice } from '../marker.ts';
import { type Asked, wordsFor } from './asked.ts';
import { chooseElements, type Strength } from './choose.ts';
import type { Group } from './groups.ts';
import { type Family, keySpans } from './keys.ts';
import { createWriter, endLine, type Span, type Writer } from './spans.ts';
import { type ChooseInner, stringSpans } from './string-spans.ts';
import type { LongString } from './strings.ts';
import { createTally } from './tally.ts';
import type { Target } from './target.ts';
import type { Targets } from './targets.ts';
import type { JsonNode } from './tree.ts';

const gapCharacters = 140;
const spacingWords = 'spacing taken out of the items shown';

/** The explanations that a form already contains; each is given once. */
type Said = { spacing: boolean };

/** What a form leaves out: elements of arrays, lines of long strings, addresses that can be derived from others. */
export type Omission = {
  readonly families: readonly Family[];
  readonly targets: Targets;
  readonly strings: readonly LongString[];
  /** What the call and the user look for, which stays. */
  readonly asked: Asked;
  readonly strength: Strength;
  readonly inner?: ChooseInner;
  /** Lines of the original before the text. */
  readonly linesAbove: number;
};

/**
 * The text with elements of its arrays, keys of its objects and lines of its strings left out. Elements that stay are
 * written one per line in source order; a notice replaces each gap; the surrounding text is unchanged.
 * @returns `undefined` if everything would stay
 */
export function omitFrom(text: string, omission: Omission, handle: Handle): string | undefined {
  const { targets, asked, strength } = omission;
  const tally = createTally(text);
  const said: Said = { spacing: false };
  const words = wordsFor(asked);
  const spans: Span[] = [
    ...stringSpans(omission.strings, words, strength, tally, omission.inner),
    ...keySpans(text, omission.families, tally),
  ];
  const shorten = (target: Target): void => {
    const keep = closeSmallGaps(target.group, chooseElements(target.survey, strength));
    if (target.within === undefined) {
      for (const [index, element] of target.group.values.entries()) {
        if (keep[index]) for (const inside of targets.inside(element)) shorten(inside);
      }
    }
    if (!keep.includes(false)) return;
    const { start, end } = target.group;
    const render = () => {
      tally.add('items', keep.filter((kept) => !kept).length, keep.length);
      for (const gap of gapsIn(target.group, keep)) tally.addGap(gap);
      return writeElements(text, writer, target, keep, said);
    };
    spans.push({ start, end: end + behindLast(text, target.group).length, tidy: true, render });
  };
  for (const target of targets.outer) shorten(target);
  const writer = createWriter(text, spans);
  const out = endLine(writer.write(0, text.length));
  const notice = tally.notice(handle, omission.linesAbove);
  return notice === undefined ? undefined : `${out}${notice}${text.endsWith('\n') ? '\n' : ''}`;
}

/** The characters of elements that are left out, one span per gap. */
function gapsIn({ values }: Group, keep: readonly boolean[]): readonly { start: number; end: number }[] {
  return omittedRanges(keep).map(([first, last]) => ({
    start: (values[first - 1] as JsonNode).start,
    end: (values[last - 1] as JsonNode).end,
  }));
}

/**
 * The text after the last element on its line that belongs to it: the comma of a truncated array, a carriage return.
 */
function behindLast(text: string, group: Group): string {
  return (/^[ \t]*,?\r?(?=\n)|^,/.exec(text.slice(group.end, group.end + 40)) ?? [''])[0];
}

/** Keeps elements that are no longer than the notice that would replace them. */
function closeSmallGaps({ values }: Group, keep: readonly boolean[]): readonly boolean[] {
  const closed = [...keep];
  for (const [first, last] of omittedRanges(keep)) {
    const length = (values[last - 1] as JsonNode).end - (values[first - 1] as JsonNode).start;
    if (length < gapCharacters) closed.fill(true, first - 1, last);
  }
  return closed;
}

function writeElements(text: string, writer: Writer, target: Target, keep: readonly boolean[], said: Said): string {
  const { values, separator } = target.group;
  const ranges = omittedRanges(keep);
  const gaps = new Map(ranges.map((range) => [range[0] - 1, range]));
  // Elements that had a line of their own keep it: indentation, comma and carriage return.
  const ownLines = separator.includes('\n');
  const indent = ownLines ? separator.slice(separator.lastIndexOf('\n') + 1) : '';
  const tail = ownLines ? separator.slice(0, separator.indexOf('\n')) : separator.trim();
  const lines: string[] = [];
  const words = target.summarise([...keep.keys()].filter((index) => !keep[index]));
  const summary = words === undefined || ranges.length === 1 ? words : `in all gaps: ${words}`;
  const spaced = values.some((value, index) => keep[index] && text.slice(value.start, value.end).includes('\n'));
  for (const [index, value] of values.entries()) {
    const gap = gaps.get(index);
    if (gap !== undefined) {
      const parts = [spaced && !said.spacing ? spacingWords : undefined, gap === ranges.at(-1) ? summary : undefined];
      const telling = parts.filter((part) => part !== undefined);
      lines.push(gapNotice(gap, 'items', telling.length === 0 ? undefined : telling.join('; ')));
      said.spacing ||= spaced;
    }
    if (!keep[index]) continue;
    const spread = text.slice(value.start, value.end).includes('\n');
    const behind = index < values.length - 1 ? tail : behindLast(text, target.group);
    lines.push(
      spread ? writer.writeCompact(value) + behind.trim() : indent + writer.write(value.start, value.end) + behind,
    );
  }
  return lines.join('\n');
}
