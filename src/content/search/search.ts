import type { Codec, Compressed, Compressor } from '../../model/content.ts';
import { headingCodec } from './heading.ts';
import { hitsCodec } from './hits.ts';
import { listingCodec } from './listing.ts';
import { namesCodec } from './names.ts';
import { plainHitsCodec } from './plain-hits.ts';
import { spacedHitsCodec } from './spaced-hits.ts';
import { treeCodec } from './tree.ts';

/** The layouts in order: the first that fits is the one that says most about where a line is from. */
const codecs: readonly Codec[] = [
  spacedHitsCodec,
  hitsCodec,
  headingCodec,
  plainHitsCodec,
  listingCodec,
  treeCodec,
  namesCodec,
];

/** Search results and lists of paths: each path once, above what belongs to it. Lossless. */
export const searchCompressor: Compressor = {
  name: 'search',
  kinds: ['search', 'text'],
  compress({ text }) {
    const forms: Compressed[] = [];
    for (const codec of codecs) {
      const encoded = codec.encode(text);
      if (encoded === undefined) continue;
      forms.push({ text: encoded, kind: 'search', by: codec.name, fidelity: 'lossless' });
      // Hits with numbers are never something else besides.
      if (codec === hitsCodec || codec === spacedHitsCodec) break;
    }
    return forms;
  },
};
