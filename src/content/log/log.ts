import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import type { Range } from '../marker.ts';
import { findAsked } from './asked.ts';
import { findRepeatedBlocks, type RepeatedBlock } from './blocks.ts';
import { levels } from './levels.ts';
import { findOutliers } from './outliers.ts';
import { encodeRepeats, repeatsCodec } from './repeats.ts';
import { selectLines } from './select.ts';
import { surveyLines } from './survey.ts';

/** Fewer lines than this hold no repetition worth a notice. */
const fewestLines = 12;

/**
 * Shortens logs and test output: repeated and templated lines go, failures, traces, summaries, rare
 * lines and what the call names stay.
 * Lines are kept whole and in order; nothing is merged.
 */
export const logCompressor: Compressor = {
  name: 'log',
  kinds: ['log'],
  compress(input) {
    const { lines } = splitLines(input.text);
    if (lines.length < fewestLines) return [];
    const repeats = findRepeatedBlocks(lines);
    return [...(input.lossy ? shorten(input, lines, repeats) : []), ...foldRepeats(input.text, repeats)];
  },
};

function shorten(
  input: CompressInput,
  lines: readonly string[],
  repeats: readonly RepeatedBlock[],
): readonly Compressed[] {
  const survey = surveyLines(lines);
  const wanted = { repeats, lines: [...findAsked(lines, input.call), ...findOutliers(survey)] };
  const forms = new Map<string, Compressed>();
  for (const level of levels) {
    const keep = selectLines(survey, level, wanted);
    const summary = (range: Range) => describe(range, repeats);
    const form = keptForm(input.text, { keep, summary }, { handle: input.handle, kind: 'log', by: 'log' });
    if (form !== undefined && form.text.length < input.text.length && !forms.has(form.text)) forms.set(form.text, form);
  }
  return [...forms.values()];
}

/** The lossless form, used only where its decoder gives the original back. */
function foldRepeats(text: string, repeats: readonly RepeatedBlock[]): readonly Compressed[] {
  const folded = encodeRepeats(text, repeats);
  if (folded === undefined || folded.length >= text.length || repeatsCodec.decode(folded) !== text) return [];
  return [{ text: folded, kind: 'log', by: 'log-repeats', fidelity: 'lossless' }];
}

/** What a gap held, where it is exactly one block that stands further up. */
function describe([first, last]: Range, repeats: readonly RepeatedBlock[]): string | undefined {
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
