import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { minifyCodec, tableCodec } from './codec.ts';

/** JSON: arrays of records as tables and spacing taken out, both lossless. */
export const jsonCompressor: Compressor = {
  name: 'json',
  kinds: ['json'],
  compress(input) {
    return losslessForms(input);
  },
};

function losslessForms({ text }: CompressInput): readonly Compressed[] {
  const forms: Compressed[] = [];
  for (const codec of [tableCodec, minifyCodec]) {
    const encoded = codec.encode(text);
    if (encoded !== undefined) forms.push({ text: encoded, kind: 'json', by: codec.name, fidelity: 'lossless' });
  }
  return forms;
}
