import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import type { Strength } from './choose.ts';
import { minifyCodec, tableCodec } from './codec.ts';
import { findGroups, type Group } from './groups.ts';
import { findTargets, omitElements } from './omit.ts';

const strengths: readonly Strength[] = [1, 2, 4];

/**
 * JSON, wherever in the text it stands. Where something may be left out: whole elements of long arrays. Without loss:
 * arrays of records as tables, and spacing taken out.
 */
export const jsonCompressor: Compressor = {
  name: 'json',
  kinds: ['json'],
  compress(input) {
    const groups = findGroups(input.text);
    return [...(input.lossy ? lossyForms(input, groups) : []), ...losslessForms(input, groups)];
  },
};

function lossyForms({ text, handle, call }: CompressInput, groups: readonly Group[]): readonly Compressed[] {
  const targets = findTargets(text, groups);
  const forms: Compressed[] = [];
  for (const strength of strengths) {
    const form = omitElements(text, targets, handle, `${call?.input ?? ''} ${call?.command ?? ''}`, strength);
    if (form !== undefined && form.length < text.length) {
      forms.push({ text: form, kind: 'json', by: 'json-elements', fidelity: 'lossy' });
    }
  }
  return forms;
}

function losslessForms({ text }: CompressInput, groups: readonly Group[]): readonly Compressed[] {
  const forms: Compressed[] = [];
  for (const codec of [tableCodec, minifyCodec]) {
    const encoded = codec.encode(text, groups);
    if (encoded !== undefined) forms.push({ text: encoded, kind: 'json', by: codec.name, fidelity: 'lossless' });
  }
  return forms;
}
