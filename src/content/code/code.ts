import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import type { ParseCode } from './grammars.ts';
import { type CodeLanguage, languageOf, showsFromStart } from './languages.ts';
import { readSkeletons } from './skeleton.ts';
import { findWanted } from './wanted.ts';
import { bareRows } from './wrapping.ts';

/** Longer texts are not parsed; in characters. */
const maxCharacters = 300_000;
/** Bodies in the first rows up to these stay, in the hardest form and in gentler ones. */
const steps = [3, 12, 40];

/**
 * Builds the compressor of source code: imports, types, signatures and the first words of documentation stay, the code
 * of functions is left out as whole lines. The parser reads what is left as cleanly as the whole.
 */
export function createCodeCompressor(parse: ParseCode): Compressor {
  return { name: 'code', kinds: ['code'], compress: (input) => compress(parse, input) };
}

function compress(parse: ParseCode, input: CompressInput): readonly Compressed[] {
  const command = input.call?.command ?? '';
  const language = languageOf(command);
  if (!input.lossy || language === undefined || input.text.length > maxCharacters || !showsFromStart(command))
    return [];
  const rows = bareRows(splitLines(input.text).lines);
  const forms = formsOf(parse, language, input, rows);
  if (forms.length > 0) return forms;
  // A text that was cut off at its end may confuse the parser; the complete part of it does not.
  const end = endOfComplete(rows);
  return end < rows.length ? formsOf(parse, language, input, rows.slice(0, end)) : [];
}

/** Forms that leave lines out of the first rows of a text; the rows after them stay. */
function formsOf(parse: ParseCode, language: CodeLanguage, input: CompressInput, rows: readonly string[]) {
  const skeletons = readSkeletons(parse, language, rows);
  if (skeletons === undefined) return [];
  const wanted = findWanted(rows, input.asked, input.call?.command);
  const total = splitLines(input.text).lines.length;
  const forms: Compressed[] = [];
  for (const leastRows of steps) {
    const cut = skeletons.cut({ leastRows, wanted });
    if (cut === undefined) continue;
    const keep = Array.from({ length: total }, (_, row) => cut[row] ?? true);
    const form = keptForm(input.text, { keep }, { ...input, kind: 'code', by: 'code' });
    if (form !== undefined && form.text !== forms.at(-1)?.text) forms.push(form);
  }
  return forms;
}

/** The row after the last bracket that closes something at the left margin. */
function endOfComplete(rows: readonly string[]): number {
  return rows.findLastIndex((row) => /^(?:[}\])]+[;,)]*|end)\s*$/.test(row)) + 1;
}
