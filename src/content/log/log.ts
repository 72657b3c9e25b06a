import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import { findAsked } from './asked.ts';
import { findRepeatedBlocks, type RepeatedBlock } from './blocks.ts';
import { findHeads } from './heads.ts';
import { findIdLines } from './ids.ts';
import { hardestLevels, levels } from './levels.ts';
import { findOutliers } from './outliers.ts';
import { decodePatterns, encodePatterns } from './pattern-codec.ts';
import { encodeRepeats, repeatsCodec } from './repeats.ts';
import { selectLines } from './select.ts';
import { isFinding } from './severity.ts';
import { startsCodec } from './starts-codec.ts';
import { describeGaps } from './summary.ts';
import { type Survey, surveyLines } from './survey.ts';

/** Fewer lines than this hold no repetition worth a notice. */
const fewestLines = 12;
/** From this share of its lines a text is a list of findings, and all but the gentle levels leave out too much. */
const mostlyFindings = 0.6;
const gentleLevel = 2;
/** If even the gentlest form is a smaller share of the text than this, no lossless form comes near. */
const wellShortened = 0.3;
/** A form whose lines a reader has to put together must be this much shorter than the text. */
const leastSavedByPatterns = 0.25;

/**
 * Shortens logs and test output: repeated and templated lines are left out; failures, traces, summaries, rare lines and
 * whatever the call names stay. Lines are kept whole and in order; nothing is merged.
 */
export const logCompressor: Compressor = {
  name: 'log',
  kinds: ['log'],
  compress(input) {
    const { lines } = splitLines(input.text);
    if (lines.length < fewestLines) return [];
    const repeats = findRepeatedBlocks(lines);
    const survey = surveyLines(lines);
    const list = isListOfFindings(lines);
    const lossy = input.lossy ? shorten(input, survey, repeats, list) : [];
    const folded = lossless(input.text, 'log-repeats', encodeRepeats(input.text, repeats), repeatsCodec.decode);
    const gentlest = lossy.at(-1);
    if (gentlest !== undefined && gentlest.text.length < input.text.length * wellShortened)
      return [...lossy, ...folded];
    const rows = encodePatterns(input.text, survey.events, staysVerbatim(survey, list));
    const { counter } = input;
    const saving = rows === undefined ? 0 : 1 - counter.count(rows) / counter.count(input.text);
    return [
      ...lossy,
      ...folded,
      ...(saving < leastSavedByPatterns ? [] : lossless(input.text, 'log-patterns', rows, decodePatterns)),
      ...lossless(input.text, 'log-starts', startsCodec.encode(input.text), startsCodec.decode),
    ];
  },
};

function shorten(
  input: CompressInput,
  survey: Survey,
  repeats: readonly RepeatedBlock[],
  list: boolean,
): readonly Compressed[] {
  const { lines } = survey;
  const ids = findIdLines(survey, input.counter, input.tokens);
  const wanted = {
    repeats,
    lines: [...findAsked(lines, input.call, input.asked), ...findOutliers(survey), ...ids.kept],
    headOf: findHeads(survey),
  };
  const forms = new Map<string, Compressed>();
  const acceptable = list ? levels.slice(gentleLevel) : levels;
  const summary = describeGaps({ survey, repeats, ids });
  for (const level of input.shortest === true ? [...hardestLevels, ...levels] : acceptable) {
    const keep = selectLines(survey, level, wanted);
    const form = keptForm(input.text, { keep, summary }, { ...input, kind: 'log', by: 'log' });
    if (form !== undefined && form.text.length < input.text.length && !forms.has(form.text)) forms.set(form.text, form);
  }
  return [...forms.values()];
}

/** Whether most lines are findings of a compiler or linter, each of which has to be fixed. */
function isListOfFindings(lines: readonly string[]): boolean {
  let findings = 0;
  for (const line of lines) if (isFinding(line)) findings++;
  return findings >= lines.length * mostlyFindings;
}

/** Lines that say what went wrong stay unchanged, so that they can be quoted and searched for. */
function staysVerbatim({ weights, traces, sections }: Survey, list: boolean): (index: number) => boolean {
  return (index) => {
    const weight = weights[index];
    const telling = weight === 'verdict' || weight === 'error' || weight === 'total' || weight === 'failure';
    return telling || (weight === 'finding' && !list) || traces[index] === true || sections[index] === true;
  };
}

/** A lossless form, used only if its decoder gives the original back. */
function lossless(
  text: string,
  by: string,
  form: string | undefined,
  decode: (form: string) => string,
): readonly Compressed[] {
  if (form === undefined || form.length >= text.length || decode(form) !== text) return [];
  return [{ text: form, kind: 'log', by, fidelity: 'lossless' }];
}
