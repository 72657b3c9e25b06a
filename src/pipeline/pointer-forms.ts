import { pointInStrings } from '../content/json/string-pointers.ts';
import { isTelling } from '../content/must-keep/telling.ts';
import { numberingCodec } from '../content/numbering/numbering.ts';
import { fewestLines } from '../content/repeats/find.ts';
import { findFolds, foldLines, foldWhole } from '../content/repeats/fold.ts';
import { pointerWords } from '../content/repeats/pointer.ts';
import type { ShownIndex } from '../content/repeats/shown.ts';
import type { Compressed, TokenCounter } from '../model/content.ts';
import type { Candidates } from './candidates.ts';
import type { Measured } from './choose.ts';
import { placeOf } from './place.ts';
import type { ShortenInput } from './shorten-parts.ts';

/** Forms with pointers: of the text itself, and of every form that only leaves lines out. */
export function foldedForms(
  counter: TokenCounter,
  input: ShortenInput,
  { base, finish, hits, kind, shownFile }: Candidates,
  forms: readonly Measured[],
  tokens: number,
): readonly Measured[] {
  const { above, handle } = input;
  if (above === undefined || kind === 'search' || (shownFile && !above.files)) return [];
  const index = above.index();
  const fetchable = input.retrievable !== false;
  const whole = foldWhole(input.text, index, fetchable ? handle : undefined);
  if (whole !== undefined) {
    const tokensAfter = counter.count(whole.text);
    const tokensRepeated = tokens - tokensAfter;
    const form: Compressed = {
      text: whole.text,
      kind,
      by: 'repeats',
      fidelity: 'repeat',
      sources: [whole.source],
      tokensRepeated,
    };
    return [{ form, tokensAfter }];
  }
  if (!fetchable) return [];
  const isFile = shownFile || input.losslessKinds !== undefined;
  const stays = (line: string, at: number) =>
    (!isFile && isTelling(line, input.failed === true)) || hits.some(([start, end]) => at >= start && at < end);
  const inStrings = kind === 'json' ? stringForms(counter, input, base, finish, index, tokens) : [];
  if (inStrings.length > 0) return inStrings;
  const folds = findFolds(base, index, stays, kind === 'diff');
  if (folds.repeats.length === 0) return [];
  const of = { handle, place: input.call === undefined ? '' : placeOf(input.call) };
  const alone = { form: { text: base, kind, by: 'repeats', fidelity: 'repeat' } as Compressed, tokensAfter: tokens };
  return [alone, ...forms.filter(({ form }) => form.lines !== undefined)].flatMap((each): readonly Measured[] => {
    const folded = foldLines(base, folds, of, each.form.lines);
    if (folded === undefined) return [];
    const form = finish({ ...each.form, ...folded });
    const tokensAfter = counter.count(form.text);
    return [{ form: { ...form, tokensRepeated: each.tokensAfter - tokensAfter }, tokensAfter }];
  });
}

/** JSON with pointers in place of lines of its strings. */
function stringForms(
  counter: TokenCounter,
  { call, failed, handle }: ShortenInput,
  base: string,
  finish: Candidates['finish'],
  index: ShownIndex,
  tokens: number,
): readonly Measured[] {
  const sources = new Set<string>();
  const place = call === undefined ? '' : placeOf(call);
  const text = pointInStrings(base, handle, fewestLines, (lines) => {
    const { lines: numbered, repeats } = findFolds(lines.join('\n'), index, (line) => isTelling(line, failed === true));
    return repeats.map((repeat) => {
      sources.add(repeat.piece.shown.id);
      return { start: repeat.start, end: repeat.end, words: pointerWords(repeat, numbered, place) };
    });
  });
  if (text === undefined) return [];
  const form = finish({ text, kind: 'json', by: 'repeats', fidelity: 'repeat', sources: [...sources] });
  const tokensAfter = counter.count(form.text);
  return [{ form: { ...form, tokensRepeated: tokens - tokensAfter }, tokensAfter }];
}

/** A shown file, and its forms with pointers, without most line numbers. */
export function thinnedForms(
  counter: TokenCounter,
  input: ShortenInput,
  { base, kind, shownFile }: Candidates,
  forms: readonly Measured[],
  tokens: number,
): readonly Measured[] {
  if (!shownFile && input.losslessKinds === undefined) return [];
  const whole: Compressed = { text: base, kind, by: numberingCodec.name, fidelity: 'lossless' };
  const repeats = forms.filter(({ form }) => form.fidelity === 'repeat').map(({ form }) => form);
  // A rendered text says so in a form of its own.
  return [...(base === input.text ? [whole] : []), ...repeats].flatMap((form): readonly Measured[] => {
    const text = numberingCodec.encode(form.text);
    if (text === undefined) return [];
    const tokensAfter = counter.count(text);
    return tokensAfter < tokens ? [{ form: { ...form, text }, tokensAfter }] : [];
  });
}
