import type { Codec, Compressed, Compressor } from '../../model/content.ts';
import { hitsCodec, plainHitsCodec } from './hits.ts';
import { listingCodec } from './listing.ts';

/** The layouts in order: the first that fits is the one that says most about where a line is from. */
const codecs: readonly Codec[] = [hitsCodec, plainHitsCodec, listingCodec];

/** Search results and lists of paths: each path once, above what belongs to it. Lossless. */
export const searchCompressor: Compressor = {
  name: 'search',
  kinds: ['search'],
  compress({ text }) {
    const forms: Compressed[] = [];
    for (const codec of codecs) {
      const encoded = codec.encode(text);
      if (encoded === undefined) continue;
      forms.push({ text: encoded, kind: 'search', by: codec.name, fidelity: 'lossless' });
      if (codec === hitsCodec) break;
    }
    return forms;
  },
};
