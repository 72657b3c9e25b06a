import type { CompressInput } from '../../model/content.ts';
import { omittedRanges } from '../lines.ts';
import { stringGapNotice } from '../marker.ts';
import type { Strength } from './choose.ts';
import type { Span } from './spans.ts';
import { chooseLines } from './string-lines.ts';
import type { LongString } from './strings.ts';
import type { Tally } from './tally.ts';

/** Chooses which lines of a string's text stay, by the kind of text; `undefined` if it has no rule for it. */
export type ChooseInner = NonNullable<CompressInput['inner']>;

/** The lines that are left out of each of a text's long strings. */
export function stringSpans(
  strings: readonly LongString[],
  call: string,
  strength: Strength,
  tally: Tally,
  inner?: ChooseInner,
): readonly Span[] {
  return strings.flatMap((string) => {
    const { bounds, lines } = string;
    const own = inner?.(lines.join('\n'));
    const { keep, summary } =
      own?.keep.length === lines.length ? own : { keep: chooseLines(lines, call, strength), summary: undefined };
    const isKept = (index: number) => keep[index] === true;
    return omittedRanges(keep).map((range, at) => {
      const gap = { start: bounds[range[0] - 1] as number, end: bounds[range[1]] as number };
      const render = () => {
        tally.add('lines of strings', range[1] - range[0] + 1, at === 0 ? lines.length : 0);
        tally.addGap(gap);
        return stringGapNotice(range, summary?.(range, isKept));
      };
      return { ...gap, tidy: false, render };
    });
  });
}
