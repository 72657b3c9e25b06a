import type { Codec, Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import { headingCodec } from './heading.ts';
import { readHitLines } from './hit-lines.ts';
import { hitsCodec } from './hits.ts';
import { listingCodec } from './listing.ts';
import { namesCodec } from './names.ts';
import { balanced, balancedLong, hard, hardWithFailures, keptOfSearch, longResult } from './omit.ts';
import { plainHitsCodec } from './plain-hits.ts';
import { spacedHitsCodec } from './spaced-hits.ts';
import { treeCodec } from './tree.ts';

/** The layouts in order: the first that fits is the one that says most about where a line is from. */
const hitCodecs: readonly Codec[] = [spacedHitsCodec, hitsCodec];
const otherCodecs: readonly Codec[] = [headingCodec, plainHitsCodec, listingCodec, treeCodec, namesCodec];

/**
 * Search results and lists of paths: each path once, above what belongs to it. Where much is left, hits of files that
 * no person wrote and further ones of the same wording go, with a count for each file.
 */
export const searchCompressor: Compressor = {
  name: 'search',
  kinds: ['search', 'text'],
  compress(input) {
    const forms = input.lossy ? [...omissions(input)] : [];
    const hits = layouts(input.text, hitCodecs);
    // Hits with numbers are never something else besides.
    forms.push(...(hits.length > 0 ? hits : layouts(input.text, otherCodecs)));
    return forms;
  },
};

function layouts(text: string, codecs: readonly Codec[]): readonly Compressed[] {
  return codecs.flatMap((codec) => {
    const encoded = codec.encode(text);
    return encoded === undefined ? [] : [{ text: encoded, kind: 'search', by: codec.name, fidelity: 'lossless' }];
  });
}

/** The text with hits left out, what is left grouped by file. */
function omissions({ text, handle, call, asked, shortest, tokens }: CompressInput): readonly Compressed[] {
  const found = readHitLines(splitLines(text).lines);
  if (found === undefined) return [];
  const gentle = tokens >= longResult ? balancedLong : balanced;
  const query = `${call?.command ?? call?.input ?? ''}\n${asked ?? ''}`;
  const levels = shortest === true ? [hard, hardWithFailures, gentle] : [gentle];
  return levels.flatMap((level) => {
    const kept = keptForm(text, keptOfSearch(found, query, level), { handle, kind: 'search', by: 'search' });
    if (kept === undefined) return [];
    const grouped = layouts(kept.text, hitCodecs)[0];
    return grouped === undefined ? [kept] : [{ ...grouped, by: 'search', fidelity: 'lossy' }, kept];
  });
}
