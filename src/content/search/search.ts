import type { Codec, Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { keptForm } from '../lines.ts';
import { entriesCodec } from './entries.ts';
import { type HitLines, readHitLines } from './hit-lines.ts';
import { encodeHits, hitsCodec } from './hits.ts';
import { listingCodec } from './listing.ts';
import { longListingCodec } from './long-listing.ts';
import { namesCodec } from './names.ts';
import { balanced, balancedLong, hard, hardWithFailures, keptOfSearch, longResult, readHits } from './omit.ts';
import { plainHitsCodec } from './plain-hits.ts';
import { encodeSpacedHits, spacedHitsCodec } from './spaced-hits.ts';
import { treeCodec } from './tree.ts';

/** Two layouts of a text are counted up to this length, in characters. */
const shortText = 8000;
/** Lines between hits that neither layout changes. */
const noHit = /^(?:|--|\[headroom: .*)$/;
const otherCodecs: readonly Codec[] = [
  plainHitsCodec,
  listingCodec,
  entriesCodec,
  longListingCodec,
  treeCodec,
  namesCodec,
];

/**
 * Search results and lists of paths: each path once, above its lines. If much is left, hits of generated files and
 * repeated wordings are left out, with a count for each file.
 */
export const searchCompressor: Compressor = {
  name: 'search',
  kinds: ['search', 'text', 'tabular'],
  compress(input) {
    const found = readHitLines(input.text.split('\n'));
    const forms = found === undefined ? [] : grouped(input.text, found);
    // Another kind of text may contain a line that looks like a hit.
    if (found === undefined || forms.length === 0)
      return otherCodecs.flatMap((codec) => lossless(codec.name, codec.encode(input.text)));
    return input.lossy ? [...omissions(input, found), ...forms] : forms;
  },
};

/** Hits with numbers are never anything else. */
function grouped(text: string, found: HitLines): readonly Compressed[] {
  const spaced = lossless(spacedHitsCodec.name, encodeSpacedHits(text, found));
  // Of a short text the tokens decide; a long one with hits and nothing else is best spaced.
  const isEveryLineHit = found.paths.every(
    (path, index) => path !== undefined || noHit.test(found.lines[index] as string),
  );
  if (spaced.length > 0 && isEveryLineHit && text.length > shortText) return spaced;
  return [...spaced, ...lossless(hitsCodec.name, encodeHits(text, found))];
}

function lossless(by: string, text: string | undefined): readonly Compressed[] {
  return text === undefined ? [] : [{ text, kind: 'search', by, fidelity: 'lossless' }];
}

/** The text with hits left out; the rest stays as it was printed, so that every kept line is one of the source. */
function omissions(
  { text, handle, counter, call, asked, shortest, tokens }: CompressInput,
  { lines, paths }: HitLines,
): readonly Compressed[] {
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
  const query = `${call?.command ?? call?.input ?? ''}\n${asked ?? ''}`;
  const hits = readHits({ lines: lines.slice(0, count), paths: paths.slice(0, count) }, query);
  const gentle = tokens >= longResult ? balancedLong : balanced;
  const levels = shortest === true ? [hard, hardWithFailures, gentle] : [gentle];
  return levels.flatMap((level) => {
    const kept = keptForm(text, keptOfSearch(hits, level), { handle, counter, kind: 'search', by: 'search' });
    return kept === undefined ? [] : [kept];
  });
}
