import { entriesCodec } from '../../../src/content/search/entries.ts';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { listingCodec } from '../../../src/content/search/listing.ts';
import { longListingCodec } from '../../../src/content/search/long-listing.ts';
import { namesCodec } from '../../../src/content/search/names.ts';
import { plainHitsCodec } from '../../../src/content/search/plain-hits.ts';
import { spacedHitsCodec } from '../../../src/content/search/spaced-hits.ts';
import { treeCodec } from '../../../src/content/search/tree.ts';

/** Every layout of searches and listings, by a short name. */
export const codecs = {
  spaced: spacedHitsCodec,
  hits: hitsCodec,
  plain: plainHitsCodec,
  listing: listingCodec,
  names: namesCodec,
  entries: entriesCodec,
  long: longListingCodec,
  tree: treeCodec,
};
