import type { Codec, Compressed, Compressor, ContentKind } from '../../model/content.ts';
import { alignedCodec } from './aligned.ts';
import { delimitedCodec } from './delimited.ts';

const codecs: readonly Codec[] = [delimitedCodec, alignedCodec];
const kinds: readonly ContentKind[] = ['tabular', 'text', 'prose'];

/** Rows of fields and of padded columns: values that all rows share are written once. Lossless. */
export const tabularCompressor: Compressor = {
  name: 'tabular',
  kinds,
  compress({ text }) {
    const forms: Compressed[] = [];
    for (const codec of codecs) {
      const encoded = codec.encode(text);
      if (encoded !== undefined) forms.push({ text: encoded, kind: 'tabular', by: codec.name, fidelity: 'lossless' });
    }
    return forms;
  },
};
