import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { searchesForPlaces } from '../search-call.ts';
import { wordsFor } from './asked.ts';
import type { Strength } from './choose.ts';
import { holdsReferences, minifyCodec, plainTableCodec, tableCodec } from './codec.ts';
import { findGroups, type Group } from './groups.ts';
import { findFamilies } from './keys.ts';
import { omitFrom } from './omit.ts';
import { findLongStrings } from './strings.ts';
import { findTargets } from './targets.ts';

const strengths: readonly Strength[] = [1, 2, 4];
/** A form with references, which a reader has to follow, must be this much shorter than its source. */
const leastSavedByReferences = 0.25;
const strengthsOfShortest: readonly Strength[] = [0, ...strengths];

/**
 * JSON, wherever it is in the text. If something may be left out: whole elements of long arrays, and lines of long
 * strings. Losslessly: arrays of records as tables, and spacing removed.
 */
export const jsonCompressor: Compressor = {
  name: 'json',
  kinds: ['json'],
  compress(input) {
    const groups = findGroups(input.text);
    return [...(input.lossy ? lossyForms(input, groups) : []), ...losslessForms(input, groups)];
  },
};

function lossyForms(input: CompressInput, groups: readonly Group[]): readonly Compressed[] {
  const { text, handle, inner, linesAbove = 0 } = input;
  const places = input.shortest !== true && searchesForPlaces(input.call);
  const asked = { call: input.call?.command ?? input.call?.input ?? '', words: input.asked ?? '', places };
  const targets = findTargets(text, groups, asked);
  const withArrays = new Set(targets.outer.map(({ within }) => within));
  const long = findLongStrings(text, groups).filter(({ node }) => !withArrays.has(node));
  const families = findFamilies(groups, wordsFor(asked));
  const forms: Compressed[] = [];
  const seen = new Set<string>();
  for (const strings of long.length === 0 ? [long] : [long, []]) {
    const all = input.shortest === true ? strengthsOfShortest : strengths;
    // Families of keys are the same at every strength.
    for (const strength of targets.outer.length === 0 && strings.length === 0 ? all.slice(0, 1) : all) {
      const form = omitFrom(text, { families, targets, strings, asked, strength, inner, linesAbove }, handle);
      if (form === undefined || form.length >= text.length || seen.has(form)) continue;
      seen.add(form);
      const by = strings.length === 0 ? 'json-elements' : 'json-strings';
      forms.push({ text: form, kind: 'json', by, fidelity: 'lossy' });
    }
  }
  return forms;
}

function losslessForms({ text, tokens, counter }: CompressInput, groups: readonly Group[]): readonly Compressed[] {
  // The table form includes minifying, unless there are no tables.
  for (const codec of [tableCodec, plainTableCodec, minifyCodec]) {
    const encoded = codec.encode(text, groups);
    if (encoded === undefined) continue;
    if (holdsReferences(encoded) && counter.count(encoded) > tokens * (1 - leastSavedByReferences)) continue;
    return [{ text: encoded, kind: 'json', by: codec.name, fidelity: 'lossless' }];
  }
  return [];
}
