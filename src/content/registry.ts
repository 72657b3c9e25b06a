import type { Compressor } from '../model/content.ts';
import { diffCompressor } from './diff/diff.ts';
import { diagnosticsCompressor } from './diagnostics/diagnostics.ts';
import { gitCompressor } from './git/git.ts';
import { htmlCompressor } from './html/html.ts';
import { jsonCompressor } from './json/json.ts';
import { logCompressor } from './log/log.ts';
import { createProseCompressor } from './prose/prose.ts';
import { searchCompressor } from './search/search.ts';
import { tabularCompressor } from './tabular/tabular.ts';

/** Every compressor, in the order in which their forms are considered. */
export const compressors: readonly Compressor[] = [
  jsonCompressor,
  searchCompressor,
  diffCompressor,
  logCompressor,
  diagnosticsCompressor,
  gitCompressor,
  htmlCompressor,
  tabularCompressor,
  createProseCompressor(),
];
