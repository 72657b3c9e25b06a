import type { Compressor } from '../model/content.ts';
import { blobCompressor } from './blob/blob.ts';
import { diagnosticsCompressor } from './diagnostics/diagnostics.ts';
import { diffCompressor } from './diff/diff.ts';
import { gitCompressor } from './git/git.ts';
import { htmlCompressor } from './html/html.ts';
import { jsonCompressor } from './json/json.ts';
import { logCompressor } from './log/log.ts';
import { createProseCompressor, type ProseParts } from './prose/prose.ts';
import { searchCompressor } from './search/search.ts';
import { tabularCompressor } from './tabular/tabular.ts';

/**
 * Every compressor, in the order in which their forms are considered.
 * @param prose what the prose compressor uses besides its own rules: the scores of a model
 */
export function compressorsWith(prose: ProseParts): readonly Compressor[] {
  return [
    jsonCompressor,
    searchCompressor,
    diffCompressor,
    logCompressor,
    diagnosticsCompressor,
    gitCompressor,
    htmlCompressor,
    tabularCompressor,
    createProseCompressor(prose),
    blobCompressor,
  ];
}

/** Every compressor, by rules alone. */
export const compressors: readonly Compressor[] = compressorsWith({});
