import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import type { ParseCode } from './grammars.ts';
import { languageOf } from './languages.ts';
import { readSkeletons } from './skeleton.ts';
import { findWanted } from './wanted.ts';
import { bareRows } from './wrapping.ts';

/** Longer texts are not parsed, in characters. */
const maxCharacters = 300_000;
/** The rows below which a body stays, in the hardest form and in gentler ones. */
const steps = [3, 12, 40];

/**
 * Builds the compressor of source code: imports, types, signatures and the first words of documentation stay, the code
 * of functions goes as whole lines. What is left is read by the parser as cleanly as the whole was.
 */
export function createCodeCompressor(parse: ParseCode): Compressor {
  return { name: 'code', kinds: ['code'], compress: (input) => compress(parse, input) };
}

function compress(parse: ParseCode, input: CompressInput): readonly Compressed[] {
  const language = languageOf(input.call?.command);
  if (!input.lossy || language === undefined || input.text.length > maxCharacters) return [];
  const rows = bareRows(splitLines(input.text).lines);
  const skeletons = readSkeletons(parse, language, rows);
  if (skeletons === undefined) return [];
  const wanted = findWanted(rows, input.asked, input.call?.command);
  const forms: Compressed[] = [];
  for (const leastRows of steps) {
    const keep = skeletons.cut({ leastRows, wanted });
    const form = keep && keptForm(input.text, { keep }, { handle: input.handle, kind: 'code', by: 'code' });
    if (form !== undefined && form.text !== forms.at(-1)?.text) forms.push(form);
  }
  return forms;
}
